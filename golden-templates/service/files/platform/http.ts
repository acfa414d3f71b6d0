// What every HTTP server of the process does before anybody's code sees a request: answers probes, limits what clients may
// send and how slowly, and says goodbye to them at the end. For routes, `readJson` reads a body.
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import * as z from "zod";
import { log, requests } from "./log";
import { platformEnv } from "./process";

/** How long a client may take to send the head of a request, and all of it. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
/** How long to read on after an early answer, so that the client gets to read it. */
const LINGER_MS = 5_000;

// Shutdown. The grace period of the pod has room for all of it.
/** How long kept-alive connections are still answered, each for the last time. */
const LAST_ANSWERS_MS = 1_000;
/** Requests that take longer are cut off, so that there is time left to deliver telemetry. */
const FINISH_MS = 19_000;

/** Whether a request is answered here; `serve` hands it on after all. */
type Answered = (request: IncomingMessage, response: ServerResponse, serve: () => void) => boolean;

let intercepted: Answered = () => false;
let isReady: () => Promise<unknown> = async () => {};
let checking: Promise<unknown> | undefined;
const servers = new Set<Server>();
/** Bytes of a body: more is refused before it fills the memory. */
let maxBody = 0;
let leaving = false;
let wasCutOff = false;

function pathOf(request: IncomingMessage): string | undefined {
  return request.url?.split("?")[0];
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" }).end(text);
}

/** One check answers everyone who asks while it runs, so that a flood of requests can't delay the probe. */
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

/** Kubernetes asks: `/livez` whether the process works, which a restart can mend; `/readyz` whether requests can be served. */
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
  return `The body has more than ${maxBody} bytes.`;
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

/** Ends the body with an error, so that no handler mistakes the part that arrived for the whole. The connection stays open for the answer. */
function breakOff(request: IncomingMessage): void {
  request._destroy = (error, callback) => callback(error);
  request.on("error", () => {}).destroy(new Error(tooLarge()));
}

/** Reads on after the answer and discards what comes, for a while. */
function linger(request: IncomingMessage): void {
  // Listeners would pause it.
  request.removeAllListeners("data").removeAllListeners("readable").resume();
  setTimeout(() => request.complete || request.socket.destroy(), LINGER_MS).unref();
}

/** Refuses a body by its content-length. Without one, bytes are counted as they arrive. */
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

/** Malformed or slow requests. */
function refuseClient(error: NodeJS.ErrnoException, socket: Socket): void {
  // An answer that has begun can only be broken off.
  const { _httpMessage: begun } = socket as { _httpMessage?: ServerResponse };
  if (error.code === "ECONNRESET" || !socket.writable || begun?.headersSent) {
    socket.destroy();
    return;
  }
  const status = REFUSALS[error.code ?? ""] ?? "400 Bad Request";
  log.info({ status: Number.parseInt(status, 10), code: error.code }, "request refused");
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroySoon());
}

/** Answers what is not for the application, and lets the log know the method and path of the rest. */
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
  // How often it looks for clients that are too slow; an option of node:http that Next.js does not pass on.
  (server as { connectionsCheckingInterval?: number }).connectionsCheckingInterval = 1_000;
  // The App Router has no WebSockets, and Next.js would keep these connections open without a timeout.
  (server as { shouldUpgradeCallback?: () => boolean }).shouldUpgradeCallback = () => false;
  server.on("clientError", refuseClient);
  const { emit } = server;
  server.emit = (event: string, ...args: unknown[]) => {
    const serve = () => Reflect.apply(emit, server, [event, ...args]);
    return event === "request" ? receive(args[0] as IncomingMessage, args[1] as ServerResponse, serve) : serve();
  };
}

/** Guards every server of the process that listens from now on. It is ready while `check` does not throw. */
export function guardServers(answered: Answered, check = isReady): void {
  intercepted = answered;
  isReady = check;
  maxBody = platformEnv().MAX_BODY_BYTES;
  const { close, listen } = Server.prototype;
  Server.prototype.listen = function (this: Server, ...args: unknown[]) {
    guard(this);
    // Without an address node listens on IPv6 and IPv4, or on IPv4 alone where a node has no IPv6.
    return Reflect.apply(listen, this, args[1] === "::" ? args.toSpliced(1, 1) : args);
  } as typeof listen;
  Server.prototype.close = function (this: Server, callback) {
    setTimeout(() => closeGently(this, () => Reflect.apply(close, this, [callback])), leaving ? LAST_ANSWERS_MS : 0);
    return this;
  };
}

/** Accepts no more connections, and closes each open one after its last answer. */
function closeGently(server: Server, close: () => void): void {
  // An answer that was already being written did not announce the end.
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

/** Announces on every kept-alive connection that its next answer is the last. */
export function sayGoodbye(): void {
  leaving = true;
  for (const server of servers) {
    server.maxRequestsPerSocket = 1;
  }
}

/** Whether every request was answered, and none cut off. */
export function answeredAll(): boolean {
  return !wasCutOff;
}

/** Bytes of JSON: plenty for what people type, and nothing that could fill the memory. */
const MAX_JSON = 65_536;

function refusal(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

/** The text of a body, read no further than `limit` bytes; undefined for more. */
async function boundedText(request: Request, limit: number): Promise<string | undefined> {
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    length += read.value.byteLength;
    if (length > limit) {
      // Not cancelled: that would close the connection before the answer is read.
      reader?.releaseLock();
      return undefined;
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * The JSON that a request brings, as `schema` has it; or the answer that says what is wrong with it: 413 for more than `limit`
 * bytes, 400 for what is no JSON and for what does not fit.
 */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  limit = MAX_JSON,
): Promise<z.infer<Schema> | Response> {
  const text = await boundedText(request, limit);
  if (text === undefined) {
    return refusal(413, `The body has more than ${limit} bytes.`);
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
