import type { Attributes, Context, Link, SpanKind } from "@opentelemetry/api";
import { RuntimeNodeInstrumentation } from "@opentelemetry/instrumentation-runtime-node";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { NodeSDK } from "@opentelemetry/sdk-node";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  type SamplingResult,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";

/** Attributes that can contain a URL. What follows its `?` is private and must not be kept. */
const URLS = ["http.target", "http.url", "url.full"];

/** The changed attributes, without queries; undefined if none changed. Only a sampler can change the value of an attribute. */
function withoutQueries(attributes: Attributes): Attributes | undefined {
  let changed: Attributes | undefined = "url.query" in attributes ? { "url.query": "" } : undefined;
  for (const key of URLS) {
    const value = attributes[key];
    if (typeof value === "string" && value.includes("?")) {
      changed = { ...changed, [key]: value.replace(/\?[^#]*/, "") };
    }
  }
  return changed;
}

/** Delegates to another sampler, and keeps queries out of the spans. */
class WithoutQueries implements Sampler {
  readonly #sampler: Sampler;

  constructor(sampler: Sampler) {
    this.#sampler = sampler;
  }

  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const result = this.#sampler.shouldSample(context, traceId, name, kind, attributes, links);
    const changed = withoutQueries(attributes);
    return changed ? { ...result, attributes: { ...result.attributes, ...changed } } : result;
  }

  toString(): string {
    return `WithoutQueries{${this.#sampler}}`;
  }
}

/** The sampler that OTEL_TRACES_SAMPLER names, if it is supported here. */
function wantedSampler(): Sampler {
  const argument = Number(process.env.OTEL_TRACES_SAMPLER_ARG ?? 1);
  const ratio = Number.isFinite(argument) ? argument : 1;
  switch (process.env.OTEL_TRACES_SAMPLER) {
    case "always_off":
    case "parentbased_always_off":
      return new AlwaysOffSampler();
    case "traceidratio":
    case "parentbased_traceidratio":
      return new TraceIdRatioBasedSampler(ratio);
    default:
      return new AlwaysOnSampler();
  }
}

/** Whether to follow the caller's decision. Off by default: requests and errors are counted from spans, and the Agent samples. */
function followsCaller(): boolean {
  return process.env.OTEL_TRACES_SAMPLER?.startsWith("parentbased_") ?? false;
}

function sampler(): Sampler {
  const wanted = new WithoutQueries(wantedSampler());
  const on = new WithoutQueries(new AlwaysOnSampler());
  return new ParentBasedSampler({
    root: wanted,
    remoteParentSampled: followsCaller() ? on : wanted,
    remoteParentNotSampled: followsCaller() ? new AlwaysOffSampler() : wanted,
    localParentSampled: on,
  });
}

/** The chart can't know what kind of address a node has, and an IPv6 address needs brackets in a URL. */
function bracketEndpoint(): void {
  const { HOST_IP, OTEL_EXPORTER_OTLP_ENDPOINT } = process.env;
  if (HOST_IP?.includes(":") && OTEL_EXPORTER_OTLP_ENDPOINT) {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = OTEL_EXPORTER_OTLP_ENDPOINT.replace(`//${HOST_IP}`, `//[${HOST_IP}]`);
  }
}

/** Starts traces and metrics, as configured by the OTEL_ variables. Returns a function that flushes the rest; undefined if off. */
export function startTelemetry(): (() => Promise<void>) | undefined {
  if (process.env.OTEL_SDK_DISABLED === "true") {
    return undefined;
  }
  // A pod isn't a host: with its name as `host.name`, every release would add hosts in Datadog.
  process.env.OTEL_NODE_RESOURCE_DETECTORS ??= "env,process";
  bracketEndpoint();
  const sdk = new NodeSDK({
    sampler: sampler(),
    instrumentations: [
      // Outgoing requests, as children of the request that the service is answering.
      new UndiciInstrumentation({ requireParentforSpans: true }),
      new RuntimeNodeInstrumentation(),
    ],
  });
  sdk.start();
  return () => sdk.shutdown();
}
