// Records the answers of Backstage's backend, for tests/cli/serve_replay.rs: node record.mjs BACKSTAGE FOLDER. FOLDER is the catalog that it
// serves. Only answers that don't depend on a random order are recorded, with a placeholder for the folder.
import { listRequests } from './requests.mjs';
import { ask, normalise, openServer } from './server.mjs';

/** The size of the largest answer to record, in bytes. */
const MAX_SIZE = 4000;

const [base, folder] = process.argv.slice(2);
const server = await openServer(base);
const hide = text => text.replaceAll(folder, '[FOLDER]').replace(/generated-[0-9a-f]{40}/g, 'generated-[HASH]').replace(/"(next|prev)Cursor":\{.*?"totalItems":\d+\}/g, '"$1Cursor":"[CURSOR]"');
const exchanges = [];
for (const request of listRequests(server.entities)) {
  if (request.partial || request.uidOf || request.text?.length > MAX_SIZE) continue;
  const [answer] = await ask(server, { ...request, pages: 1 });
  const { status, headers, body } = normalise(server, request, answer);
  // The entity tag of a text with the folder in it.
  if (/generated-/.test(answer.text) || answer.text.includes(folder)) delete headers.etag;
  const { method, path, body: content, text, type, headers: sent, order } = request;
  const exchange = { method, path, content: text ?? (content === undefined ? undefined : JSON.stringify(content)), type, sent, order, status, headers, body };
  if (JSON.stringify(exchange).length < MAX_SIZE) exchanges.push(exchange);
}
console.log(`[\n${exchanges.map(exchange => hide(JSON.stringify(exchange))).join(',\n')}\n]`);
