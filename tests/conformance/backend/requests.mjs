// The requests that both servers get. They are derived from the entities of the catalog, so that any catalog can be compared.

/**
 * A request. `order` says how far the order of the result is determined: `fixed`, `values` where entities with the same values come in a
 * random order, or `uid` where all do. Of a `partial`
 * result only the size is determined.
 */
const get = (path, options = {}) => ({ method: 'GET', path, order: 'fixed', ...options });
const post = (path, body, options = {}) => ({ method: 'POST', path, body, order: 'fixed', ...options });

export function listRequests(entities) {
  const sample = pickSample(entities);
  return [
    ...listRequestsOfEntities(sample),
    ...listRequestsByQuery(sample),
    ...listPredicates(sample),
    ...listSingleEntities(sample),
    ...listFacets(sample),
    ...listLocations(sample),
    ...listInvalidRequests(sample),
  ];
}

/** Entities and values to ask for. */
function pickSample(entities) {
  const byKind = new Map();
  for (const entity of entities) byKind.set(entity.kind.toLowerCase(), [...(byKind.get(entity.kind.toLowerCase()) ?? []), entity]);
  const [kind, group] = [...byKind].sort(([, one], [, other]) => other.length - one.length)[0];
  const entity = group[0];
  const some = find => entities.map(find).find(value => value !== undefined);
  const relation = some(entity => entity.relations[0]);
  const annotation = some(entity => Object.entries(entity.metadata.annotations ?? {}).find(([key]) => !key.startsWith('backstage.io/')));
  return {
    entities, kind, entity,
    kinds: [...byKind.keys()],
    relation: relation ?? { type: 'ownedBy', targetRef: 'group:default/none' },
    annotation: annotation ?? ['example.com/none', 'none'],
    tag: some(entity => entity.metadata.tags?.[0]) ?? 'none',
    dependency: some(entity => entity.spec?.dependsOn?.[0]) ?? 'none',
    owner: some(entity => entity.spec?.owner) ?? 'none',
    word: entity.metadata.name.slice(1, 4),
  };
}

export const refOf = ({ kind, metadata }) => `${kind}:${metadata.namespace ?? 'default'}/${metadata.name}`.toLowerCase();
const encode = encodeURIComponent;
const NAMES = 'fields=kind,metadata.name,metadata.namespace';

function listRequestsOfEntities({ kind, kinds, relation, annotation, tag, dependency, owner, word }) {
  const filter = (...filters) => get(`/entities?${NAMES}&${filters.map(filter => `filter=${encode(filter)}`).join('&')}`, { order: 'uid' });
  return [
    get('/entities', { order: 'uid' }), get('/entities/', { order: 'uid' }),
    get('/entities?limit=2'), get(`/entities?limit=2&offset=2&${NAMES}`), get(`/entities?offset=3&${NAMES}`), get(`/entities?offset=0&${NAMES}`),
    get(`/entities?limit=3&filter=kind%3D${kind}&x=`.replace('&x=', '')), get(`/entities?limit=100000&${NAMES}`),
    get(`/entities?limit=2&after=${encode(btoa('{"limit":2,"offset":1}'))}&${NAMES}`), get(`/entities?after=${encode(btoa('{}'))}&${NAMES}`),
    get(`/entities?filter=kind%3D${kind}&limit=5&order=asc:metadata.name&${NAMES}`), get(`/entities?filter=kind%3D${kind}&limit=5&order=desc:metadata.name&${NAMES}`),
    get(`/entities?filter=kind%3D${kind}&order=desc:metadata.name&${NAMES}`), get(`/entities?limit=5&order=asc:Metadata.Name&${NAMES}`, { partial: true }),
    get(`/entities?limit=100000&order=asc:kind&order=desc:metadata.name&order=asc:metadata.namespace&${NAMES}`),
    get(`/entities?order=asc:spec.lifecycle&fields=spec.lifecycle`, { order: 'values' }), get(`/entities?limit=100000&order=asc:spec.lifecycle&fields=spec.lifecycle`, { order: 'values' }),
    get(`/entities?limit=100000&order=desc:spec.lifecycle&order=asc:spec.type&fields=spec.lifecycle,spec.type`, { order: 'values' }),
    filter(`kind=${kind}`), filter(`KIND=${kind.toUpperCase()}`), filter('kind='), filter('kind=nosuch'), filter(...kinds.slice(0, 2).map(kind => `kind=${kind}`)),
    filter(`kind=${kinds[0]},kind=${kinds.at(-1)}`), filter(`kind=${kind}, metadata.name`), filter('spec.system'), filter(`spec.owner=${owner}`),
    filter(`metadata.annotations.${annotation[0]}`), filter(`metadata.annotations.${annotation[0]}=${annotation[1]}`),
    filter(`metadata.tags=${tag}`), filter(`metadata.tags.${tag}`), filter(`metadata.tags.${tag}=true`), filter(`spec.dependsOn=${dependency}`), filter(`spec.dependsOn.${dependency}`),
    filter(`relations.${relation.type}=${relation.targetRef}`), filter(`relations.${relation.type.toLowerCase()}`), filter(`relations.${relation.type}=${word}`),
    filter('status.items'), filter('metadata.etag'), filter('metadata.uid'), filter('spec.definition'), filter('spec.profile.email'), filter('spec.children'), filter(' , '),
    ...['metadata.annotations', `metadata.annotations.${annotation[0]}`, 'metadata.tags.0,metadata.tags.1', 'relations', 'nosuch,a..b', 'metadata.name,metadata', 'spec.profile.email,spec'].map(
      fields => get(`/entities?fields=${encode(fields)}&fields=kind&filter=metadata.name`, { order: 'uid' })),
    get(`/entities?fields[]=kind&fields[]=metadata.name`, { order: 'uid' }),
    { ...get('/entities'), method: 'HEAD' }, { ...get('/entities'), method: 'OPTIONS' }, { ...get('/entities/by-query'), method: 'OPTIONS' },
    ...['/entities/by-refs', '/entity-facets', '/locations', '/locations/x', '/locations/by-query', '/refresh', '/entities/by-uid/x'].map(path => ({ ...get(path), method: 'OPTIONS' })),
  ];
}

