// Which files a target of a Location names, by idp and by the packages that Backstage's readers use: git-url-parse,
// is-glob and minimatch.
//
// node globs.mjs IDP [COUNT] [SEED]: compares COUNT generated targets, each over a generated tree, and prints how many
// verdicts it compared. Exit code 1 when they disagree.
// node globs.mjs --table: the table of the unit test, src/catalog/glob/minimatch.jsonl.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const packages = process.env.BACKSTAGE_PACKAGES ?? fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(pathToFileURL(join(packages, 'package.json')));
const { Minimatch } = require('minimatch');
const isGlob = require('is-glob');
const parseGitUrl = require('git-url-parse');
const { ScmIntegrations } = require('@backstage/integration');
const { ConfigReader } = require('@backstage/config');

const integrations = ScmIntegrations.fromConfig(new ConfigReader({}));
// idp gives up earlier than minimatch where braces make ten thousand patterns of one.
const MOST = 5_000;
const BASE = 'https://github.com/acme/platform/blob/main/';

// Small and repeatable: the same seed gives the same cases on every machine.
function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = list => list[Math.floor(next() * list.length)];
  const many = (most, make) => Array.from({ length: Math.floor(next() * (most + 1)) }, make);
  return { next, pick, many };
}

const WORDS = ['a', 'b', 'ab', 'abc', 'x', 'one', 'two', 'c1', '7', '12', 'A', 'é', 'ab.c', '-', '(a)', '!a', 'a[b]', '{a}', 'a b', '+', '@', 'a,b'];
const ENDINGS = ['', '.yaml', '.yml', '.yaml', '.json'];
const FIXED = ['a.yaml', 'b.yaml', 'one.yaml', 'two.yaml', '.hidden.yaml', '.yaml', 'catalog/a.yaml', 'catalog/.old/a.yaml', 'catalog/deep/b.yml', 'x/a.yaml', '.github/workflows/ci.yaml'];

function treeOf({ pick, many }) {
  const name = () => `${pick(['', '', '', '', '.'])}${pick(WORDS)}`;
  const files = many(24, () => [...many(3, name), name() + pick(ENDINGS)].join('/'));
  const paths = [...new Set([...FIXED, ...files])].filter(path => !path.split('/').some(part => part === '.' || part === '..' || part === '.git'));
  // A file cannot be a folder, too.
  return paths.filter(path => !paths.some(other => other.startsWith(`${path}/`)));
}

function patternOf(random, files) {
  const { pick, many, next } = random;
  const piece = depth => {
    const inner = () => many(2, () => piece(depth + 1)).join('');
    const deep = depth < 3;
    const list = [
      () => pick(WORDS), () => pick(WORDS), () => pick(['*', '*', '?', '**', '.', '***']),
      () => pick(['[a-c]', '[!a]', '[^b]', '[ab]', '[[:alpha:]]', '[[:digit:]x]', '[![:upper:]]', '[.]a', '[]a]', '[a-]', '[c-a]', '[', ']', '[a', '[x]', '[\\]a]', '[\\^a]*', '[[:graph:]-z]', '[!]']),
      () => pick(['\\*', '\\a', '\\{', '\\\\', '\\', '\\[a]', '\\(', '|', '(', ')', '!', '#', '$', '{', '}', ',', '~', '^']),
      () => pick(['{1..3}', '{01..12}', '{3..1}', '{a..c}', '{0..150}', '{1..200..1}', '{-5..120}', '{007..110}', '{c..a..2}', '{1..}', '{}', '{a}', '{a,b},c}', '${a,b}', '{,a}', '{a,,b}', '{}a,b}']),
      ...(deep ? [
        () => `{${[inner(), ...many(2, inner)].join(',')}}`,
        () => `${pick(['@', '!', '?', '+', '*'])}(${[inner(), ...many(2, inner)].join('|')})`,
      ] : []),
    ];
    return pick(list)();
  };
  const part = () => (next() < 0.25 ? '**' : many(3, () => piece(0)).join('') || '*');
  // Most of them start from a path that is there: what stands in a text's place matches it, unless noise comes to it.
  const instead = text => pick([
    () => '*', () => '*', () => '?'.repeat([...text].length), () => `{${text},${piece(2)}}`, () => `{${piece(2)},${text}}`,
    () => `@(${text}|${piece(2)})`, () => `?(${text})`, () => `+(${text}|${piece(2)})`, () => `*(${text})`, () => `!(${piece(2)})`,
    () => `!(${text})`, () => `@(*${text}|!(${text}))`, () => [...text].map(char => `[${char}x]`).join(''), () => [...text].map(char => `\\${char}`).join(''),
    () => (/^\d+$/.test(text) ? pick(['{0..150}', '{1..20}', '{100..1}', '@({1..200})', '!({1..200})', '+([0-9])', '[[:digit:]]*']) : text),
    () => (/^[a-z]$/.test(text) ? pick(['{a..z}', '[a-z]', '[[:lower:]]', '[!0-9]', '[^A]', '{z..a..1}']) : text),
    () => piece(1),
  ])();
  if (next() < 0.8) {
    const parts = pick(files).split('/').map(name => {
      const roll = next();
      if (roll < 0.4) return name;
      if (roll < 0.5) return '**';
      if (roll < 0.55) return part();
      const chars = [...name];
      const at = Math.floor(next() * chars.length);
      const end = next() < 0.3 ? chars.length : Math.min(chars.length, at + 1 + Math.floor(next() * 3));
      return chars.slice(0, at).join('') + instead(chars.slice(at, end).join('')) + chars.slice(end).join('');
    });
    if (next() < 0.15) parts.splice(Math.floor(next() * parts.length), 0, '**');
    return (next() < 0.05 ? pick(['!', '!!', '#', './', '/']) : '') + parts.join('/');
  }
  return (next() < 0.05 ? pick(['!', '!!', '#']) : '') + [...many(2, part), part()].join('/') + (next() < 0.7 ? pick(ENDINGS) : '');
}

