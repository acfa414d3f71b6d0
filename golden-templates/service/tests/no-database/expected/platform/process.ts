// How the process is configured, begins and ends, whatever it does in between.
import { setSourceMapsSupport } from "node:module";
import * as z from "zod";
import { name } from "../package.json";
import { captureOutput, log } from "./log";

const base = {
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal"]).default("info"),
  SERVICE_NAME: z.string().min(1).default(name),
};

type Source = Record<string, string | undefined>;

/** Reads the configuration that everybody needs and the service's own, or says everything that is wrong with it. */
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
/** So long may requests, and what they handed to `after()`, go on once the end is announced. */
const FINISH_MS = 22_000;
/** Telemetry that is not delivered by then is given up: an Agent that is away is not a failure of the service. */
const DELIVERY_MS = 5_000;
/** After an error that nobody caught, nothing is sure any more: only what tells of it is sent. */
const LAST_DELIVERY_MS = 1_000;

export interface Ending {
  /** Tells clients that the end is near. */
  sayGoodbye: () => void;
  /** Whether everything that was under way came to its end. */
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

  // Whoever serves exits when its work is done, Next.js with the number of the signal: that is the moment to deliver.
  process.exit = ((code?: number) => {
    if (!isStopping) {
      exit(code);
    }
    void leave(ending.isComplete() ? 0 : 1, ending);
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
      log.error("what was under way takes too long, and is given up");
      void leave(1, ending);
    }, FINISH_MS).unref();
  }
  process.on("SIGTERM", stop).on("SIGINT", stop);

  // Next.js would go on, in a state that nobody knows; Kubernetes starts a sound one.
  process.setUncaughtExceptionCaptureCallback((error) => {
    log.fatal({ error }, "uncaught error");
    if (!isBroken) {
      isBroken = true;
      void Promise.race([ending.deliver?.(), after(LAST_DELIVERY_MS)]).finally(() => exit(1));
    }
  });
}
