// What every HTTP server of the process does before anybody's code sees a request: answers probes, limits what clients may
// send and how slowly, and says goodbye to them at the end. For routes, `readJson` reads a body.
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import * as z from "zod";
import { log, requests } from "./log";

/** Bytes of a body: more is refused before it fills the memory. MAX_BODY_BYTES raises it for a service that takes files. */
const MAX_BODY = Number(process.env.MAX_BODY_BYTES ?? 1_048_576);
/** So long a client may take for the head of a request, and for all of it. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
/** So long what a refused client still sends is taken and thrown away, so that it gets to read the answer. */
const LINGER_MS = 5_000;

// At the end; the grace period of the pod has room for all of it.
/** So long the connections that are kept open are still answered, each for the last time. */
const LAST_ANSWERS_MS = 1_000;
/** Requests that take longer than this are cut off, so that what they did until then is still told. */
const FINISH_MS = 19_000;

/** Whether a request is answered here; `serve` hands it on after all. */
type Answered = (request: IncomingMessage, response: ServerResponse, serve: () => void) => boolean;

let intercepted: Answered = () => false;
let isReady: () => Promise<unknown> = async () => {};
const servers = new Set<Server>();
let leaving = false;
let wasCutOff = false;

function pathOf(request: IncomingMessage): string | undefined {
  return request.url?.split("?")[0];
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" }).end(text);
}

async function answerReadiness(response: ServerResponse): Promise<void> {
  try {
    await isReady();
    answer(response, 200, "ok");
  } catch (error) {
    log.warn({ error }, "not ready");
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

function refuseBody(response: ServerResponse): void {
  log.warn({ limit: MAX_BODY }, "request body too large");
  if (!response.headersSent) {
    response.writeHead(413, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: `The body has more than ${MAX_BODY} bytes.` }));
  }
}

/** Takes what a client still sends after its answer and throws it away, for a while. */
function linger(request: IncomingMessage): void {
  // Whoever listened would pause it.
  request.removeAllListeners("data").removeAllListeners("readable").resume();
  setTimeout(() => request.complete || request.destroy(), LINGER_MS).unref();
}

/** Whether the body is refused by the length that it has. One that does not tell is counted as it comes. */
function refusedBody(request: IncomingMessage, response: ServerResponse): boolean {
  response.once("finish", () => request.complete || linger(request));
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY) {
    refuseBody(response);
    return true;
  }
  const { push } = request;
  let received = 0;
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    const before = received;
    received += chunk?.length ?? 0;
    if (received <= MAX_BODY || chunk === null) {
      return Reflect.apply(push, request, [chunk, encoding]);
    }
    if (before <= MAX_BODY) {
      refuseBody(response);
    }
    return true;
  };
  return false;
}

const REFUSALS: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
};

/** What is no request, or comes too slowly to be one. */
function refuseClient(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = REFUSALS[error.code ?? ""] ?? "400 Bad Request";
  log.info({ status: Number.parseInt(status, 10), code: error.code }, "request refused");
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroySoon());
}

/** One request: what is not for the application is answered here, and what is knows its own method and path. */
function receive(request: IncomingMessage, response: ServerResponse, serve: () => boolean): boolean {
  if (answeredProbe(request, response) || refusedBody(request, response) || intercepted(request, response, serve)) {
    return true;
  }
  return requests.run({ method: request.method, path: pathOf(request) }, serve);
}

function guard(server: Server): void {
  servers.add(server);
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  // How often it looks for clients that are too slow; an option of node:http that Next.js does not pass on.
  (server as { connectionsCheckingInterval?: number }).connectionsCheckingInterval = 1_000;
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

/** Accepts no more, and lets go of each connection once its last answer is out. */
function closeGently(server: Server, close: () => void): void {
  // Whose answer was under way when this began was not told that it is the last.
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

/** Tells those who keep a connection that the next answer on it is the last. Whoever listens then closes the servers. */
export function sayGoodbye(): void {
  leaving = true;
  for (const server of servers) {
    server.maxRequestsPerSocket = 1;
  }
}

/** Whether every request was answered; false where one took too long and was cut off. */
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
