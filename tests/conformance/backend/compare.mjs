// Sends the same requests to Backstage's backend and to `idp catalog serve`, and compares the answers field by field. The backend's own OpenAPI
// description judges the answers of idp.
//
// node compare.mjs BACKSTAGE IDP [--part requests|client|schema]…: two base URLs. Exit code 1 if an answer differs.
import { isDeepStrictEqual } from 'node:util';
import { callClient } from './client.mjs';
import { loadSchema } from './schema.mjs';
import { listRequests } from './requests.mjs';
import { ask, normalise, openServer } from './server.mjs';

const [backstageUrl, idpUrl] = process.argv.slice(2);
const [backstage, idp] = await Promise.all([openServer(backstageUrl), openServer(idpUrl)]);
const validate = loadSchema();
const totals = { requests: 0, answers: 0, validated: 0, calls: 0, differences: 0 };

for (const request of listRequests(idp.entities)) await compareRequest(request);
const calls = await Promise.all([backstage, idp].map(callClient));
for (const [index, expected] of calls[0].entries()) {
  totals.calls += 1;
  if (!isDeepStrictEqual(calls[1][index], expected)) report(`client ${expected.name}`, expected, calls[1][index]);
}
const { requests, answers, validated, differences } = totals;
console.log(`${idp.entities.length} entities: ${requests} requests with ${answers} answers and ${totals.calls} calls of the client; ${validated} answers validated; ${differences} differences`);
// What compares nothing finds nothing.
process.exitCode = differences > 0 || idp.entities.length === 0 || validated === 0 || totals.calls === 0 ? 1 : 0;

async function compareRequest(request) {
  totals.requests += 1;
  const [expected, found] = await Promise.all([backstage, idp].map(server => ask(server, request)));
  const [wanted, given] = [[backstage, expected], [idp, found]].map(([server, answers]) => answers.map(answer => normalise(server, request, answer)));
  totals.answers += given.length;
  if (!isDeepStrictEqual(given, wanted)) report(describe(request), wanted, given);
  for (const [index, answer] of found.entries()) {
    const faults = validate(request, answer);
    totals.validated += Number(faults !== undefined);
    // The description says that every entity is whole, but with `fields` it isn't.
    const known = expected[index] && validate(request, expected[index]);
    if (faults && !isDeepStrictEqual(faults, known)) report(`${describe(request)}: the description`, known, faults);
  }
}

function describe({ method, path, body, text }) {
  const content = text ?? (body === undefined ? '' : JSON.stringify(body));
  return `${method} ${path} ${content}`.slice(0, 300);
}

function report(what, expected, found) {
  totals.differences += 1;
  console.log(`${what}\n${findDifferences(expected, found).slice(0, 5).join('\n')}`);
}

/** Where two values differ, deepest first found. */
function findDifferences(expected, found, path = '') {
  if (isDeepStrictEqual(expected, found)) return [];
  const isComposite = value => typeof value === 'object' && value !== null;
  if (!isComposite(expected) || !isComposite(found)) return [`  ${path || '.'}: Backstage ${shorten(expected)}, idp ${shorten(found)}`];
  const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...keys].flatMap(key => findDifferences(expected[key], found[key], `${path}.${key}`));
}

function shorten(value) {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 300);
}
