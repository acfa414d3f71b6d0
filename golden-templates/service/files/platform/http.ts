// What every HTTP server in the process does before application code gets a request: it answers probes, limits how much and
// how slowly clients can send, and closes their connections at shutdown. Routes read a body with `readJson`.
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import * as z from "zod";
import { log, requests } from "./log";
import { platformEnv } from "./process";

/** How long a client can take to send the headers of a request, and the whole request. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
/** How long to keep reading after an early response, so that the client can read the response. */
const LINGER_MS = 5_000;

// Shutdown. All of it fits in the pod's grace period.
/** How long keep-alive connections can still get one last response. */
const LAST_ANSWERS_MS = 1_000;
/** Requests that take longer are cut off, so that there is time left to send telemetry. */
const FINISH_MS = 19_000;

/** Returns whether it takes over a request. It can still pass the request on with `serve`. */
type Answered = (request: IncomingMessage, response: ServerResponse, serve: () => void) => boolean;

let intercepted: Answered = () => false;
let isReady: () => Promise<unknown> = async () => {};
let checking: Promise<unknown> | undefined;
const servers = new Set<Server>();
/** The maximum size of a body in bytes. A larger one is rejected before it fills up memory. */
let maxBody = 0;
let leaving = false;
let wasCutOff = false;

function pathOf(request: IncomingMessage): string | undefined {
  return request.url?.split("?")[0];
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" }).end(text);
}

/** Requests that arrive during a check share its result, so that a flood of requests can't delay the probe. */
function checkReadiness(): Promise<unknown> {
  checking ??= isReady()
    .catch((error: unknown) => {
      log.warn({ error }, "not ready");
      throw error;
    })
    .finally(() => {
      checking = undefined;
    });
  return checking;
}

async function answerReadiness(response: ServerResponse): Promise<void> {
  try {
    await checkReadiness();
    answer(response, 200, "ok");
  } catch {
    answer(response, 503, "not ready");
  }
}

/**
 * Answers Kubernetes probes: `/livez` checks whether the process works (if not, a restart can fix it); `/readyz` checks whether it
 * can serve requests.
 */
function answeredProbe(request: IncomingMessage, response: ServerResponse): boolean {
  const path = pathOf(request);
  if (path === "/livez") {
    answer(response, 200, "ok");
    return true;
  }
  if (path === "/readyz") {
    void answerReadiness(response);
    return true;
  }
  return false;
}

function tooLarge(): string {
  return `The body is larger than ${maxBody} bytes.`;
}

function refuseBody(request: IncomingMessage, response: ServerResponse): void {
  log.warn({ limit: maxBody, http: { method: request.method, path: pathOf(request) } }, "request body too large");
  if (response.writableEnded) {
    return;
  }
  if (response.headersSent) {
    request.socket.destroy();
    return;
  }
  response.writeHead(413, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: tooLarge() }));
}

/** Ends the body with an error, so that no handler mistakes a part for the whole. The connection stays open for the response. */
function breakOff(request: IncomingMessage): void {
  request._destroy = (error, callback) => callback(error);
  request.on("error", () => {}).destroy(new Error(tooLarge()));
}

/** Keeps reading for a while after the response, and discards the data. */
function linger(request: IncomingMessage): void {
  // Listeners would pause the stream.
  request.removeAllListeners("data").removeAllListeners("readable").resume();
  setTimeout(() => request.complete || request.socket.destroy(), LINGER_MS).unref();
}

/** Rejects a body by its content-length. Without one, counts the bytes as they arrive. */
function refusedBody(request: IncomingMessage, response: ServerResponse): boolean {
  response.once("finish", () => request.complete || linger(request));
  if (Number(request.headers["content-length"] ?? 0) > maxBody) {
    refuseBody(request, response);
    return true;
  }
  const { push } = request;
  let received = 0;
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    const before = received;
    received += chunk?.length ?? 0;
    if (received <= maxBody || chunk === null) {
      return Reflect.apply(push, request, [chunk, encoding]);
    }
    if (before <= maxBody) {
      refuseBody(request, response);
      breakOff(request);
    }
    return true;
  };
  return false;
}

const REFUSALS: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
};

