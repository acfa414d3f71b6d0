import type { Instrumentation } from "next";

/** Runs once, before the first request: a service that lacks its configuration says so and does not start. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { requireEnv } = await import("./env");
    requireEnv();
  }
}

/** What a request failed with, in the log and with the ids of its trace; the caller is told nothing of it. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { log } = await import("./log");
    // Without its query: what people search for is theirs.
    const path = request.path.split("?")[0];
    log.error({ err: error, method: request.method, path, route: context.routePath }, "request failed");
  }
};
