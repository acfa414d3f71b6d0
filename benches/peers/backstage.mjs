// node backstage.mjs FILE: what Backstage's own catalog processing says of a file and of all its Locations lead to.
// Processors, policies and parser are those of a Backstage with its default settings; there is no database behind them.
// Every kind is allowed: the default `catalog.rules` would refuse teams and users from a file, which is no fault.
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import {
  ANNOTATION_LOCATION, ANNOTATION_ORIGIN_LOCATION, DefaultNamespaceEntityPolicy, EntityPolicies,
  FieldFormatEntityPolicy, NoForeignRootFieldsEntityPolicy, SchemaValidEntityPolicy, makeValidator,
} from '@backstage/catalog-model';
import { ScaffolderEntitiesProcessor } from '@backstage/plugin-catalog-backend-module-scaffolder-entity-model';

// The package exports none of these, so they are taken by path.
const require = createRequire(import.meta.url);
const dist = fileURLToPath(new URL('node_modules/@backstage/plugin-catalog-backend/dist/', import.meta.url));
const load = module => require(`${dist}${module}.cjs.js`);
const { DefaultCatalogProcessingOrchestrator } = load('processing/DefaultCatalogProcessingOrchestrator');
const { AnnotateLocationEntityProcessor } = load('processors/AnnotateLocationEntityProcessor');
const { BuiltinKindsEntityProcessor } = load('processors/BuiltinKindsEntityProcessor');
const { FileReaderProcessor } = load('processors/FileReaderProcessor');
const placeholder = load('processors/PlaceholderProcessor');
const { defaultEntityDataParser } = load('util/parse');

const integrations = ScmIntegrations.fromConfig(new ConfigReader({}));
const silent = { child: () => silent, debug() {}, info() {}, warn() {}, error() {} };
const orchestrator = new DefaultCatalogProcessingOrchestrator({
  integrations,
  logger: silent,
  parser: defaultEntityDataParser,
  rulesEnforcer: { isAllowed: () => true },
  policy: EntityPolicies.allOf([
    new SchemaValidEntityPolicy(), new DefaultNamespaceEntityPolicy(),
    new NoForeignRootFieldsEntityPolicy(), new FieldFormatEntityPolicy(makeValidator()),
  ]),
  processors: [
    new placeholder.PlaceholderProcessor({
      integrations,
      reader: { readUrl() { throw new Error('no URL is read here'); } },
      resolvers: {
        json: placeholder.jsonPlaceholderResolver,
        yaml: placeholder.yamlPlaceholderResolver,
        text: placeholder.textPlaceholderResolver,
      },
    }),
    new BuiltinKindsEntityProcessor(),
    new FileReaderProcessor(),
    new AnnotateLocationEntityProcessor({ integrations }),
    new ScaffolderEntitiesProcessor(),
  ],
});

const file = path.resolve(process.argv[2]);
const start = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Location',
  metadata: {
    name: 'start',
    annotations: { [ANNOTATION_LOCATION]: `file:${file}`, [ANNOTATION_ORIGIN_LOCATION]: `file:${file}` },
  },
  spec: { type: 'file', target: file },
};
const queue = [start];
let processed = 0;
while (queue.length > 0) {
  const { ok, errors, deferredEntities = [] } = await orchestrator.process({ entity: queue.pop() });
  processed += 1;
  for (const { entity } of deferredEntities) queue.push(entity);
  if (ok) continue;
  process.exitCode = 1;
  for (const error of errors) console.log(error.message);
}
// The Location that it starts from is ours.
console.error(`${processed - 1} entities`);
