import * as z from "zod";
import { name } from "../package.json";

/** The PostgreSQL of compose.yaml, so that nothing has to be set on your machine. Production has none but its own. */
const local = `postgres://app:local-only@localhost:${process.env.DATABASE_PORT ?? 5432}/app`;

const address = z.url({ protocol: /^postgres(ql)?$/ });

const base = {
  DATABASE_URL: process.env.NODE_ENV === "production" ? address : address.default(local),
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