/** minimatch 11.0.9 merges the alternatives of braces, and a class that nothing fits then spoils those beside it. */
const isSpoilt = pattern => pattern.includes('{') && pattern.includes('[c-a]');

/** Some characters would end the path of a URL; most people write none of them. */
function targetOf({ next }, pattern) {
  const encoded = pattern.replace(/[%?#\\]/g, encodeURIComponent);
  const target = next() < 0.1 ? encoded.replace(/[ [\]{}]/g, encodeURIComponent) : encoded;
  return next() < 0.2 ? `./${target}` : next() < 0.1 ? `/${target}` : target;
}

/** The files that Backstage reads: GithubUrlReader.search, without the network. */
function backstage(target, files) {
  const url = integrations.resolveUrl({ url: target, base: `${BASE}catalog-info.yaml` });
  const { full_name, filepath, ref } = parseGitUrl(url);
  if (full_name !== 'acme/platform' || ref !== 'main') return undefined;
  if (!isGlob(filepath)) return files.filter(file => file === filepath);
  const matcher = new Minimatch(filepath.replace(/^\/+/, ''));
  if (matcher.globSet.length > MOST) throw new Error('nobody writes that');
  return files.filter(file => matcher.match(file));
}

function idp(binary, root) {
  const words = ['-C', root, 'catalog', 'list', '-o', 'json'];
  return new Promise((resolve, reject) => {
    execFile(binary, words, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`idp ${words.join(' ')}: ${stderr}`));
      else resolve(JSON.parse(stdout).entities.map(({ file }) => file).filter(file => file !== 'catalog-info.yaml'));
    });
  });
}

async function compare(binary, count, seed) {
  const work = mkdtempSync(join(tmpdir(), 'globs-'));
  const totals = { targets: 0, verdicts: 0, matches: 0, disagreements: 0 };
  let next = 0;
  const worker = async () => {
    for (let number = next++; number < count; number = next++) await one(binary, join(work, String(number)), seed + number, totals);
  };
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
  } finally {
    rmSync(work, { recursive: true });
  }
  console.log(`${totals.targets} targets over generated trees, ${totals.verdicts} verdicts on files, ${totals.matches} of them matches; ${totals.disagreements} disagreements`);
  process.exitCode = totals.disagreements > 0 || totals.matches === 0 ? 1 : 0;
}

async function one(binary, root, seed, totals) {
  const random = generator(seed);
  const files = treeOf(random).filter(file => file !== 'catalog-info.yaml' && file !== 'idp.yaml');
  const pattern = patternOf(random, files);
  const target = targetOf(random, pattern);
  let theirs;
  try {
    // Targets that are URLs, or leave the repository, are judged elsewhere.
    if (target === '' || URL.canParse(target) || isSpoilt(pattern)) return;
    theirs = backstage(target, files);
  } catch {
    return;
  }
  if (theirs === undefined) return;
  write(root, files, target);
  const ours = new Set(await idp(binary, root));
  rmSync(root, { recursive: true });
  totals.targets += 1;
  totals.verdicts += files.length;
  totals.matches += theirs.length;
  const apart = files.filter(file => theirs.includes(file) !== ours.has(file));
  if (apart.length === 0) return;
  totals.disagreements += 1;
  console.log(`seed ${seed}: ${JSON.stringify(target)}`);
  for (const file of apart) console.log(`  ${JSON.stringify(file)}: Backstage ${theirs.includes(file) ? 'reads' : 'does not read'} it, idp ${ours.has(file) ? 'does' : 'does not'}`);
}

function write(root, files, target) {
  files.forEach((file, index) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: c${index}}\nspec: {type: service, lifecycle: production, owner: a}\n`);
  });
  writeFileSync(join(root, 'idp.yaml'), 'organisation: acme\nforge: local\n');
  writeFileSync(join(root, 'catalog-info.yaml'), `apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: [${JSON.stringify(target)}]}\n`);
}

/** What the unit test goes by: patterns as they reach minimatch. */
function table() {
  const seen = new Set();
  for (let seed = 1; seen.size < 900; seed++) {
    const random = generator(seed);
    const files = treeOf(random);
    const pattern = patternOf(random, files);
    if (pattern === '' || seen.has(pattern) || isSpoilt(pattern)) continue;
    seen.add(pattern);
    const matcher = new Minimatch(pattern);
    if (matcher.globSet.length > MOST) continue;
    const [yes, no] = [true, false].map(wanted => files.filter(file => matcher.match(file) === wanted));
    console.log(JSON.stringify({ pattern, glob: isGlob(pattern), yes, no: no.slice(-12) }));
  }
}

const [what, count = '1500', seed = '1'] = process.argv.slice(2);
if (what === '--table') table();
else await compare(what, Number(count), Number(seed));
