import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { root } from './paths.mjs';

/** Where system programs live even when an account's PATH leaves the folder out. */
const systemDirectories = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 */
export function hasProgram(name, env = process.env) {
  const directories = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return [...directories, ...systemDirectories].some((directory) => isExecutable(join(directory, name)));
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Runs a command, by default in the repository's root, on this terminal.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onOutput?: (text: string) => void }} [options] `onOutput`: hear its
 *   standard output instead of showing it
 * @returns {Promise<number>} its exit code; 127 where there is no such program, 1 where a signal ended it
 */
export function run(command, args, { cwd = root, env = {}, onOutput } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['inherit', onOutput ? 'pipe' : 'inherit', onOutput ? 'ignore' : 'inherit'],
    });
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => onOutput?.(text));
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
