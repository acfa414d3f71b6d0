// Configuration, startup and shutdown of any process.
import { setSourceMapsSupport } from "node:module";
import * as z from "zod";
import { name } from "../package.json";
import { captureOutput, log } from "./log";

/** The PostgreSQL in compose.yaml, so that you don't have to set anything on your machine. Production has no default. */
const local = `postgres://app:local-only@localhost:${process.env.DATABASE_PORT ?? 5432}/app`;

const address = z.url({ protocol: /^postgres(ql)?$/ });

const base = {
  DATABASE_URL: process.env.NODE_ENV === "production" ? address : address.default(local),
  MAX_BODY_BYTES: z.coerce.number().int().min(65_536).default(1_048_576),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal"]).default("info"),
  SERVICE_NAME: z.string().min(1).default(name),
};

type Source = Record<string, string | undefined>;

/** Parses the environment: the variables that every process needs, and `own`. Throws one error that lists every problem. */
export function parseEnvironment<Own extends z.ZodRawShape>(own: Own, source: Source) {
  const result = z.object({ ...base, ...own }).safeParse(source);
  if (!result.success) {
    throw new Error(`The environment is invalid.\n${z.prettifyError(result.error)}`);
  }
  return result.data;
}

/** The configuration, read on first use, because it isn't set during a build. */
export function environment<Own extends z.ZodRawShape>(own: Own) {
  let parsed: ReturnType<typeof parseEnvironment<Own>> | undefined;
  return () => {
    parsed ??= parseEnvironment(own, process.env);
    return parsed;
  };
}

/** The variables that every process needs. */
export const platformEnv = environment({});

// Both fit in the pod's grace period, one after the other.
/** How long requests, and the work they passed to `after()`, can continue after SIGTERM. */
const FINISH_MS = 22_000;
/** Telemetry that isn't sent by then is dropped: a missing Agent isn't a failure of the service. */
const DELIVERY_MS = 5_000;
/** After an uncaught error, the state is unknown: only send telemetry, then exit. */
const LAST_DELIVERY_MS = 1_000;

export interface Ending {
  /** Tells clients to close their connections. */
  sayGoodbye: () => void;
  /** Whether all work was finished. */
  isComplete: () => boolean;
  /** Sends what telemetry has recorded. */
  deliver?: () => Promise<void>;
}

/** From here on, all output is log lines. Exits if the configuration is invalid. */
export function begin(env: () => unknown): void {
  captureOutput();
  setSourceMapsSupport(true);
  try {
    env();
  } catch (error) {
    log.fatal(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

const exit = process.exit.bind(process);

/** Closes what requests used, sends the recorded telemetry, and exits. */
async function leave(code: number, { deliver }: Ending): Promise<void> {
  const { appClosers: closers = [] } = globalThis as { appClosers?: (() => Promise<unknown>)[] };
  const ended = Promise.allSettled([...closers.map((end) => end()), deliver?.()]);
  await Promise.race([ended, after(DELIVERY_MS)]);
  exit(code);
}

/** Handles SIGTERM, the exit, and uncaught errors. */
export function endWell(ending: Ending): void {
  let isStopping = false;
  let isBroken = false;

  // The server exits when its work is done (Next.js exits with the signal number), which is the time to send telemetry.
  process.exit = ((code?: number) => {
    if (!isStopping) {
      exit(code);
    }
    // Codes of 128 and above mean a signal.
    const failed = code !== undefined && code > 0 && code < 128;
    void leave(failed ? code : Number(!ending.isComplete()), ending);
  }) as typeof process.exit;

  function stop(signal: NodeJS.Signals): void {
    if (isStopping) {
      return;
    }
    isStopping = true;
    ending.sayGoodbye();
    // While the server starts, nothing else handles the signal.
    if (process.listenerCount(signal) === 1) {
      void leave(0, ending);
    }
    setTimeout(() => {
      log.error("shutdown timed out; exiting with work unfinished");
      void leave(1, ending);
    }, FINISH_MS).unref();
  }
  process.on("SIGTERM", stop).on("SIGINT", stop);

  // Next.js would continue in an unknown state; Kubernetes restarts the process. An unhandled rejection is only logged, because
  // React leaves some behind when a client disconnects.
  process.setUncaughtExceptionCaptureCallback((error) => {
    log.fatal({ error }, "uncaught error");
    if (!isBroken) {
      isBroken = true;
      void Promise.race([ending.deliver?.(), after(LAST_DELIVERY_MS)]).finally(() => exit(1));
    }
  });
}
