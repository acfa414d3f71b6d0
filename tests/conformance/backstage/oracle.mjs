// What Backstage says of catalog files: its own parser, processors and policies, wired as its backend wires them.
//
// node oracle.mjs [--root DIR] FILE… | @LIST: one JSON line per document. DIR stands for the root of a repository on
// GitHub: what a placeholder may name depends on where its file lies.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// The packages lie with the other tools; a copy of this folder with its own node_modules does as well.
const packages = process.env.BACKSTAGE_PACKAGES ?? fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(pathToFileURL(join(packages, 'package.json')));
const backend = path => require(join(packages, 'node_modules/@backstage/plugin-catalog-backend/dist', `${path}.cjs.js`));

export const YAML = require('yaml');
const model = require('@backstage/catalog-model');
const { ConfigReader } = require('@backstage/config');
const { ScmIntegrations } = require('@backstage/integration');
const { parseEntityYaml } = require('@backstage/plugin-catalog-node');
const { ScaffolderEntitiesProcessor } = require('@backstage/plugin-catalog-backend-module-scaffolder-entity-model');
const { DefaultCatalogProcessingOrchestrator } = backend('processing/DefaultCatalogProcessingOrchestrator');
const { ProcessorOutputCollector } = backend('processing/ProcessorOutputCollector');
const { AnnotateLocationEntityProcessor } = backend('processors/AnnotateLocationEntityProcessor');
const { BuiltinKindsEntityProcessor } = backend('processors/BuiltinKindsEntityProcessor');
const placeholders = backend('processors/PlaceholderProcessor');

/** The file that `catalog.locations` of Backstage would name. */
export const ROOT_FILE = 'all.yml';

const integrations = ScmIntegrations.fromConfig(new ConfigReader({}));
const logger = { child: () => logger, debug() {}, info() {}, warn() {}, error() {} };

/**
 * Everything Backstage says of `files`, which lie below `root`, the root of `repository`. With `partial` it is only a
 * part of one: what a placeholder names and is not there passes.
 */
export async function judge(root, files, { repository = 'acme/platform', partial = false } = {}) {
  // Backstage resolves the targets of Locations, and those of its configuration, to tree URLs.
  const base = `https://github.com/${repository}/tree/main/`;
  const backstage = orchestrator(root, repository, base, partial);
  const verdicts = [];
  for (const file of files) verdicts.push(...(await judgeFile(backstage, root, base, file)));
  return verdicts;
}

