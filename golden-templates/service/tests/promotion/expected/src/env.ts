import { z } from "zod";

const schema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal"]).default("info"),
  SERVICE_NAME: z.string().min(1).default("promoted"),
});

export type Env = z.infer<typeof schema>;

/** Reads the configuration from `source`, or says everything that is wrong with it. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const result = schema.safeParse(source);
  if (!result.success) {
    throw new Error(`The environment is not valid.\n${z.prettifyError(result.error)}`);
  }
  return result.data;
}

let parsed: Env | undefined;

/** The configuration. Read at first use, because a build knows none of it. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}

/** Ends the process where the configuration is not valid, with everything that is wrong with it as its last words. */
export function requireEnv(): void {
  try {
    env();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
