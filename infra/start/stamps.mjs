import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { root, stateDirectory } from './paths.mjs';

const directory = join(stateDirectory, 'stamps');
const generated = new Set(['node_modules', 'dist', '.parley']);

/**
 * One hash over the names and contents of files, and of all files in folders; what is generated is left out.
 * @param {string[]} paths relative to the repository's root; those that do not exist count as absent
 */
export function hashOf(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesAt(join(root, path)))) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * Whether a piece of set-up was done for exactly this state of its sources.
 * @param {string} name
 * @param {string} hash
 */
export function isStamped(name, hash) {
  const file = join(directory, name);
  return existsSync(file) && readFileSync(file, 'utf8') === hash;
}

/**
 * @param {string} name
 * @param {string} hash
 */
export function stamp(name, hash) {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), hash);
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesAt(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .filter((name) => !generated.has(name))
    .sort()
    .flatMap((name) => filesAt(join(path, name)));
}