// The order, the policies and the allowed types of locations are those of CatalogBuilder.
function orchestrator(root, repository, base, partial) {
  const read = url => {
    // Text, JSON and YAML all at once.
    const elsewhere = Buffer.from('{}');
    const page = url.replace('/blob/', '/tree/').replace(`https://raw.githubusercontent.com/${repository}/main/`, base);
    if (!page.startsWith(base)) return elsewhere;
    const path = page.slice(base.length);
    const file = join(root, decodeURIComponent(path.split(/[?#]/)[0]));
    return partial && !existsSync(file) ? elsewhere : readFileSync(file);
  };
  const reader = {
    async readUrl(url) {
      const bytes = read(url);
      return { buffer: async () => bytes };
    },
  };
  const resolvers = {
    json: placeholders.jsonPlaceholderResolver,
    yaml: placeholders.yamlPlaceholderResolver,
    text: placeholders.textPlaceholderResolver,
  };
  // Whether the target of a Location exists is not asked here: to idp that is no fault of the format.
  const everythingIsThere = { getProcessorName: () => 'url-reader', readLocation: async ({ type }) => type === 'url' };
  return new DefaultCatalogProcessingOrchestrator({
    integrations,
    logger,
    parser: async function* nothing() {},
    allowedLocationTypes: ['url'],
    rulesEnforcer: { isAllowed: () => true },
    processors: [
      new placeholders.PlaceholderProcessor({ resolvers, reader, integrations }),
      new BuiltinKindsEntityProcessor(),
      everythingIsThere,
      new AnnotateLocationEntityProcessor({ integrations }),
      new ScaffolderEntitiesProcessor(),
    ],
    policy: model.EntityPolicies.allOf([
      new model.SchemaValidEntityPolicy(),
      new model.DefaultNamespaceEntityPolicy(),
      new model.NoForeignRootFieldsEntityPolicy(),
      new model.FieldFormatEntityPolicy(model.makeValidator()),
    ]),
  });
}

async function judgeFile(backstage, root, base, file) {
  const text = readFileSync(resolve(root, file), 'utf8');
  const path = relative(root, resolve(root, file)).split('\\').join('/');
  const location = { type: 'url', target: base + path.split('/').map(encodeURIComponent).join('/') };
  const origin = `${base.replace('/tree/', '/blob/')}${ROOT_FILE}`;
  const documents = documentsOf(text);
  const results = parseEntityYaml(text, location);
  const verdicts = [];
  let thrown;
  for (const { empty, ...place } of documents) {
    let verdict;
    if (thrown) verdict = { verdict: 'lost', error: thrown };
    else if (empty) verdict = { verdict: 'empty' };
    else {
      try {
        verdict = await judgeResult(backstage, { location, origin }, results.next().value);
      } catch (error) {
        // An alias bomb or an alias of nothing ends the reading of the whole file.
        thrown = error.message;
        verdict = { verdict: 'invalid', error: thrown };
      }
    }
    verdicts.push({ file: path, ...place, ...verdict });
  }
  return verdicts;
}

/** Where the documents of a file start and end, in lines from 1, and whether there is anything in them. */
function documentsOf(text) {
  let documents;
  try {
    documents = [...YAML.parseAllDocuments(text, { merge: false })];
  } catch {
    return [{ document: 0, line: 1, endLine: Infinity, empty: false }];
  }
  const line = offset => text.slice(0, offset).split('\n').length;
  const starts = documents.map((document, index) => (index === 0 ? 1 : line(document.range[0])));
  return documents.map((document, index) => ({
    document: index,
    line: starts[index],
    endLine: (starts[index + 1] ?? Infinity) - 1,
    empty: isEmpty(document),
  }));
}

function isEmpty(document) {
  try {
    return document.errors.length === 0 && document.toJSON() === null;
  } catch {
    return false;
  }
}

async function judgeResult(backstage, { location, origin }, result) {
  if (result.type === 'error') return { verdict: 'invalid', error: result.error.message };
  const parent = {
    kind: 'Location',
    metadata: { name: 'root', annotations: { [model.ANNOTATION_ORIGIN_LOCATION]: `url:${origin}` } },
  };
  const collector = new ProcessorOutputCollector(logger, parent);
  collector.generic()(result);
  const { deferredEntities, errors } = collector.results();
  if (errors.length > 0) return { verdict: 'invalid', ref: refOf(result.entity), error: chain(errors[0]) };
  // It goes through the database as JSON.
  const entity = JSON.parse(JSON.stringify(deferredEntities[0].entity));
  const ref = model.stringifyEntityRef(entity);
  const processed = await backstage.process({ entity });
  if (!processed.ok) return { verdict: 'invalid', ref, error: chain(processed.errors[0]) };
  const relations = processed.relations.map(({ source, type, target }) =>
    JSON.stringify([model.stringifyEntityRef(source), type, model.stringifyEntityRef(target)]),
  );
  return { verdict: 'valid', ref, entity: processed.completedEntity, relations: [...new Set(relations)].sort().map(relation => JSON.parse(relation)) };
}

function refOf(entity) {
  try {
    return model.stringifyEntityRef(entity);
  } catch {
    return undefined;
  }
}

function chain(error) {
  const messages = [];
  for (let at = error; at; at = at.cause) if (!messages.some(message => message.includes(at.message))) messages.push(at.message);
  return messages.join('; ');
}

if (process.argv[1] && basename(process.argv[1]) === 'oracle.mjs') {
  const words = process.argv.slice(2);
  const root = words[0] === '--root' ? words.splice(0, 2)[1] : '.';
  const files = words.flatMap(word =>
    word.startsWith('@') ? readFileSync(word.slice(1), 'utf8').split('\n').filter(Boolean) : [word],
  );
  for (const verdict of await judge(resolve(root), files)) console.log(JSON.stringify(verdict));
}
