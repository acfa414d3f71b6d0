import type { Attributes } from "@opentelemetry/api";

// Next.js makes the one server span of a request itself. For what is fetched it would make one, too, named by the whole URL,
// beside that of undici, which keeps to the method.
process.env.NEXT_OTEL_FETCH_DISABLED ??= "1";

/** The spans of Next.js that tell what a request did; the others are its own steps on the way. */
const TELLING = new Set(["BaseServer.handleRequest", "AppRouteRouteHandlers.runHandler", "AppRender.getBodyResult"]);

/** Whether a span is one of Next.js's own steps. */
export function isNoise(_name: string, attributes: Attributes): boolean {
  const type = attributes["next.span_type"];
  return type !== undefined && !TELLING.has(String(type));
}
