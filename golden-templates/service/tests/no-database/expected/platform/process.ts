// How the process is configured, begins and ends, whatever it does in between.
import { setSourceMapsSupport } from "node:module";
import * as z from "zod";
import { name } from "../package.json";
import { captureOutput, log } from "./log";

const base = {
  MAX_BODY_BYTES: z.coerce.number().int().min(65_536).default(1_048_576),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal"]).default("info"),
  SERVICE_NAME: z.string().min(1).default(name),
};

type Source = Record<string, string | undefined>;

/** Parses the environment: what every process needs and `own`. Throws one error that lists every problem. */
export function parseEnvironment<Own extends z.ZodRawShape>(own: Own, source: Source) {
  const result = z.object({ ...base, ...own }).safeParse(source);
  if (!result.success) {
    throw new Error(`The environment is not valid.\n${z.prettifyError(result.error)}`);
  }
  return result.data;
}

/** The configuration, read at first use, because a build knows none of it. */
export function environment<Own extends z.ZodRawShape>(own: Own) {
  let parsed: ReturnType<typeof parseEnvironment<Own>> | undefined;
  return () => {
    parsed ??= parseEnvironment(own, process.env);
    return parsed;
  };
}

/** What everybody needs of it. */
export const platformEnv = environment({});

// The grace period of the pod has room for both, one after the other.
/** How long requests, and what they handed to `after()`, may go on after SIGTERM. */
const FINISH_MS = 22_000;
/** Telemetry that is not delivered by then is given up: a missing Agent is not a failure of the service. */
const DELIVERY_MS = 5_000;
/** After an uncaught error the state is unknown: only send telemetry, then exit. */
const LAST_DELIVERY_MS = 1_000;

export interface Ending {
  /** Tells clients to close their connections. */
  sayGoodbye: () => void;
  /** Whether all work was finished. */
  isComplete: () => boolean;
  /** Sends what telemetry has recorded. */
  deliver?: () => Promise<void>;
}

/** From here on everything that is printed is a line of the log. Ends the process if its configuration is not valid. */
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

/** Ends what requests needed, delivers what was recorded, and exits. */
async function leave(code: number, { deliver }: Ending): Promise<void> {
  const { appClosers: closers = [] } = globalThis as { appClosers?: (() => Promise<unknown>)[] };
  const ended = Promise.allSettled([...closers.map((end) => end()), deliver?.()]);
  await Promise.race([ended, after(DELIVERY_MS)]);
  exit(code);
}

/** What happens at SIGTERM, in the end, and after an error that nobody caught. */
export function endWell(ending: Ending): void {
  let isStopping = false;
  let isBroken = false;

  // The server exits when its work is done, Next.js with the number of the signal: that is the moment to deliver.
  process.exit = ((code?: number) => {
    if (!isStopping) {
      exit(code);
    }
    // 128 and above is the number of the signal.
    const failed = code !== undefined && code > 0 && code < 128;
    void leave(failed ? code : Number(!ending.isComplete()), ending);
  }) as typeof process.exit;

  function stop(signal: NodeJS.Signals): void {
    if (isStopping) {
      return;
    }
    isStopping = true;
    ending.sayGoodbye();
    // While the server starts, nobody else listens.
    if (process.listenerCount(signal) === 1) {
      void leave(0, ending);
    }
    setTimeout(() => {
      log.error("shutdown timed out; exiting with work unfinished");
      void leave(1, ending);
    }, FINISH_MS).unref();
  }
  process.on("SIGTERM", stop).on("SIGINT", stop);

  // Next.js would go on in an unknown state; Kubernetes restarts the process. A rejected promise that nobody awaits is only
  // logged, because React leaves some behind when a client goes away.
  process.setUncaughtExceptionCaptureCallback((error) => {
    log.fatal({ error }, "uncaught error");
    if (!isBroken) {
      isBroken = true;
      void Promise.race([ending.deliver?.(), after(LAST_DELIVERY_MS)]).finally(() => exit(1));
    }
  });
}