function listRequestsByQuery({ kind, word }) {
  const query = (parameters, options) => get(`/entities/by-query?${parameters}`, options);
  const text = fields => `fullTextFilterTerm=${word}${fields ? `&fullTextFilterFields=${fields}` : ''}`;
  return [
    query(`${NAMES}&limit=100000`, { order: 'uid' }), query(`limit=0`), query(`limit=0&filter=kind%3D${kind}`), query(`limit=0&orderField=spec.lifecycle`),
    query(`filter=kind%3D${kind}&filter=kind%3Duser&limit=0&totalItems=exclude`),
    query(`filter=kind%3D${kind}&filter=&orderField=metadata.name,asc&limit=3&${NAMES}`.replace('&filter=&', '&'), { pages: 4 }),
    query(`filter=kind%3D${kind}&orderField=metadata.name,desc&limit=2&${NAMES}`, { pages: 4 }),
    query(`filter=kind%3D${kind}&orderField=Metadata.Name,asc&limit=2&offset=1&${NAMES}`, { pages: 3 }),
    query(`filter=kind%3D${kind}&orderField=metadata.name,asc&orderField=kind,desc&limit=2&${NAMES}&totalItems=exclude`, { pages: 2 }),
    query(`orderField=spec.type,desc&fields=spec.type&limit=100000`, { order: 'values' }), query('orderField=metadata.tags,asc&fields=metadata.tags&limit=100000', { order: 'uid' }),
    query('orderField=nosuch,asc'), query(`orderField=,asc`), query(text(), { order: 'uid' }), query(`${text('metadata.name')}&${NAMES}&limit=100000`, { order: 'uid' }),
    query(`${text('metadata.name,metadata.description,metadata.title')}&${NAMES}&orderField=metadata.name,asc&limit=100000`, { order: 'uid' }),
    query(`${text('metadata.tags')}&orderField=metadata.tags,asc&fields=kind`, { order: 'uid' }), query(`fullTextFilterTerm=%25&fullTextFilterFields=kind&limit=0`),
    query('fullTextFilterTerm=_&fullTextFilterFields=metadata.name&limit=0'), query(`fullTextFilterTerm=${word.toUpperCase()}&orderField=metadata.name,asc&limit=0`),
    query(`limit=2&filter=kind%3D${kind}&filter=metadata.name&${NAMES}&orderField=metadata.name,asc`, { partial: true }),
  ];
}

