// Loaded by `node --require` before the Next.js server, so that instrumented modules are patched before they are used.
import { lookup } from "node:dns/promises";
import { existsSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { isIPv6 } from "node:net";
import { resolve } from "node:path";
import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type ProxyTracerProvider,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { env } from "../src/env";
import { answeredAll, guardServers, sayGoodbye } from "./http";
import { log, requests } from "./log";
import { askDatabase } from "./postgres";
import { begin, endWell } from "./process";
import { startTelemetry } from "./telemetry";

/** The type of the Next.js span for a request. */
const REQUEST = "BaseServer.handleRequest";

/** The Next.js spans that show what a request did. The others are intermediate steps, and cost more than they are worth. */
const KEPT = new Set([REQUEST, "Middleware.execute", "AppRender.getBodyResult", "ResolveMetadata.generateMetadata"]);

type Work = (span: Span) => unknown;

/**
 * Runs the work on a request in one server span. If src/proxy.ts runs before a route, Next.js handles a request twice and would
 * start two spans, and every server span counts as a request. The span ends after the work and the response, with the response status.
 */
function inSpan(span: Span, response: ServerResponse): (work: Work) => unknown {
  const end = span.end.bind(span);
  let running = 0;
  function settle(): void {
    const isAnswered = response.writableEnded || response.destroyed;
    if (running > 0 || !isAnswered || !span.isRecording()) {
      return;
    }
    span.setAttribute("http.status_code", response.statusCode);
    if (response.statusCode >= 500) {
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    end();
  }
  span.end = () => {
    running -= 1;
    settle();
  };
  response.once("close", settle);
  return (work) => {
    running += 1;
    return context.with(trace.setSpan(context.active(), span), work, undefined, span);
  };
}

/** The requests in progress: a second pass of Next.js finds the span of the first one. */
const answering = new WeakMap<ServerResponse, (work: Work) => unknown>();

/** The Next.js tracer without the spans that aren't kept: what happens in them belongs to the enclosing span. */
function quiet(tracer: Tracer): Tracer {
  const typeOf = (name: string, options?: SpanOptions) => String(options?.attributes?.["next.span_type"] ?? name);
  const around = () => trace.wrapSpanContext(trace.getActiveSpan()?.spanContext() ?? INVALID_SPAN_CONTEXT);

  function startSpan(name: string, options?: SpanOptions, parent?: Context): Span {
    return KEPT.has(typeOf(name, options)) ? tracer.startSpan(name, options, parent) : around();
  }

  function startActiveSpan(name: string, options: SpanOptions, ...rest: unknown[]): unknown {
    const type = typeOf(name, options);
    const work = rest.at(-1) as Work;
    if (!KEPT.has(type)) {
      return work(around());
    }
    const response = requests.getStore()?.response;
    if (type !== REQUEST || response === undefined) {
      return Reflect.apply(tracer.startActiveSpan, tracer, [name, options, ...rest]);
    }
    const run = answering.get(response) ?? inSpan(tracer.startSpan(name, options), response);
    answering.set(response, run);
    return run(work);
  }
  return { startSpan, startActiveSpan } as Tracer;
}

/**
 * Keeps Next.js from preparing the spans that aren't kept, which saves CPU. The list isn't part of its public API: without
 * it, `quiet` still leaves them out.
 */
function skipSteps(): void {
  const load = createRequire(resolve(process.argv[1] ?? "."));
  const constants = load("next/dist/server/lib/trace/constants") as { NextVanillaSpanAllowlist?: Set<string> };
  for (const type of constants.NextVanillaSpanAllowlist ?? []) {
    if (!KEPT.has(type)) {
      constants.NextVanillaSpanAllowlist?.delete(type);
    }
  }
}

/** Gives Next.js the quiet tracer. Next.js gets its tracer from the API by name. */
function traceNext(): void {
  const global = trace.getTracerProvider() as ProxyTracerProvider;
  const provider = global.getDelegate();
  const tracer = quiet(provider.getTracer("next.js"));
  global.setDelegate({
    getTracer: (name, ...rest) => (name === "next.js" ? tracer : provider.getTracer(name, ...rest)),
  });
  try {
    skipSteps();
  } catch (error) {
    log.warn({ error }, "the list of Next.js spans was not found");
  }
}

// During a rollout, two builds serve requests side by side, and each refers to files that only its own pods have. A pod that gets
// a request for a file of the other build fetches it from there, so that every page gets its styles and scripts.
/** A URL whose host resolves to all pods; the chart sets it. Elsewhere, there are no siblings to ask. */
const siblings = process.env.SIBLINGS ? new URL(process.env.SIBLINGS) : undefined;
/** Marks a request from a sibling, which is answered without asking others. */
const MARK = "x-from-sibling";
const ASK_MS = 1_000;
/** How many files to fetch at once: no page refers to more, and a flood of made-up names doesn't reach the siblings. */
const MOST_ASKED = 32;
let asked = 0;

async function ask(address: string, port: string, path: string): Promise<Response | undefined> {
  const authority = isIPv6(address) ? `[${address}]` : address;
  const response = await fetch(`http://${authority}:${port}${path}`, {
    headers: { [MARK]: "1" },
    signal: AbortSignal.timeout(ASK_MS),
  }).catch(() => undefined);
  return response?.ok ? response : undefined;
}

/** Responds with the file from the first sibling that has it; false if none does. */
async function brought({ hostname, port }: URL, path: string, response: ServerResponse): Promise<boolean> {
  for (const { address } of await lookup(hostname.replace(/^\[|\]$/g, ""), { all: true })) {
    const found = await ask(address, port, path);
    if (found) {
      const body = Buffer.from(await found.arrayBuffer());
      const headers = ["content-type", "cache-control"].map((name) => [name, found.headers.get(name) ?? ""]);
      response.writeHead(200, { ...Object.fromEntries(headers), "x-content-type-options": "nosniff" }).end(body);
      return true;
    }
  }
  return false;
}

/** Whether a request is for a build file that this build doesn't have. */
function isForeign({ method, headers }: IncomingMessage, path: string): boolean {
  const isAsset = method === "GET" && /^\/_next\/static\/[^%\\]+$/.test(path) && !path.includes("..");
  return isAsset && headers[MARK] === undefined && !existsSync(`.next/${path.slice("/_next/".length)}`);
}

/** Takes over a request for a file of another build, and returns whether it did. If no sibling has the file, `serve` answers. */
function answeredAsset(request: IncomingMessage, response: ServerResponse, serve: () => void): boolean {
  const [path = ""] = request.url?.split("?") ?? [];
  if (siblings === undefined || asked >= MOST_ASKED || !isForeign(request, path)) {
    return false;
  }
  asked += 1;
  brought(siblings, path, response)
    .catch(() => false)
    .then((isBrought) => {
      asked -= 1;
      return isBrought || serve();
    });
  return true;
}

begin(env);
const deliver = startTelemetry();
if (deliver) {
  traceNext();
}
guardServers(answeredAsset, askDatabase);
endWell({ sayGoodbye, isComplete: answeredAll, deliver });
