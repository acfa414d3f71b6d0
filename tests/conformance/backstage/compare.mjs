// idp against Backstage, document by document: the same verdict and, where it is valid, the same relations and the same
// entity in `idp catalog export backstage`.
//
// node compare.mjs IDP [fixtures]: over the fixtures and, unless only these are asked for, the mutants, and every folder
// of IDP_CATALOG_CORPUS where that is set (owner+name, a part of that repository). Exit code 1 when they disagree.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { ALARMS } from './alarms.mjs';
import { APART } from './apart.mjs';
import { judge } from './oracle.mjs';
import { ask, makePlatform, writeMutants, yamlFiles } from './platform.mjs';

const [idp, only] = process.argv.slice(2);
const here = fileURLToPath(new URL('.', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'backstage-'));
const seen = new Set();
const totals = { documents: 0, valid: 0, invalid: 0, other: 0, relations: 0, exported: 0, apart: 0, disagreements: 0 };

try {
  await compare('fixtures', into => cpSync(join(here, 'fixtures'), into, { recursive: true }));
  if (only !== 'fixtures') await everythingElse();
} finally {
  rmSync(work, { recursive: true });
}
const { documents, valid, invalid, other, relations, exported, apart, disagreements } = totals;
console.log(`${documents} documents: ${valid} valid, ${invalid} invalid, ${other} empty or lost; ${relations} relations; ${exported} exported entities; ${disagreements} disagreements, and ${apart} on purpose (apart.mjs)`);
// What compares nothing finds nothing.
process.exitCode = disagreements > 0 || valid === 0 || invalid === 0 || relations === 0 || exported === 0 ? 1 : 0;

async function everythingElse() {
  const names = new Map();
  await compare('mutants', into => writeMutants(into, names), { names });
  for (const difference of APART.filter(difference => !seen.has(difference))) report('apart.mjs', String(difference[0]), ['differs no more'], []);
  const corpus = process.env.IDP_CATALOG_CORPUS;
  for (const entry of corpus ? readdirSync(corpus, { withFileTypes: true }) : []) {
    const fill = into => cpSync(join(corpus, entry.name), into, { recursive: true });
    const repository = entry.name.replace('+', '/');
    if (entry.isDirectory()) await compare(entry.name, fill, { repository, partial: true });
  }
  for (const alarm of corpus ? ALARMS.filter(alarm => !seen.has(alarm)) : []) report('alarms.mjs', alarm.join(' '), ['is found no more'], []);
}

/** Compares what is said of the YAML files that `fill` puts into a folder, all of them one catalog. */
async function compare(set, fill, { names = new Map(), ...options } = {}) {
  const root = join(work, set);
  mkdirSync(root);
  fill(root);
  const files = yamlFiles(root);
  const judged = await judge(root, files, options);
  const said = idpOn(root, files, options.repository);

  if (options.partial) said.alarms.forEach(alarm => sound(set, alarm));
  const rejected = new Set(judged.filter(({ verdict }) => verdict === 'invalid').map(({ ref }) => ref));
  const related = relationsOf(judged);
  const refs = judged.map(({ ref }) => ref).filter(Boolean);
  const twice = new Set(refs.filter((ref, index) => refs.indexOf(ref) !== index));
  const served = servedDocuments(judged);
  const toAll = relationsOf([...served.values()]);
  for (const { ref, file, verdict } of judged) {
    if (verdict === 'invalid' && said.exported.has(ref) && !served.has(ref)) differ(`${set}/${file}`, names.get(file), [`${ref} is exported, and Backstage has none`], []);
  }
  for (const document of judged) {
    const inIt = ({ line }) => line >= document.line && line <= document.endLine;
    const here = (said.findings.get(document.file) ?? []).filter(inIt);
    // Of a part of a repository nobody knows what else lies in it.
    const isUnknown = ({ code, message }) => code === 'placeholder-unreadable' && !message.endsWith('another repository');
    const findings = options.partial ? here.filter(finding => !isUnknown(finding)) : here;
    const entity = (said.entities.get(document.file) ?? []).find(inIt);
    const complaints = [
      ...verdictsApart(document, findings),
      ...(document.verdict === 'valid' ? relationsApart(document, entity, { related, rejected, twice }) : []),
      ...(served.get(document.ref) === document ? exportApart(document, said.exported.get(document.ref), toAll) : []),
    ];
    totals.documents += 1;
    totals[document.verdict in totals ? document.verdict : 'other'] += 1;
    totals.relations += document.relations?.length ?? 0;
    if (complaints.length > 0) differ(`${set}/${document.file} document ${document.document}`, names.get(document.file), complaints, findings);
  }
}

/** An error about what Backstage accepts must have been reviewed. */
function sound(set, { code, entity, message, file, line }) {
  const known = ALARMS.find(([folder, of, pattern]) => folder === set && of === code && (pattern.test(entity) || pattern.test(message)));
  if (known) seen.add(known);
  else report(`${set}/${file}:${line}`, code, [`a false alarm? ${message}`], []);
}

