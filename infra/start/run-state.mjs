import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * What runs: written for people's tools and for tests, kept true while the constellation lives.
 * @typedef {object} RunState
 * @property {number} supervisor process id
 * @property {number} portOffset
 * @property {Record<string, { pid: number | null, port: number | null, restarts: number }>} programs
 */

/**
 * @param {string} file
 * @param {RunState} state
 */
export function writeRunState(file, state) {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(draft, file);
}

/** @param {string} file */
export function removeRunState(file) {
  rmSync(file, { force: true });
}

/**
 * The supervisor that wrote the file, where it still runs.
 * @param {string} file
 * @returns {number | undefined} its process id
 */
export function runningSupervisor(file) {
  try {
    const { supervisor } = JSON.parse(readFileSync(file, 'utf8'));
    process.kill(supervisor, 0);
    // The number may have passed to another program since.
    const isNode = readFileSync(`/proc/${supervisor}/cmdline`, 'utf8').includes('node');
    return isNode ? supervisor : undefined;
  } catch {
    return;
  }
}