function listPredicates({ kind, relation, tag, owner, word, entity }) {
  const name = entity.metadata.name;
  const queries = [
    {}, { kind }, { KIND: kind.toUpperCase() }, { kind, 'metadata.name': name }, { $all: [] }, { $any: [] }, { $not: { kind } }, { $not: { $not: {} } },
    { $all: [{ kind }, { $not: { 'metadata.tags': tag } }] }, { $any: [{ kind: 'group' }, { 'spec.owner': owner }] }, { 'metadata.name': 7 }, { 'metadata.tags': { $contains: tag } },
    { 'spec.system': { $exists: true } }, { 'spec.system': { $exists: false } }, { kind: { $in: ['API', 'user', 7, true] } }, { kind: { $in: [] } },
    { kind: { $in: ['API'], $exists: true } }, { 'metadata.name': { $hasPrefix: name.slice(0, 2).toUpperCase() } }, { 'metadata.name': { $hasPrefix: '%' } },
    { [`relations.${relation.type}`]: relation.targetRef }, { relations: { $contains: { type: relation.type } } },
    { relations: { $contains: { type: relation.type.toLowerCase(), targetRef: relation.targetRef.toUpperCase() } } },
    { relations: { $contains: { type: relation.type, targetRef: { $in: [relation.targetRef, word] } } } }, { [`metadata.tags.${tag}`]: true }, { '': 'x' },
    { $any: [{ kind: 'group' }, { $all: [{ kind: 'user' }, { $not: { 'spec.profile.email': { $exists: false } } }] }] },
  ];
  return [
    ...queries.map(query => post('/entities/by-query', { query, fields: ['kind', 'metadata.name', 'metadata.namespace'], limit: 100000 }, { order: 'uid' })),
    ...queries.slice(0, 6).map(query => post('/entity-facets', { facets: ['kind', 'spec.type'], query })),
    post('/entities/by-query', {}, { partial: true }), post('/entities/by-query', { limit: 0 }), post('/entities/by-query', { nosuch: 1, limit: 0 }),
    post('/entities/by-query', { query: { kind }, limit: 2, orderBy: [{ field: 'metadata.name', order: 'asc' }], fields: ['metadata.name'] }, { pages: 4 }),
    post('/entities/by-query', { query: { kind }, limit: 20, offset: 1, orderBy: [{ field: 'metadata.name', order: 'desc' }], totalItems: 'exclude', fields: [] }, { pages: 2 }),
    post('/entities/by-query', { fullTextFilter: { term: word, fields: ['metadata.name'] }, fields: ['kind', 'metadata.name'], limit: 100000 }, { order: 'uid' }),
    post('/entities/by-query', { fullTextFilter: { term: word, fields: [] }, limit: 10 }), post('/entities/by-query', { fullTextFilter: { fields: ['kind'] }, limit: 0 }),
    post('/entities/by-query', { fullTextFilter: { term: word }, orderBy: [{ field: 'metadata.name', order: 'asc' }], query: { kind }, fields: ['metadata.name'], limit: 100 }),
  ];
}

function listSingleEntities({ entities, entity }) {
  const named = [entity, ...entities.slice(0, 5)];
  const path = ({ kind, metadata }) => [kind, metadata.namespace, metadata.name].map(encode).join('/');
  const refs = [...named.map(refOf), 'user:default/none', refOf(entity).toUpperCase(), 'none', 'component:none', ''];
  return [
    ...named.map(entity => get(`/entities/by-name/${path(entity)}`)), ...named.map(entity => get(`/entities/by-name/${path(entity)}/ancestry`, { order: 'ancestry' })),
    get(`/entities/by-name/${path(entity).toUpperCase()}`), get('/entities/by-name/component/default/none'), get('/entities/by-name/none/none/a%2Fb'), get('/entities/by-name/component/default/none/ancestry'),
    get('/entities/by-uid/00000000-0000-0000-0000-000000000000'), get('/entities/by-uid/x'), { ...get('/entities/by-uid/'), uidOf: refOf(entity) },
    post('/entities/by-refs', { entityRefs: refs }), post('/entities/by-refs', { entityRefs: refs, fields: ['kind', 'metadata.name'] }), post('/entities/by-refs', { entityRefs: [] }),
    post(`/entities/by-refs?filter=kind%3D${entity.kind}`, { entityRefs: refs, fields: ['kind'] }), post('/entities/by-refs', { entityRefs: refs, fields: ['kind'], query: { kind: 'User' } }),
    post(`/entities/by-refs?filter=kind%3D${entity.kind}`, { entityRefs: refs, query: { 'metadata.name': entity.metadata.name }, nosuch: 1 }),
  ];
}

function listFacets({ kind, annotation }) {
  const facets = (...facets) => get(`/entity-facets?${facets.map(facet => `facet=${encode(facet)}`).join('&')}`);
  return [
    facets('kind'), facets('kind', 'spec.type', 'spec.lifecycle', 'metadata.tags', 'METADATA.TAGS', 'relations.ownedBy', 'metadata.namespace'), facets('nosuch'), facets('spec.definition'),
    facets(`metadata.annotations.${annotation[0]}`, 'spec.memberOf', 'spec.profile.displayName'), facets('kind', 'kind'), facets('relations', 'status', 'metadata.etag'),
    get(`/entity-facets?facet=spec.owner&filter=kind%3D${kind}`), get(`/entity-facets?facet=kind&filter=kind%3D${kind}&filter=spec.owner`), get('/entity-facets?facet=kind&facet='),
    { ...get('/entity-facets?facet=kind'), headers: { 'If-None-Match': '*' } }, { ...get('/entity-facets?facet=spec.type'), method: 'HEAD' },
    { ...get('/entities?filter=spec.nosuch%3D1'), headers: { 'If-None-Match': 'W/"2-l9Fw4VUO7kr8CvBlt4zaMCqXZ0w"' } },
    post('/entity-facets', { facets: ['kind', 'spec.lifecycle', ''], query: { kind } }), post('/entity-facets', { facets: ['kind'], filter: 1 }),
  ];
}

