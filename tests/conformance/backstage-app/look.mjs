// Opens the app as its readers do, and compares what the pages show with what idp exports: the list of components and a search in it, a
// component, the relations of every entity, a team, an API and the documentation of a service.
//
// look.mjs URL EXPORT FOLDER [PAGE…]: the address of Backstage, a file with the output of `idp catalog export backstage`, and a folder for
// a picture of each page; with PAGE, only those are opened. Every complaint is a line, and then the exit code is 1. Errors in the console,
// failed requests and requests to other servers are complaints, too. NODE_PATH names where playwright-core is, and CHROMIUM the browser.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { chromium } = createRequire(`${process.env.NODE_PATH}/`)('playwright-core');
const [url, file, folder, ...only] = process.argv.slice(2);
const entities = new Map(JSON.parse(readFileSync(file, 'utf8')).map(entity => [refOf(entity), entity]));
const components = [...entities.values()].filter(({ kind }) => kind === 'Component');
const complaints = [];
const PATIENCE = Number(process.env.PATIENCE ?? 30_000);
const TITLE_PATIENCE = 5_000;

// The pairs in which Backstage's graph shows relations: one edge for both directions.
const PAIRS = [
  ['ownerOf', 'ownedBy'],
  ['consumesApi', 'apiConsumedBy'],
  ['providesApi', 'apiProvidedBy'],
  ['hasPart', 'partOf'],
  ['parentOf', 'childOf'],
  ['hasMember', 'memberOf'],
  ['dependsOn', 'dependencyOf'],
];

const PAGES = { list: lookAtList, search: searchInList, component: lookAtComponent, graph: lookAtGraphs, group: lookAtGroup, api: lookAtApi, docs: lookAtDocs };

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--force-color-profile=srgb'] });
const page = await signIn();
for (const [name, look] of Object.entries(PAGES)) {
  if (only.length > 0 && !only.includes(name)) continue;
  const looked = look().then(() => page.screenshot({ path: `${folder}/${name}.png` }));
  await looked.catch(error => complaints.push(`${name}: ${error.message}`));
}
await browser.close();
for (const complaint of complaints) console.log(complaint);
process.exitCode = complaints.length > 0 ? 1 : 0;

async function signIn() {
  const signedIn = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  signedIn.setDefaultTimeout(PATIENCE);
  signedIn.on('console', message => message.type() === 'error' && complaints.push(`console: ${message.text()}`));
  signedIn.on('pageerror', error => complaints.push(`page: ${error}`));
  signedIn.on('response', response => response.status() >= 400 && complaints.push(`${response.status()}: ${response.url()}`));
  signedIn.on('request', request => isElsewhere(request.url()) && complaints.push(`requests ${request.url()}`));
  await signedIn.goto(url);
  await signedIn.getByRole('button', { name: 'Enter' }).click();
  await signedIn.getByRole('link', { name: 'Catalog', exact: true }).first().waitFor();
  return signedIn;
}

function isElsewhere(address) {
  return ![url, 'data:', 'blob:', 'https://fonts.googleapis.com/'].some(start => address.startsWith(start));
}

async function lookAtList() {
  const address = await page.getByRole('link', { name: 'Catalog', exact: true }).first().getAttribute('href');
  await page.goto(`${url}${address}?filters[kind]=component&filters[user]=all`);
  await page.getByText(`All Components (${components.length})`).waitFor();
  await expectRows('list', components.map(rowOf).sort());
}

async function searchInList() {
  const term = 'cart';
  await lookAtList();
  await page.getByPlaceholder('Search').last().fill(term);
  const found = components.filter(({ metadata: { name, title, description, tags } }) => [name, title, description, tags].join(' ').includes(term));
  await page.getByText(`All Components (${found.length})`).waitFor();
  await expectRows(`search for ${term}`, found.map(rowOf).sort());
}

/** Backstage first shows names, and asks for the titles in the background. */
async function expectRows(what, wanted) {
  const end = Date.now() + TITLE_PATIENCE;
  let rows = await readRows();
  while (rows.join() !== wanted.join() && Date.now() < end) rows = await readRows();
  expectEqual(what, rows, wanted);
}

/** The cells for name, system, owner, type and lifecycle of every row. */
async function readRows() {
  const rows = await page.locator('table tbody tr').all();
  const cells = await Promise.all(rows.map(row => row.locator('td').allInnerTexts()));
  return cells.filter(({ length }) => length > 5).map(texts => texts.slice(0, 5).map(text => text.replace(/\s+/g, ' ').trim()).join(' | ')).sort();
}

function rowOf(component) {
  const owner = targetsOf(component, 'ownedBy').map(titleOf).join(', ');
  const systems = targetsOf(component, 'partOf').filter(ref => ref.startsWith('system:'));
  return [titleOf(refOf(component)), systems.map(titleOf).join(', '), owner, component.spec.type, component.spec.lifecycle].join(' | ');
}