function idpOn(root, files, repository = 'acme/platform') {
  makePlatform(root, files, repository);
  const { diagnostics } = ask(idp, root, 'validate');
  // A warning of the format says that Backstage rejects it where it reads from a forge, as it does here.
  const rejected = diagnostics.filter(({ tier, severity }) => tier === 'format' && severity !== 'note');
  const alarms = diagnostics.filter(({ tier, severity }) => tier !== 'format' && severity === 'error');
  const exported = [ask(idp, root, 'export', 'backstage')].flat().filter(({ kind, metadata }) => kind && (kind !== 'Location' || metadata.name !== 'all'));
  return {
    findings: byFile(rejected),
    alarms,
    entities: byFile(ask(idp, root, 'list', '--relations').entities),
    exported: new Map(exported.map(entity => [refOf(entity), entity])),
  };
}

function refOf({ kind, metadata: { namespace, name } }) {
  return `${kind}:${namespace}/${name}`.toLowerCase();
}

/** What Backstage serves of them: of those with the same ref, the last one of the file that it reads first. */
function servedDocuments(judged) {
  const served = new Map();
  for (const document of judged.filter(({ verdict }) => verdict === 'valid')) {
    const other = served.get(document.ref);
    if (!other || other.file === document.file) served.set(document.ref, document);
  }
  return served;
}

/** The instance sets uid and etag; what a placeholder elsewhere stands for, idp doesn't know. */
function exportApart({ ref, entity }, exported, related) {
  if (!exported) return [`${ref} is not exported`];
  if (/"\$(text|json|yaml)":/.test(JSON.stringify(exported))) return [];
  totals.exported += 1;
  const { uid, etag, ...metadata } = entity.metadata;
  const theirs = { ...entity, metadata };
  const { relations, ...ours } = exported;
  const own = relations.map(({ type, targetRef }) => `${type} ${targetRef}`);
  const all = [...(related.get(ref) ?? [])];
  return [
    ...(isDeepStrictEqual(ours, JSON.parse(JSON.stringify(theirs))) ? [] : [`Backstage serves ${JSON.stringify(theirs)}, idp exports ${JSON.stringify(ours)}`]),
    ...(isDeepStrictEqual(own.sort(), all.sort()) ? [] : [`Backstage relates it: ${all.join(', ')}; idp exports: ${own.join(', ')}`]),
  ];
}

function byFile(items) {
  const files = new Map();
  for (const item of items) files.set(item.file, [...(files.get(item.file) ?? []), item]);
  return files;
}

// Backstage derives from each document both directions of its own refs; idp lists with each entity all of its own,
// whoever says them.
function relationsOf(judged) {
  const related = new Map();
  for (const [source, ...rest] of judged.flatMap(({ relations = [] }) => relations)) {
    if (!related.has(source)) related.set(source, new Set());
    related.get(source).add(rest.join(' '));
  }
  return related;
}

function verdictsApart({ verdict, error }, findings) {
  if (verdict === 'invalid' && findings.length === 0) return [`Backstage rejects: ${error}`];
  if ((verdict === 'valid' || verdict === 'empty') && findings.length > 0) return [`Backstage accepts (${verdict})`];
  return [];
}

function relationsApart({ ref, relations }, entity, { related, rejected, twice }) {
  if (entity?.ref !== ref) return [`Backstage has ${ref}, idp ${entity?.ref ?? 'nothing'}`];
  // Of two with the same ref each has its own relations.
  const own = relations.filter(([source]) => source === ref).map(([, ...rest]) => rest.join(' '));
  const theirs = twice.has(ref) ? new Set(own) : (related.get(ref) ?? new Set());
  const known = entity.relations.map(({ type, targetRef }) => [`${type} ${targetRef}`, targetRef]);
  // An entity that is rejected relates to nothing.
  const extra = known.filter(([relation, target]) => !theirs.has(relation) && !rejected.has(target) && !twice.has(ref));
  const ours = new Set(known.map(([relation]) => relation));
  const missing = [...theirs].filter(relation => !ours.has(relation)).map(relation => `idp misses ${JSON.stringify(relation)}`);
  return [...missing, ...extra.map(([relation]) => `Backstage has no ${JSON.stringify(relation)}`)];
}

function differ(place, name, complaints, findings) {
  const known = APART.find(([pattern]) => name !== undefined && pattern.test(name));
  if (!known) return report(place, name, complaints, findings);
  seen.add(known);
  totals.apart += 1;
}

function report(place, name, complaints, findings) {
  totals.disagreements += 1;
  console.log(name === undefined ? place : `${place} (${name})`);
  for (const complaint of complaints) console.log(`  ${complaint.trim().replaceAll('\n', '\n    ')}`);
  for (const { code, line, column, message } of findings) console.log(`  idp: ${line}:${column} ${code}: ${message}`);
}
