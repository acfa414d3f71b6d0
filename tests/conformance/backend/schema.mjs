// The OpenAPI description that the catalog backend has for itself.
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.BACKEND_PACKAGES}/`);

/** A function that returns the faults of an answer, or nothing if the description doesn't say anything about it. */
export function loadSchema() {
  const Ajv = require('ajv').default;
  const { spec } = require(`${process.env.BACKEND_PACKAGES}/node_modules/@backstage/plugin-catalog-backend/dist/schema/openapi/generated/router.cjs.js`);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(spec, 'spec');
  const paths = Object.keys(spec.paths).map(path => [path, new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`)]);
  // A name such as by-query also fits {id}.
  paths.sort(([one], [other]) => Number(one.includes('{')) - Number(other.includes('{')));
  const validators = new Map();
  return (request, answer) => {
    const [plain] = request.path.split('?');
    const path = paths.find(([, pattern]) => pattern.test(request.uidOf ? `${plain}x` : plain))?.[0];
    const operation = path && spec.paths[path][request.method.toLowerCase()];
    const status = String(answer.status);
    const response = operation?.responses[status] ?? operation?.responses.default;
    if (!response || answer.status === 304) return undefined;
    const resolved = response.$ref ? spec.components.responses[response.$ref.split('/').at(-1)] : response;
    const schema = resolved?.content?.['application/json; charset=utf-8']?.schema ?? resolved?.content?.['application/json']?.schema;
    if (!schema || !answer.text) return undefined;
    const key = JSON.stringify(schema);
    if (!validators.has(key)) validators.set(key, ajv.compile(JSON.parse(key.replaceAll('"#/', '"spec#/'))));
    const isValid = validators.get(key);
    const isFit = isValid(JSON.parse(answer.text));
    // Once for all items of a list.
    return isFit ? [] : [...new Set(isValid.errors.map(({ instancePath, message }) => `${instancePath.replace(/\d+/g, '#')} ${message}`))].sort();
  };
}