async function lookAtComponent() {
  const ledger = entities.get('component:default/ledger');
  await page.goto(`${url}/catalog/default/component/ledger`);
  await page.getByText(ledger.metadata.description).first().waitFor();
  // What depends on the component is only in the graph.
  const shown = ledger.relations.filter(({ type }) => type !== 'dependencyOf');
  for (const { targetRef } of shown) await expectLink('component', targetRef);
}

async function lookAtGraphs() {
  const related = [...entities].filter(([, { relations }]) => relations.length > 0);
  let count = 0;
  for (const [ref, { relations }] of related) {
    await page.goto(`${url}/catalog-graph?rootEntityRefs[]=${encodeURIComponent(ref)}&maxDepth=1`);
    const targets = [...new Set(relations.map(({ targetRef }) => targetRef))];
    await page.locator('[data-testid=node]').nth(targets.length).waitFor();
    expectEqual(`graph of ${ref}, entities`, await readGraph('node'), [ref, ...targets].map(nodeOf).sort());
    expectEqual(`graph of ${ref}, relations`, (await readGraph('label')).map(sortPair).sort(), relations.map(({ type }) => pairOf(type)).sort());
    count += relations.length;
  }
  console.log(`measured: the graphs of ${related.length} entities show their ${count} relations`);
  await page.goto(`${url}/catalog-graph?rootEntityRefs[]=component:default/ledger&maxDepth=1`);
  await page.locator('[data-testid=node]').first().waitFor();
}

async function readGraph(part) {
  const texts = await page.locator(`[data-testid=${part}]`).allTextContents();
  return texts.map(text => text.trim()).sort();
}

/** The text of a node: the name, and the ref as its tooltip. */
function nodeOf(ref) {
  return `${titleOf(ref)}${ref}`;
}

function pairOf(type) {
  const pair = PAIRS.find(names => names.includes(type));
  return sortPair(pair === undefined ? type : pair.join(' / '));
}

function sortPair(label) {
  return label.split(' / ').sort().join(' / ');
}

async function lookAtGroup() {
  const payments = entities.get('group:default/payments');
  await page.goto(`${url}/catalog/default/group/payments`);
  const members = targetsOf(payments, 'hasMember');
  await page.getByText(`members (${members.length} of ${members.length})`).waitFor();
  await page.locator('[data-testid=node]').nth(payments.relations.length).waitFor();
  for (const ref of [...members, ...targetsOf(payments, 'childOf')]) await expectLink('group', ref);
}

async function lookAtApi() {
  const { definition } = entities.get('api:default/ledger-api').spec;
  await page.goto(`${url}/catalog/default/api/ledger-api/definition`);
  await page.getByText(definition.match(/summary: (.*)/)[1]).first().waitFor();
}

/** Backstage builds the pages when they are first opened; until then its answers are errors. So this opens them again when they are built. */
async function lookAtDocs() {
  const [ref] = [...entities].find(([, { metadata }]) => metadata.annotations?.['backstage.io/techdocs-ref']);
  const owner = titleOf(targetsOf(entities.get(ref), 'ownedBy')[0]);
  // The theme of TechDocs loads a font.
  await page.route('https://fonts.googleapis.com/**', route => route.fulfill({ contentType: 'text/css', body: '' }));
  const before = complaints.length;
  await openDocs(ref, owner).catch(() => openDocs(ref, owner));
  complaints.splice(before);
  await openDocs(ref, owner);
}

async function openDocs(ref, owner) {
  await page.goto(`${url}/docs/default/component/${ref.split('/').pop()}`);
  await page.getByText(`Owned by ${owner}`).first().waitFor();
}

async function expectLink(place, ref) {
  const [kind, namespace, name] = ref.split(/[:/]/);
  const link = page.locator(`a[href$="/catalog/${namespace}/${kind}/${name}"]`).first();
  await link.waitFor().catch(() => complaints.push(`${place}: no link to ${ref}`));
}

function expectEqual(what, found, wanted) {
  for (const item of wanted.filter(item => !found.includes(item))) complaints.push(`${what}: Backstage doesn't show "${item}"`);
  for (const item of found.filter(item => !wanted.includes(item))) complaints.push(`${what}: idp doesn't export "${item}"`);
  if (found.length !== wanted.length) complaints.push(`${what}: ${found.length} instead of ${wanted.length}`);
}

function targetsOf({ relations }, type) {
  return relations.filter(relation => relation.type === type).map(({ targetRef }) => targetRef);
}

/** The name under which Backstage shows an entity. */
function titleOf(ref) {
  const { metadata, spec } = entities.get(ref);
  return metadata.title ?? spec.profile?.displayName ?? metadata.name;
}

function refOf({ kind, metadata: { namespace, name } }) {
  return `${kind}:${namespace}/${name}`.toLowerCase();
}
