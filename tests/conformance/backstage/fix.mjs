// What idp writes, judged by Backstage before and after: `--fix` makes no document worse, and `fmt` changes nothing that
// Backstage sees.
//
// node fix.mjs IDP [fixtures]: over the fixtures and, unless only these are asked for, the mutants, and every folder of
// IDP_CATALOG_CORPUS where that is set. Prints how many documents it compared; exit code 1 when one is worse.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judge } from './oracle.mjs';
import { makePlatform, writeMutants, yamlFiles } from './platform.mjs';

const [idp, only] = process.argv.slice(2);
const here = fileURLToPath(new URL('.', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'fix-'));
const totals = { fix: { documents: 0, files: 0, better: 0 }, fmt: { documents: 0, files: 0, better: 0 } };
let worse = 0;

try {
  await everything();
} finally {
  rmSync(work, { recursive: true });
}
for (const [verb, { documents, files, better }] of Object.entries(totals)) console.log(`${verb}: ${documents} documents, ${files} files changed, ${better} documents that Backstage now accepts`);
console.log(`${worse} worse`);
// What changes nothing shows nothing.
process.exitCode = worse > 0 || totals.fix.files === 0 || totals.fmt.files === 0 ? 1 : 0;

async function everything() {
  await compare('fixtures', into => cpSync(join(here, 'fixtures'), into, { recursive: true }));
  if (only === 'fixtures') return;
  await compare('mutants', into => writeMutants(into, new Map()));
  const corpus = process.env.IDP_CATALOG_CORPUS;
  for (const entry of corpus ? readdirSync(corpus, { withFileTypes: true }) : []) {
    const fill = into => cpSync(join(corpus, entry.name), into, { recursive: true });
    if (entry.isDirectory()) await compare(entry.name, fill, { repository: entry.name.replace('+', '/'), partial: true });
  }
}

async function compare(set, fill, options = {}) {
  for (const [verb, words, judgement] of [['fix', ['validate', '--fix'], fixed], ['fmt', ['fmt'], formatted]]) {
    const root = join(work, `${set}-${verb}`);
    mkdirSync(root);
    fill(root);
    const files = yamlFiles(root);
    makePlatform(root, files, options.repository);
    const text = file => readFileSync(join(root, file), 'latin1');
    const texts = new Map(files.map(file => [file, text(file)]));
    const before = byFile(await judge(root, files, options));
    run(root, words);
    const after = byFile(await judge(root, files, options));
    for (const file of files) {
      const complaints = judgement(before.get(file) ?? [], after.get(file) ?? []);
      totals[verb].documents += before.get(file)?.length ?? 0;
      totals[verb].files += text(file) === texts.get(file) ? 0 : 1;
      totals[verb].better += accepted(after.get(file)) - accepted(before.get(file));
      for (const complaint of complaints) report(`${set}/${file}`, verb, complaint);
    }
    rmSync(root, { recursive: true });
  }
}

function run(root, words) {
  try {
    execFileSync(idp, ['-C', root, 'catalog', ...words], { stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 2 ** 30 });
  } catch (error) {
    // 1: there are findings.
    if (error.status !== 1) throw new Error(`idp catalog ${words.join(' ')}: ${error.stderr ?? error}`);
  }
}

function byFile(documents) {
  const files = new Map();
  for (const document of documents) files.set(document.file, [...(files.get(document.file) ?? []), document]);
  return files;
}

function accepted(documents = []) {
  return documents.filter(({ verdict }) => verdict === 'valid').length;
}

/** What Backstage accepted it still accepts, and it still sees every relation. */
function fixed(before, after) {
  if (before.length !== after.length) return accepted(after) < accepted(before) ? [`${accepted(before)} documents were accepted, now ${accepted(after)}`] : [];
  return before.flatMap((document, index) => {
    if (document.verdict !== 'valid') return [];
    const now = after[index];
    if (now.verdict !== 'valid') return [`document ${index} was accepted; now: ${now.error}`];
    const said = new Set(lines(now));
    const lost = lines(document).filter(line => !said.has(line));
    return lost.map(line => `document ${index} lost ${line}`);
  });
}

/** Nothing differs. */
function formatted(before, after) {
  if (before.length !== after.length) return [`${before.length} documents became ${after.length}`];
  const seen = ({ verdict, ref, ...document }) => JSON.stringify([verdict, ref, lines(document).sort()]);
  return before.flatMap((document, index) => (seen(document) === seen(after[index]) ? [] : [`document ${index}: ${seen(document)} became ${seen(after[index])}`]));
}

function lines({ relations = [] }) {
  return relations.map(relation => relation.join(' '));
}

function report(place, verb, complaint) {
  worse += 1;
  console.log(`${place} (${verb})\n  ${complaint.slice(0, 500)}`);
}
