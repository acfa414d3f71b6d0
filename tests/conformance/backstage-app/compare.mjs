// Backstage's catalog against what idp exports: the same entities, and in each of them the same fields and relations, in the same order.
//
// compare.mjs URL EXPORT [SECONDS]: the address of Backstage, and a file with the output of `idp catalog export backstage`. Backstage
// reads the catalog in the background, so the comparison is repeated for up to SECONDS [default: 0]. CATALOG_TOKEN is a token of
// Backstage. Exit code 1 if they differ.
//
// Not compared, because the catalog's files don't determine it:
// - metadata.uid and metadata.etag, which each installation generates.
// - The entity generated-<hash>, which stands for the location in app-config.yaml.
// - On a location of type `file`, the annotations that say where Backstage found the file. Those of a `url` are compared.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

const [url, file, seconds = '0'] = process.argv.slice(2);
const deadline = Date.now() + Number(seconds) * 1000;
const exported = byRef(JSON.parse(readFileSync(file, 'utf8')));

let served = await readCatalog();
let differences = compareCatalogs();
while (differences.length > 0 && Date.now() < deadline) {
  await setTimeout(500);
  served = await readCatalog();
  differences = compareCatalogs();
}
const relations = [...served.values()].reduce((sum, entity) => sum + entity.relations.length, 0);
const kinds = new Set([...served.values()].map(({ kind }) => kind));
console.log(`measured: ${served.size} entities of ${kinds.size} kinds with ${relations} relations, ${differences.length} differences`);
for (const difference of differences) console.log(difference);
process.exitCode = differences.length > 0 || served.size === 0 || relations === 0 ? 1 : 0;

async function readCatalog() {
  const response = await fetch(`${url}/api/catalog/entities`, { headers: { authorization: `Bearer ${process.env.CATALOG_TOKEN}` } });
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  const entities = await response.json();
  return byRef(entities.filter(entity => !isConfiguredLocation(entity)).map(removeInstanceFields));
}

function byRef(entities) {
  return new Map(entities.map(entity => [refOf(entity), entity]));
}

function refOf({ kind, metadata: { namespace, name } }) {
  return `${kind}:${namespace}/${name}`.toLowerCase();
}

function isConfiguredLocation({ kind, metadata: { name } }) {
  return kind === 'Location' && /^generated-[0-9a-f]{40}$/.test(name);
}

function removeInstanceFields(entity) {
  const { uid, etag, ...metadata } = entity.metadata;
  const annotations = Object.entries(metadata.annotations).filter(([key, value]) => !isFileLocation(key, value));
  delete metadata.annotations;
  if (annotations.length > 0) metadata.annotations = Object.fromEntries(annotations);
  return { ...entity, metadata };
}

function isFileLocation(key, value) {
  return /^backstage\.io\/managed-by-(origin-)?location$/.test(key) && value.startsWith('file:');
}

function compareCatalogs() {
  const refs = [...new Set([...exported.keys(), ...served.keys()])].sort();
  return refs.flatMap(ref => compareEntities(ref, exported.get(ref), served.get(ref)));
}

function compareEntities(ref, ours, theirs) {
  if (!ours) return [`${ref}: only Backstage has it`];
  if (!theirs) return [`${ref}: Backstage doesn't have it`];
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
  return keys
    .filter(key => !isDeepStrictEqual(ours[key], theirs[key]))
    .map(key => `${ref}: ${key}: idp ${JSON.stringify(ours[key])}, Backstage ${JSON.stringify(theirs[key])}`);
}
