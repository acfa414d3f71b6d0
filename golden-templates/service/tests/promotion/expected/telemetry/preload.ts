// Loaded by `node --require` before the server, so that what it instruments is patched before it is used.
import { Server } from "node:http";
import { type Attributes, type Context, type Link, type SpanKind, trace } from "@opentelemetry/api";
import { PgInstrumentation } from "@opentelemetry/instrumentation-pg";
import { RuntimeNodeInstrumentation } from "@opentelemetry/instrumentation-runtime-node";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { AlwaysOnSampler, ParentBasedSampler, type Sampler, SamplingDecision } from "@opentelemetry/sdk-trace";

// Next.js is about to start, and would end the process itself before its telemetry is delivered.
process.env.NEXT_MANUAL_SIG_HANDLE = "true";

/** Longer than this a shutdown does not take; the pod's grace period has room for it. */
const SHUTDOWN_MS = 25_000;
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

// Next.js makes the one server span of a request itself; instrumenting node:http as well would make it two.
const sdk =
  process.env.OTEL_SDK_DISABLED === "true"
    ? undefined
    : new NodeSDK({
        sampler: new ParentBasedSampler({ root: new WithoutProbes() }),
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
  return Reflect.apply(listen, this, args);
} as typeof listen;

/** Stops accepting, finishes what is in flight, closes what was opened, delivers what was recorded. */
async function shutDown(): Promise<void> {
  const closed = [...servers].map((server) => new Promise((resolve) => server.close(resolve)));
  for (const server of servers) {
    server.closeIdleConnections();
  }
  await Promise.all(closed);
  const { appClosers: closers = [] } = globalThis as { appClosers?: (() => Promise<unknown>)[] };
  await Promise.allSettled(closers.map((close) => close()));
  const delivered = sdk?.shutdown().catch(() => undefined);
  await Promise.race([delivered, new Promise((resolve) => setTimeout(resolve, DELIVERY_MS).unref())]);
  trace.disable();
}

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (stopping) {
      return;
    }
    stopping = true;
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    shutDown().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
