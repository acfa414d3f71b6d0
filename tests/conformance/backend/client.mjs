// Every call of Backstage's catalog client that reads.
import { createRequire } from 'node:module';
import { refOf } from './requests.mjs';

const require = createRequire(`${process.env.BACKEND_PACKAGES}/`);

/** The results of all calls to a server, with what was sent. */
export async function callClient(server) {
  const { CatalogClient } = require('@backstage/catalog-client');
  const sent = [];
  const fetchApi = {
    fetch: async (url, options) => {
      const response = await fetch(url, options);
      sent.push(`${options?.method ?? 'GET'} ${new URL(url).pathname} ${response.status}`);
      return response;
    },
  };
  const client = new CatalogClient({ discoveryApi: { getBaseUrl: async () => `${server.base}/api/catalog` }, fetchApi });
  const results = [];
  for (const [name, call] of Object.entries(listCalls(client, server))) {
    sent.length = 0;
    const result = await call().catch(error => ({ threw: error.name, message: error.message.replaceAll(server.base, '') }));
    results.push({ name, sent: [...sent], result: hideUids(server, result) });
  }
  return results;
}

function hideUids(server, result) {
  return JSON.parse(JSON.stringify(result ?? null), (key, value) => {
    if (typeof value !== 'string') return value;
    return key.endsWith('Cursor') ? '<cursor>' : key === 'uid' || key === 'etag' ? server.hideOrigin(value) : value;
  });
}

const byRef = entities => entities.toSorted((one, other) => (refOf(one) < refOf(other) ? -1 : 1));

function listCalls(client, { entities }) {
  // Both servers get the same questions: the random order of Backstage decides nothing.
  const known = byRef(entities.filter(entity => entity.kind !== 'Location'));
  const entity = known[0];
  const [kind, ref] = [entity.kind, refOf(entity)];
  const fields = ['kind', 'metadata.name', 'metadata.namespace'];
  const order = direction => ({ field: 'metadata.name', order: direction });
  let page;
  return {
    getEntities: async () => byRef((await client.getEntities({ filter: { kind } })).items),
    'getEntities, alternatives': async () => byRef((await client.getEntities({ filter: [{ kind: ['System', 'Group'] }, { 'metadata.name': entity.metadata.name }], fields })).items),
    'getEntities, ordered': () => client.getEntities({ filter: { kind }, fields, order: order('desc') }),
    'getEntities, a part': () => client.getEntities({ filter: { kind }, fields, limit: 3, offset: 1, order: order('asc') }),
    getEntitiesByRefs: () => client.getEntitiesByRefs({ entityRefs: [ref, 'user:default/none', ref.toUpperCase()], fields }),
    'getEntitiesByRefs, filtered': () => client.getEntitiesByRefs({ entityRefs: known.slice(0, 20).map(refOf), fields, filter: { kind } }),
    getEntityByRef: () => client.getEntityByRef(ref),
    'getEntityByRef, missing': () => client.getEntityByRef('component:default/none'),
    getEntityByName: () => client.getEntityByName({ kind, namespace: entity.metadata.namespace, name: entity.metadata.name }),
    getEntityAncestors: () => client.getEntityAncestors({ entityRef: ref }),
    'getEntityAncestors, missing': () => client.getEntityAncestors({ entityRef: 'component:default/none' }),
    queryEntities: async () => (page = await client.queryEntities({ filter: { kind }, limit: 2, fields, orderFields: order('asc') })),
    'queryEntities, next page': async () => (page = page.pageInfo.nextCursor ? await client.queryEntities({ cursor: page.pageInfo.nextCursor, limit: 2, fields }) : page),
    'queryEntities, previous page': async () => page.pageInfo.prevCursor && client.queryEntities({ cursor: page.pageInfo.prevCursor, limit: 2, fields }),
    'queryEntities, predicate': () => client.queryEntities({ query: { $all: [{ kind }, { $not: { 'spec.lifecycle': 'experimental' } }] }, fields, orderFields: order('desc') }),
    'queryEntities, predicate pages': async () => {
      page = await client.queryEntities({ query: { kind }, limit: 2, fields, orderFields: order('asc') });
      return page.pageInfo.nextCursor && client.queryEntities({ cursor: page.pageInfo.nextCursor, limit: 2, fields });
    },
    'queryEntities, text': () => client.queryEntities({ filter: { kind }, fullTextFilter: { term: entity.metadata.name.slice(0, 3), fields: ['metadata.name', 'metadata.title'] }, fields, orderFields: order('asc') }),
    'queryEntities, count': () => client.queryEntities({ query: { kind }, limit: 0 }),
    streamEntities: async () => {
      const names = [];
      for await (const part of client.streamEntities({ filter: { kind }, fields, pageSize: 3, orderFields: order('asc') })) names.push(part.map(entity => entity.metadata.name));
      return names;
    },
    getEntityFacets: () => client.getEntityFacets({ facets: ['kind', 'spec.type', 'relations.ownedBy'], filter: { kind: [kind, 'system'] } }),
    'getEntityFacets, predicate': () => client.getEntityFacets({ facets: ['spec.lifecycle', 'metadata.tags'], query: { kind } }),
    getLocations: () => client.getLocations(),
    queryLocations: () => client.queryLocations(),
    getLocationById: () => client.getLocationById('00000000-0000-0000-0000-000000000000'),
    getLocationByEntity: () => client.getLocationByEntity(ref),
    getLocationByRef: () => client.getLocationByRef('url:http://127.0.0.1/none.yaml'),
  };
}