function listLocations({ entity }) {
  const path = [entity.kind, entity.metadata.namespace, entity.metadata.name].map(encode).join('/');
  return [
    get('/locations'), get('/locations/00000000-0000-0000-0000-000000000000'), get(`/locations/by-entity/${path}`), get('/locations/by-entity/component/default/none'),
    post('/locations/by-query', {}), post('/locations/by-query', { limit: 2, query: { type: 'url' } }), post('/locations/by-query', { limit: 0 }),
  ];
}

function listInvalidRequests({ kind, tag, relation }) {
  const contains = target => post('/entities/by-query', { query: { relations: { $contains: target } } });
  return [
    ...['limit=0', 'limit=-1', 'limit=abc', 'limit=1.5', 'limit=1&limit=2', 'limit=', 'offset=-1', 'filter=', 'filter==x', 'fields=', 'fields=a[0]', 'after=', 'after=zzz', 'order=metadata.name', 'nosuch=1', 'order=up:kind'].map(
      parameters => get(`/entities?${parameters}`)),
    ...['limit=-1', 'limit=x', 'cursor=', 'cursor=zzz', `cursor=${btoa('{}')}`, 'orderField=kind,up', 'totalItems=maybe', 'nosuch=1', 'fullTextFilterTerm=', 'filter==x'].map(
      parameters => get(`/entities/by-query?${parameters}`)),
    ...[{ query: { $any: [{ kind }], kind } }, { query: { kind: { $regex: 'x' } } }, { query: { kind: null } }, { query: { $or: [] } }, { query: { $all: {} } }, { query: { $not: 'x' } }, { query: 'x' }, { query: [] },
      { query: { 'metadata.tags': { $contains: { $any: [tag] } } } }, { query: { kind: { $contains: {} } } }, { cursor: '' }, { cursor: 'zzz' }, { limit: 'x' }, { orderBy: 'x' }, { orderBy: [{ field: 'kind', order: 'up' }] },
      { orderBy: [{ field: 'kind' }] }, { fields: 'kind' }, { fields: [1] }, { totalItems: 'maybe' }, { fullTextFilter: 'x' }, { fields: ['a[0]'] }].map(body => post('/entities/by-query', body)),
    ...[{ targetRef: 'x' }, { type: 1 }, { type: '' }, { type: relation.type, targetRef: 1 }, { type: relation.type, targetRef: { $in: [] } }, { type: relation.type, x: 'y' }, { TYPE: 'a', type: 'b' }, {}].map(contains),
    ...[{ entityRefs: 'x' }, { entityRefs: [1] }, {}, { entityRefs: [], fields: 'x' }, { entityRefs: [], query: 1 }, [], 'x'].map(body => post('/entities/by-refs', body)),
    post('/entities/by-refs', undefined), post('/entities/by-refs?nosuch=1', { entityRefs: [] }), { ...post('/entities/by-refs', undefined), text: '{', type: 'application/json' },
    { ...post('/entities/by-refs', undefined), text: '{}', type: 'text/plain' }, { ...post('/entities/by-refs', undefined), text: `{"entityRefs":["${'x'.repeat(110_000)}"]}`, type: 'application/json' },
    { ...post('/entities/by-query', undefined), text: '{"query": {"kind": "x"}, "limit": 0}', type: 'application/json; charset=utf-8' },
    ...[{ facet: ['kind'] }, { facets: [] }, { facets: [''] }, { facets: 'kind' }, { facets: ['kind'], query: { $x: 1 } }].map(body => post('/entity-facets', body)),
    get('/entity-facets'), get('/entity-facets?facet='), get('/entity-facets?facet=kind&nosuch=1'), get('/entities/by-name/component/default/x?fields=kind'), get('/locations?x=1'),
    get('/nosuch'), get('/entities/by-name/component/x'), get('/entities/by-refs'), get(''), get('/'), post('/entities', {}), { ...get('/entities'), method: 'PUT' }, { ...get('/entities/by-query'), method: 'PATCH' },
    get('/entities/by-name/component/default/%zz'), get('/entities/by-name/component/default/%ff'),
  ];
}