/** Rejects a malformed or slow request. */
function refuseClient(error: NodeJS.ErrnoException, socket: Socket): void {
  // A response that has started can only be cut off.
  const { _httpMessage: begun } = socket as { _httpMessage?: ServerResponse };
  if (error.code === "ECONNRESET" || !socket.writable || begun?.headersSent) {
    socket.destroy();
    return;
  }
  const status = REFUSALS[error.code ?? ""] ?? "400 Bad Request";
  log.info({ status: Number.parseInt(status, 10), code: error.code }, "request refused");
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroySoon());
}

/** Answers requests that aren't for the application, and records the method and path of the others for the log. */
function receive(request: IncomingMessage, response: ServerResponse, serve: () => boolean): boolean {
  if (answeredProbe(request, response) || refusedBody(request, response) || intercepted(request, response, serve)) {
    return true;
  }
  return requests.run({ http: { method: request.method, path: pathOf(request) }, response }, serve);
}

function guard(server: Server): void {
  servers.add(server);
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  // How often to check for slow clients; a node:http option that Next.js doesn't pass on.
  (server as { connectionsCheckingInterval?: number }).connectionsCheckingInterval = 1_000;
  // The App Router doesn't support WebSockets, and Next.js would keep their connections open without a timeout.
  (server as { shouldUpgradeCallback?: () => boolean }).shouldUpgradeCallback = () => false;
  server.on("clientError", refuseClient);
  const { emit } = server;
  server.emit = (event: string, ...args: unknown[]) => {
    const serve = () => Reflect.apply(emit, server, [event, ...args]);
    return event === "request" ? receive(args[0] as IncomingMessage, args[1] as ServerResponse, serve) : serve();
  };
}

/** Guards every server that starts listening from now on. The process is ready while `check` doesn't throw. */
export function guardServers(answered: Answered, check = isReady): void {
  intercepted = answered;
  isReady = check;
  maxBody = platformEnv().MAX_BODY_BYTES;
  const { close, listen } = Server.prototype;
  Server.prototype.listen = function (this: Server, ...args: unknown[]) {
    guard(this);
    // Without an address, Node.js listens on IPv6 and IPv4, or only on IPv4 if the host has no IPv6.
    return Reflect.apply(listen, this, args[1] === "::" ? args.toSpliced(1, 1) : args);
  } as typeof listen;
  Server.prototype.close = function (this: Server, callback) {
    setTimeout(() => closeGently(this, () => Reflect.apply(close, this, [callback])), leaving ? LAST_ANSWERS_MS : 0);
    return this;
  };
}

/** Stops accepting connections, and closes each open one after its last response. */
function closeGently(server: Server, close: () => void): void {
  // A response that was already being written didn't announce that it's the last one, so its connection is closed when it's idle.
  const idle = setInterval(() => server.closeIdleConnections(), 250);
  const late = setTimeout(() => cutOff(server), FINISH_MS);
  server.once("close", () => {
    clearInterval(idle);
    clearTimeout(late);
  });
  close();
}

function cutOff(server: Server): void {
  wasCutOff = true;
  server.closeAllConnections();
}

/** Announces on every keep-alive connection that its next response is the last. */
export function sayGoodbye(): void {
  leaving = true;
  for (const server of servers) {
    server.maxRequestsPerSocket = 1;
  }
}

/** Whether every request was answered and none was cut off. */
export function answeredAll(): boolean {
  return !wasCutOff;
}

/** The default limit for JSON in bytes: plenty for what people type, but too little to fill up memory. */
const MAX_JSON = 65_536;

function refusal(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

/** Reads a body of up to `limit` bytes as text; undefined if it is larger. */
async function boundedText(request: Request, limit: number): Promise<string | undefined> {
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    length += read.value.byteLength;
    if (length > limit) {
      // Don't cancel: that would close the connection before the client reads the response.
      reader?.releaseLock();
      return undefined;
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * Parses the JSON body of a request with `schema`. Returns the value, or a response with the error: 413 for more than `limit`
 * bytes, 400 for a body that isn't JSON or doesn't match the schema.
 */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  limit = MAX_JSON,
): Promise<z.infer<Schema> | Response> {
  const text = await boundedText(request, limit);
  if (text === undefined) {
    return refusal(413, `The body is larger than ${limit} bytes.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return refusal(400, `The body is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const result = schema.safeParse(json);
  return result.success ? result.data : refusal(400, z.prettifyError(result.error));
}
