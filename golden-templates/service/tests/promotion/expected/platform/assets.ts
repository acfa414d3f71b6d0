// During a rollout two builds answer side by side, and each names files that only its own pods have. A pod that is asked for a
// file of the other build brings it from there, so that no page stays without its styles and scripts.
import { lookup } from "node:dns/promises";
import { existsSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";

/** The name that has the addresses of all pods, and their port; the chart sets it. Elsewhere there is nobody to ask. */
const [host, port] = process.env.SIBLINGS?.split(":") ?? [];
/** Marks a request from a sibling, who is not to be asked in turn. */
const MARK = "x-from-sibling";
const ASK_MS = 1_000;

/** Who else runs this service. */
async function siblings(): Promise<string[]> {
  const own = new Set(Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []));
  const found = await lookup(host ?? "", { all: true });
  return found.map(({ address }) => address).filter((address) => !own.has(address));
}

async function asked(address: string, path: string): Promise<Response | undefined> {
  const authority = isIPv6(address) ? `[${address}]` : address;
  const response = await fetch(`http://${authority}:${port}${path}`, {
    headers: { [MARK]: "1" },
    signal: AbortSignal.timeout(ASK_MS),
  }).catch(() => undefined);
  return response?.ok ? response : undefined;
}

/** Writes the file as the first sibling that has it does; false where none has. */
async function brought(path: string, response: ServerResponse): Promise<boolean> {
  for (const address of await siblings()) {
    const found = await asked(address, path);
    if (found) {
      const body = Buffer.from(await found.arrayBuffer());
      const headers = ["content-type", "cache-control"].map((name) => [name, found.headers.get(name) ?? ""]);
      response.writeHead(200, Object.fromEntries(headers)).end(body);
      return true;
    }
  }
  return false;
}

/** Whether a request is one for a file of another build; where no sibling has that either, `serve` says so. */
export function answeredAsset(request: IncomingMessage, response: ServerResponse, serve: () => void): boolean {
  const [path = ""] = request.url?.split("?") ?? [];
  const isAsset = host !== undefined && /^\/_next\/static\/[^%\\]+$/.test(path) && !path.includes("..");
  if (
    !isAsset ||
    request.method !== "GET" ||
    request.headers[MARK] ||
    existsSync(`.next/${path.slice("/_next/".length)}`)
  ) {
    return false;
  }
  brought(path, response).then(
    (isBrought) => isBrought || serve(),
    () => serve(),
  );
  return true;
}
