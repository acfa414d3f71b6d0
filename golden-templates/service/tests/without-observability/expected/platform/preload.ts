// Loaded by `node --require` before the server of Next.js, so that what telemetry looks into is patched before it is used.
import { lookup } from "node:dns/promises";
import { existsSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { isIPv6 } from "node:net";
import { resolve } from "node:path";
import type { Attributes } from "@opentelemetry/api";
import { env } from "../src/env";
import { answeredAll, guardServers, sayGoodbye } from "./http";
import { log } from "./log";
import { askDatabase } from "./postgres";
import { begin, endWell } from "./process";
import { startTelemetry } from "./telemetry";

// Next.js makes the server span of a request itself: one, or two where src/proxy.ts runs before the route. For a fetch it would make
// a client span named by the whole URL, beside that of undici, which is named by the method.
process.env.NEXT_OTEL_FETCH_DISABLED ??= "1";

/** The spans of Next.js that tell what a request did; the others are its own steps on the way. */
const TELLING = new Set([
  "BaseServer.handleRequest",
  "Middleware.execute",
  "AppRender.getBodyResult",
  "ResolveMetadata.generateMetadata",
]);

/** Whether a span is one of Next.js's own steps. */
function isNoise(_name: string, attributes: Attributes): boolean {
  const type = attributes["next.span_type"];
  return type !== undefined && !TELLING.has(String(type));
}

/**
 * Keeps Next.js from beginning those spans. Dropping them later costs CPU, and loses what happens below them. The list is none of
 * its interfaces: where it is gone, `isNoise` still holds.
 */
function silenceSteps(): void {
  const load = createRequire(resolve(process.argv[1] ?? "."));
  const constants = load("next/dist/server/lib/trace/constants") as { NextVanillaSpanAllowlist?: Set<string> };
  for (const type of constants.NextVanillaSpanAllowlist ?? []) {
    if (!TELLING.has(type)) {
      constants.NextVanillaSpanAllowlist?.delete(type);
    }
  }
}

// During a rollout two builds answer side by side, and each names files that only its own pods have. A pod that is asked for a
// file of the other build brings it from there, so that no page stays without its styles and scripts.
/** A URL whose host has the addresses of all pods; the chart sets it. Elsewhere there is nobody to ask. */
const siblings = process.env.SIBLINGS ? new URL(process.env.SIBLINGS) : undefined;
/** Marks a request from a sibling, which is answered without asking others. */
const MARK = "x-from-sibling";
const ASK_MS = 1_000;
/** How many files are looked for at once: no page names more, and a flood of made-up names stays here. */
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

/** Writes the file as the first sibling that has it does; false where none has. */
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

/** Whether it is for a file of the builds, and this one does not have it. */
function isForeign({ method, headers }: IncomingMessage, path: string): boolean {
  const isAsset = method === "GET" && /^\/_next\/static\/[^%\\]+$/.test(path) && !path.includes("..");
  return isAsset && headers[MARK] === undefined && !existsSync(`.next/${path.slice("/_next/".length)}`);
}

/** Whether a request is answered with a file of another build; where no sibling has that either, `serve` says so. */
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
const deliver = startTelemetry(isNoise);
try {
  silenceSteps();
} catch (error) {
  log.warn({ error }, "the list of spans of Next.js is not where it was");
}
guardServers(answeredAsset, askDatabase);
endWell({ sayGoodbye, isComplete: answeredAll, deliver });
