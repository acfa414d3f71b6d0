import { trace } from "@opentelemetry/api";
import pino from "pino";

/** What must never be read in a log, wherever it comes up to two levels down. */
const SECRET = ["authorization", "cookie", "password", "token", "secret", "email"];

/** JSON on stdout; every line carries the ids of its trace, which is how Datadog links the two. */
export const log = pino({
  level: process.env.LOG_LEVEL ?? "info",
  messageKey: "message",
  base: {
    service: process.env.SERVICE_NAME ?? "promoted",
    env: process.env.DD_ENV,
    version: process.env.DD_VERSION,
  },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  serializers: {
    // Of an error only this: drivers hang whole connections, keys and all, on theirs.
    err(error: Error & { code?: unknown }) {
      const { type, message, stack } = pino.stdSerializers.err(error);
      return { type, message, stack, code: error.code };
    },
  },
  redact: SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  mixin() {
    const span = trace.getActiveSpan()?.spanContext();
    return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
  },
});
