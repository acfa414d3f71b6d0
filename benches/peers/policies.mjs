// node policies.mjs FILE…: what the policies and kinds of @backstage/catalog-model say of each document, without the
// rest of Backstage: the check that many write for their pipeline.
import fs from 'node:fs';
import * as model from '@backstage/catalog-model';
import { parseAllDocuments } from 'yaml';

const policy = model.EntityPolicies.allOf([
  new model.SchemaValidEntityPolicy(), new model.DefaultNamespaceEntityPolicy(),
  new model.NoForeignRootFieldsEntityPolicy(), new model.FieldFormatEntityPolicy(model.makeValidator()),
]);
const kinds = [
  model.apiEntityV1alpha1Validator, model.componentEntityV1alpha1Validator, model.domainEntityV1alpha1Validator,
  model.groupEntityV1alpha1Validator, model.locationEntityV1alpha1Validator, model.resourceEntityV1alpha1Validator,
  model.systemEntityV1alpha1Validator, model.userEntityV1alpha1Validator,
];

async function check(document) {
  if (document.errors.length > 0) throw document.errors[0];
  const entity = await policy.enforce(document.toJS());
  for (const kind of kinds) if (await kind.check(entity)) return;
  throw new Error(`unknown kind ${entity.kind}`);
}

let entities = 0;
for (const file of process.argv.slice(2)) {
  for (const document of parseAllDocuments(fs.readFileSync(file, 'utf8'), { merge: false })) {
    entities += 1;
    await check(document).catch(error => {
      process.exitCode = 1;
      console.log(`${file}: ${error.message}`);
    });
  }
}
console.error(`${entities} entities`);
