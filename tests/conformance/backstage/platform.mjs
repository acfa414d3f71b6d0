// A platform of idp made of files that Backstage judges, too: one Location names each of them, in a clone of the repository
// that Backstage reads.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mutants, PARTS } from './mutants.mjs';
import { ROOT_FILE } from './oracle.mjs';

export function makePlatform(root, files, repository = 'acme/platform') {
  execFileSync('git', ['-C', root, 'init', '-q', '-b', 'main']);
  execFileSync('git', ['-C', root, 'remote', 'add', 'origin', `https://github.com/${repository}.git`]);
  const targets = files.map(file => `\n  - ${JSON.stringify(`./${file}`)}`).join('');
  writeFileSync(join(root, ROOT_FILE), `apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec:\n  targets:${targets}\n`);
  writeFileSync(join(root, 'idp.yaml'), `organisation: acme\nforge: local\ncatalog: {root: ${ROOT_FILE}}\n`);
}

/** Each mutant as a file; `names` gets what was done to it. */
export function writeMutants(root, names) {
  for (const [path, text] of Object.entries(PARTS)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const [index, { name, bytes }] of mutants().entries()) {
    const file = `${String(index).padStart(4, '0')}.yaml`;
    writeFileSync(join(root, file), bytes);
    names.set(file, name.replaceAll('\n', '\\n').replaceAll('\r', '\\r'));
  }
}

export function yamlFiles(root) {
  const files = readdirSync(root, { recursive: true }).map(String).sort();
  return files.filter(file => /\.ya?ml$/.test(file) && !file.startsWith('parts/') && statSync(join(root, file)).isFile());
}

/** What `idp catalog` answers in JSON. */
export function ask(idp, root, ...words) {
  const command = ['-C', root, 'catalog', ...words, '-o', 'json'];
  try {
    return JSON.parse(execFileSync(idp, command, { maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'pipe'] }));
  } catch (error) {
    // 1: there are findings.
    if (error.status === 1) return JSON.parse(error.stdout);
    throw new Error(`idp ${command.join(' ')}: ${error.stderr ?? error}`);
  }
}
