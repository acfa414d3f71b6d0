import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";
import { findSourceMap } from "node:module";
import { format, type InspectOptions, inspect, stripVTControlCharacters } from "node:util";
import { trace } from "@opentelemetry/api";
import pino from "pino";
import { name } from "../package.json";

/** Keys whose values must never appear in a log, up to two levels deep. */
const SECRET = [
  ...["authorization", "Authorization", "cookie", "Cookie", "set-cookie", "Set-Cookie"],
  ...["password", "token", "access_token", "accessToken", "secret", "apiKey", "api_key", "email"],
];

/** How many causes of an error to log. The limit exists because a chain of causes can be circular or hundreds long. */
const CAUSES = 5;

/** A request in progress. Its path excludes the query, because what people search for is private. */
interface Answering {
  http: { method?: string; path?: string };
  response: ServerResponse;
}

// The server and the code loaded before it are two bundles in one process.
const shared = globalThis as { appRequests?: AsyncLocalStorage<Answering> };
shared.appRequests ??= new AsyncLocalStorage();

/** The request in progress, if any. */
export const requests = shared.appRequests;

/** Replaces each stack frame with its place in the sources, if the bundle has a source map. */
function mapped(stack: string): string {
  return stack.replace(/(?<=[\s(])(?:file:\/\/)?(\/[^\s():]+):(\d+):(\d+)/g, (frame, file, line, column) => {
    const entry = findSourceMap(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !("originalSource" in entry)) {
      return frame;
    }
    const source = decodeURIComponent(entry.originalSource).replace("file://", "").replace(`${process.cwd()}/`, "");
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function stackOf(error: Error, depth = 1): string {
  const causes: unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  const told = depth < CAUSES ? causes.filter((cause) => cause instanceof Error).slice(0, CAUSES) : [];
  const own = mapped(String(error.stack ?? error));
  return [own, ...told.map((cause) => `caused by ${stackOf(cause, depth + 1)}`)].join("\n");
}

/** The fields of an error to log, with Datadog's names. No others: drivers attach whole connections, including keys, to errors. */
export function described(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) {
    return { kind: thrown === null ? "null" : typeof thrown, message: format(thrown) };
  }
  // The digest is what Next.js shows people instead of the error.
  const { code, digest } = thrown as { code?: unknown; digest?: unknown };
  return { kind: thrown.name, message: thrown.message, stack: stackOf(thrown), code, digest };
}

const LEVEL = process.env.LOG_LEVEL ?? "info";

// If the disk behind stdout is full, lines are dropped, so the service keeps running within its memory limit.
const stdout = pino.destination({ dest: 1, sync: true, maxLength: 4_194_304 });
stdout.on("error", () => {});

/** Logs JSON to stdout. Each line carries its trace and span IDs, which Datadog uses to link logs and traces. */
export const log = pino(
  {
    level: Object.keys(pino.levels.values).includes(LEVEL) ? LEVEL : "info",
    messageKey: "message",
    errorKey: "error",
    base: { service: process.env.SERVICE_NAME ?? name, env: process.env.DD_ENV, version: process.env.DD_VERSION },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: described },
    redact: SECRET.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
    mixin() {
      const span = trace.getActiveSpan()?.spanContext();
      return { trace_id: span?.traceId, span_id: span?.spanId, http: requests.getStore()?.http };
    },
  },
  stdout,
);

const METHODS = { debug: "debug", trace: "debug", log: "info", info: "info", warn: "warn", error: "error" } as const;

/** The symbol that Next.js puts before its own lines. */
const SIGN = /^\s*[▲✓⨯⚠○»]\s*/u;

/** Writes one log line instead of what a console call would print. */
function record(method: keyof typeof METHODS, parts: unknown[]): void {
  // Next.js reports the error of a failed request as `⨯ <error>`, and code can throw anything, even `null`.
  const isThrown = method === "error" && parts.length > 1 && typeof parts[0] === "string" && /⨯\S*$/u.test(parts[0]);
  const thrown = isThrown ? parts.at(-1) : parts.find((part) => part instanceof Error);
  const hasPlaceholders = typeof parts[0] === "string" && parts[0].includes("%");
  const words = hasPlaceholders
    ? parts.map((part) => (part === thrown ? String(described(part).message) : part))
    : parts.filter((part) => part !== thrown);
  const message = stripVTControlCharacters(format(...words))
    .replace(SIGN, "")
    .trimEnd()
    .replace(/:$/, "");
  if (isThrown || thrown !== undefined) {
    log[METHODS[method]]({ error: thrown }, message || String(described(thrown).message));
  } else if (message !== "") {
    log[METHODS[method]](message);
  }
}

/** Turns everything that libraries, Next.js and Node.js itself would print as text into log lines. */
export function captureOutput(): void {
  for (const method of Object.keys(METHODS) as (keyof typeof METHODS)[]) {
    console[method] = (...parts: unknown[]) => record(method, parts);
  }
  console.dir = (value: unknown, options?: InspectOptions) => record("log", [inspect(value, options)]);
  process.removeAllListeners("warning");
  process.on("warning", (warning) => log.warn({ error: warning }, warning.message));
}
