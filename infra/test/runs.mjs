import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../start/commands.mjs';
import { root, stateDirectory } from '../start/paths.mjs';
import { tallyVitest } from './tally.mjs';

/** Tests that have a machine's worth of work to do run one file after the other. */
const oneByOne = '--no-file-parallelism';

/**
 * The runs of `npm test`, in their order. Each test file belongs to exactly one: `unit` is what lies beside the code,
 * `e2e` what crosses services.
 * @type {Record<string, () => Promise<import('./tally.mjs').Tally>>}
 */
export const runs = {
  check,
  unit: () => vitest('unit', ['--exclude', 'tests/**']),
  e2e: () =>
    vitest('e2e', [oneByOne, ...exclude('shared', 'services', 'gateway', 'tests/browser', 'tests/compose')]),
  browser: () => vitest('browser', [oneByOne, 'tests/browser/']),
  compose: () => vitest('compose', [oneByOne, 'tests/compose/']),
};

/** Each step of `npm run check` is one test. */
async function check() {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  /** @type {import('./tally.mjs').Tally} */
  const tally = { passed: 0, failed: [], skipped: [] };
  for (const step of Object.keys(scripts).filter((name) => name.startsWith('check:'))) {
    const code = await run('npm', ['run', '--silent', step]);
    console.log(`${code === 0 ? '✓' : '✗'} ${step}`);
    if (code === 0) tally.passed += 1;
    else tally.failed.push(step);
  }
  return tally;
}

/**
 * @param {string} name
 * @param {string[]} args
 */
async function vitest(name, args) {
  const file = join(stateDirectory, 'tests', `${name}.json`);
  mkdirSync(join(stateDirectory, 'tests'), { recursive: true });
  rmSync(file, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const vitestArgs = ['node_modules/vitest/vitest.mjs', 'run', '--passWithNoTests', ...reporters, ...args];
  // What tests start asks no model hub; those that fetch models bring their own.
  const code = await run(process.execPath, vitestArgs, { env: { PARLEY_FETCH_MODELS: 'false' } });
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  return tallyVitest(report, code, name);
}

/** @param {string[]} folders */
function exclude(...folders) {
  return folders.flatMap((folder) => ['--exclude', `${folder}/**`]);
}
