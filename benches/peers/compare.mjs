// node compare.mjs: sows one fault at a time, asks every tool, and writes the table into docs/comparison.md.
// IDP_BIN names the binary, else target/release/idp. ROADIE_VALIDATOR names a checkout of RoadieHQ's validator; without
// it there is no such column. A tool that complains of the catalog without fault is not believed: that is an error.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { FILES, PROBES } from './probes.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const idpBin = path.resolve(process.env.IDP_BIN ?? path.join(here, '../../target/release/idp'));
const roadie = process.env.ROADIE_VALIDATOR && path.resolve(process.env.ROADIE_VALIDATOR);
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'probes-'));
process.on('exit', () => fs.rmSync(work, { recursive: true }));

const version = folder => JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
const backstage = name => version(path.join(here, 'node_modules/@backstage', name));

function run(folder, program, ...args) {
  const env = { PATH: process.env.PATH, HOME: work, IDP_HOME: path.join(work, 'idp-home'), NO_COLOR: '1' };
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', env });
  if (error) throw error;
  return { status, output: stdout + stderr, stdout };
}

/** Found or not by exit status; a place is a place however it is written. */
function judge({ status, output }) {
  if (status === 0) return 'passed';
  return /line \d+,? col(umn)? \d+|\(\d+:\d+\)/i.test(output) ? 'found, line and column' : 'found';
}

/** Warnings do not change the exit status, so the findings themselves are read. */
function judgeIdp({ stdout }) {
  const { diagnostics } = JSON.parse(stdout);
  if (diagnostics.length === 0) return 'passed';
  return diagnostics.every(found => found.line && found.column) ? 'found, line and column' : 'found';
}

const documents = ['catalog-info.yaml', 'catalog/ledger.yaml'];
const TOOLS = [
  { name: 'idp', version: run(work, idpBin, '--version').stdout.trim(),
    check: folder => judgeIdp(run(folder, idpBin, 'catalog', 'validate', '--output', 'json')) },
  { name: "Backstage's processing", version: `plugin-catalog-backend ${backstage('plugin-catalog-backend')}`,
    check: folder => judge(run(folder, 'node', path.join(here, 'backstage.mjs'), documents[0])) },
  { name: 'catalog-model alone', version: `catalog-model ${backstage('catalog-model')}`,
    check: folder => judge(run(folder, 'node', path.join(here, 'policies.mjs'), ...documents)) },
];
if (roadie) {
  TOOLS.push({ name: "Roadie's validator", version: `backstage-entity-validator ${version(roadie)}`,
    check: folder => judge(run(folder, 'node', path.join(roadie, 'bin/bev'), ...documents)) });
}

/** Writes the catalog into a folder of its own, with `catalog-info.yaml` broken by `sow`. */
function write(sow) {
  const folder = fs.mkdtempSync(path.join(work, 'catalog-'));
  for (const [name, text] of Object.entries(FILES)) {
    const place = path.join(folder, name);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, name === 'catalog-info.yaml' ? sow(text) : text);
  }
  return folder;
}

const healthy = write(text => text);
for (const tool of TOOLS) {
  if (tool.check(healthy) !== 'passed') throw new Error(`${tool.name} complains of the catalog without fault`);
}
const rows = PROBES.map(([what, sow]) => {
  const folder = write(sow);
  return [what, ...TOOLS.map(tool => tool.check(folder))];
});
const found = TOOLS.map((_, at) => rows.filter(row => row[at + 1] !== 'passed').length);
const line = cells => `| ${cells.join(' | ')} |`;
const block = [
  `Run on ${new Date().toISOString().slice(0, 10)}: ${TOOLS.map(tool => tool.version).join(', ')}.`,
  '',
  line(['fault', ...TOOLS.map(tool => tool.name)]),
  line(['---', ...TOOLS.map(() => '---')]).replaceAll(' ', ''),
  ...rows.map(line),
  line([`**found, of ${PROBES.length}**`, ...found.map(count => `**${count}**`)]),
].join('\n');
console.log(block);

const page = path.join(here, '../../docs/comparison.md');
const [start, end] = ['<!-- written by benches/peers/compare.mjs -->', '<!-- end -->'];
const text = fs.readFileSync(page, 'utf8');
const [before, after] = [text.indexOf(start), text.indexOf(end)];
if (before < 0 || after < before) throw new Error(`${page} has no block between ${start} and ${end}`);
fs.writeFileSync(page, `${text.slice(0, before)}${start}\n\n${block}\n\n${text.slice(after)}`);
