// Loaded by `node --require` before the server, so that what it instruments is patched before it is used.
import { Server } from "node:http";
import type { Attributes, Context, Link, SpanKind } from "@opentelemetry/api";
import { PgInstrumentation } from "@opentelemetry/instrumentation-pg";
import { RuntimeNodeInstrumentation } from "@opentelemetry/instrumentation-runtime-node";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { AlwaysOnSampler, ParentBasedSampler, type Sampler, SamplingDecision } from "@opentelemetry/sdk-trace";

// Next.js is about to start, and would end the process itself before its telemetry is delivered.
process.env.NEXT_MANUAL_SIG_HANDLE = "true";
// A pod is not a host: its name as `host.name` would be one more host in Datadog with every release.
process.env.OTEL_NODE_RESOURCE_DETECTORS ??= "env,process";
// The chart can't know what kind of address a node has, and an IPv6 address stands in brackets in a URL.
const { HOST_IP, OTEL_EXPORTER_OTLP_ENDPOINT } = process.env;
if (HOST_IP?.includes(":") && OTEL_EXPORTER_OTLP_ENDPOINT) {
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = OTEL_EXPORTER_OTLP_ENDPOINT.replace(`//${HOST_IP}`, `//[${HOST_IP}]`);
}

// The pod's grace period has room for all three.
/** So long the connections that are kept open are still answered, each for the last time. */
const LAST_ANSWERS_MS = 1_000;
/** Requests that take longer than this are cut off, so that what they did until then is still told. */
const FINISH_MS = 19_000;
/** Telemetry that is not delivered by then is given up: an Agent that is away is not a failure of the service. */
const DELIVERY_MS = 5_000;

/** Leaves out what is only noise: probes, and Next.js loading its own modules. */
class WithoutProbes implements Sampler {
  readonly #sampler = new AlwaysOnSampler();

  shouldSample(
    _context: Context,
    _traceId: string,
    name: string,
    _kind: SpanKind,
    attributes: Attributes,
    _links: Link[],
  ) {
    const target = String(attributes["http.target"] ?? "");
    const isNoise = /^\/(livez|readyz)\b/.test(target) || /^load \w+ module$/.test(name);
    return isNoise ? { decision: SamplingDecision.NOT_RECORD } : this.#sampler.shouldSample();
  }

  toString(): string {
    return "WithoutProbes";
  }
}

// What a caller does not sample is recorded too: requests and errors are counted by their spans, and the Agent samples.
const sampler = new WithoutProbes();

// Next.js makes the one server span of a request itself; instrumenting node:http as well would make it two.
const sdk =
  process.env.OTEL_SDK_DISABLED === "true"
    ? undefined
    : new NodeSDK({
        sampler: new ParentBasedSampler({
          root: sampler,
          remoteParentSampled: sampler,
          remoteParentNotSampled: sampler,
        }),
        instrumentations: [
          new PgInstrumentation({ requireParentSpan: true }),
          new UndiciInstrumentation({ requireParentforSpans: true }),
          new RuntimeNodeInstrumentation(),
        ],
      });
sdk?.start();

const servers = new Set<Server>();
const listen = Server.prototype.listen;
Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  servers.add(this);
  // Without an address node listens on IPv6 and IPv4, or on IPv4 alone where a node has no IPv6.
  return Reflect.apply(listen, this, args[1] === "::" ? args.toSpliced(1, 1) : args);
} as typeof listen;

function after(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined).unref());
}

/** Lets those who keep a connection know that it ends, accepts no more, and finishes what is in flight; whether all of it was. */
async function close(): Promise<boolean> {
  for (const server of servers) {
    server.maxRequestsPerSocket = 1;
  }
  await after(LAST_ANSWERS_MS);
  const closed = [...servers].map((server) => new Promise((resolve) => server.close(resolve)));
  // Whose answer was under way when this began was not told that it is the last.
  const idle = setInterval(() => {
    for (const server of servers) {
      server.closeIdleConnections();
    }
  }, 250);
  const finished = await Promise.race([Promise.all(closed), after(FINISH_MS)]);
  clearInterval(idle);
  for (const server of servers) {
    server.closeAllConnections();
  }
  return finished !== undefined;
}

/** Ends what requests need when there are none left, and delivers what was recorded. The exit code. */
async function shutDown(): Promise<number> {
  const finished = await close();
  const { appClosers: closers = [] } = globalThis as { appClosers?: (() => Promise<unknown>)[] };
  const ended = Promise.allSettled([...closers.map((end) => end()), sdk?.shutdown()]);
  await Promise.race([ended, after(DELIVERY_MS)]);
  return finished ? 0 : 1;
}

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (!stopping) {
      stopping = true;
      shutDown().then(process.exit, () => process.exit(1));
    }
  });
}
