// Asks a server, and makes its answers comparable with those of another one.
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { refOf } from './requests.mjs';

const ROOT = '/api/catalog';

/** The headers that clients depend on. */
const COMPARED_HEADERS = ['allow', 'content-type', 'etag', 'link', 'vary'];

/** Sends a request without changing anything in its path. */
export function send(base, { method, path, body, text, type, headers = {} }) {
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const contentType = type ?? (content === undefined ? undefined : 'application/json');
  const url = new URL(base);
  const all = { ...headers, ...(contentType && { 'Content-Type': contentType }), ...(content !== undefined && { 'Content-Length': Buffer.byteLength(content) }) };
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ agent: false, host: url.hostname, port: url.port, method, path: ROOT + path, headers: all }, response => {
      const parts = [];
      response.on('data', part => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString() }));
      response.on('error', reject);
    });
    sent.on('error', error => reject(new Error(`${method} ${base}${ROOT}${path}`, { cause: error })));
    sent.end(content);
  });
}

/** A server, with the names of its random uids, and of the entity tags that depend on them. */
export async function openServer(base) {
  const { text } = await send(base, { method: 'GET', path: '/entities' });
  const entities = JSON.parse(text);
  const names = new Map(entities.flatMap(entity => [[entity.metadata.uid, `<uid of ${refOf(entity)}>`], [hashOf(entity), `<etag of ${refOf(entity)}>`]]));
  const uids = new Map(entities.map(entity => [refOf(entity), entity.metadata.uid]));
  return { base, entities, uidOf: ref => uids.get(ref), hideOrigin: value => names.get(value) ?? value };
}

/** The entity tag that an entity has to have. */
function hashOf({ metadata: { etag, ...metadata }, ...entity }) {
  return createHash('sha1').update(JSON.stringify(sortKeys({ ...entity, metadata }))).digest('hex');
}

/** The answer of a server, and the answers to the requests for its next and earlier pages. */
export async function ask(server, request) {
  const path = request.uidOf ? request.path + server.uidOf(request.uidOf) : request.path;
  const answers = [await send(server.base, { ...request, path })];
  for (let page = 1; page < (request.pages ?? 1); page += 1) {
    const cursor = parse(answers.at(-1).text)?.pageInfo?.nextCursor;
    if (!cursor) break;
    answers.push(await send(server.base, turnPage(request, cursor)));
  }
  const previous = parse(answers.at(-1).text)?.pageInfo?.prevCursor;
  if (previous) answers.push(await send(server.base, turnPage(request, previous)));
  return answers;
}

function turnPage(request, cursor) {
  if (request.body) return { ...request, body: { cursor, limit: request.body.limit, fields: request.body.fields } };
  const query = new URLSearchParams(request.path.split('?')[1]);
  const kept = ['limit', 'fields'].map(name => `${name}=${query.get(name)}`);
  return { ...request, path: `/entities/by-query?${[...kept, `cursor=${encodeURIComponent(cursor)}`].join('&')}` };
}

/** An answer without what differs between two servers with the same catalog. */
export function normalise(server, request, { status, headers, text }) {
  const json = parse(text);
  const body = json === undefined ? text : normaliseBody(server, request, json);
  const isRandom = JSON.stringify(body)?.includes('<uid of ') || request.path.includes('by-uid') || isLoose(body);
  const compared = COMPARED_HEADERS.filter(name => name in headers && !(name === 'etag' && isRandom)).map(name => [name, headers[name].toLowerCase() === headers[name] || name !== 'vary' ? headers[name] : headers[name].toLowerCase()]);
  return { status, headers: { ...Object.fromEntries(compared), tagged: 'etag' in headers, sized: 'content-length' in headers && text !== '' }, body };
}

/** Whether the text of an error is that of a parser: both servers reject the request, each in its own words. */
const PARSER_MESSAGES = [/^(Malformed cursor): .*/s, /^(Invalid query): .*/s, /^.*(?:JSON at position|invalid JSON|is not valid JSON).*/s];
const isLoose = body => body?.error?.message?.startsWith('<');

function normaliseBody(server, request, json) {
  const body = JSON.parse(JSON.stringify(json), (key, value) => {
    if (typeof value !== 'string') return value;
    if (key.endsWith('Cursor')) return normaliseCursor(server, value);
    return key === 'uid' || key === 'etag' ? server.hideOrigin(value) : value;
  });
  if (body.error?.message) {
    for (const pattern of PARSER_MESSAGES) body.error.message = body.error.message.replace(pattern, (_, known) => `<${typeof known === 'string' ? known : 'invalid JSON'}>`);
    if (request.uidOf) body.error.message = body.error.message.replace(server.uidOf(request.uidOf), '<uid>');
  }
  const items = Array.isArray(body) ? body : body.items;
  if (request.partial && items) return { count: items.length, total: body.totalItems };
  if (request.order === 'uid' && items) sortByText(items);
  else if (request.order === 'values' && items) items.forEach((item, index) => (items[index] = JSON.stringify(sortKeys(item)).toLowerCase()));
  else if (request.order === 'ancestry' && items) items.forEach(item => item.parentEntityRefs.sort());
  return body;
}

/** Sorts items in place by their text. */
function sortByText(items) {
  const texts = new Map(items.map(item => [item, JSON.stringify(sortKeys(item))]));
  items.sort((one, other) => compareTexts(texts.get(one), texts.get(other)));
}

const compareTexts = (one, other) => (one < other ? -1 : Number(one > other));
const sortKeys = value => (Array.isArray(value) ? value.map(sortKeys) : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => compareTexts(one, other)).map(([key, inner]) => [key, sortKeys(inner)])) : value);

/** What a cursor says. The uids in it are those of entities. */
function normaliseCursor(server, cursor) {
  const content = JSON.parse(Buffer.from(cursor, 'base64').toString());
  for (const name of ['orderFieldValues', 'firstSortFieldValues']) content[name] = content[name]?.map(server.hideOrigin);
  return content;
}

export function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
