import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from './commands.mjs';
import { root } from './paths.mjs';
import { hashOf, isStamped, stamp } from './stamps.mjs';
import { StartError } from './start-error.mjs';

/**
 * Installs the npm packages of the lockfile, unless that was done for this lockfile already.
 * @param {(message: string) => void} say
 * @throws {StartError}
 */
export async function installDependencies(say) {
  const hash = hashOf(['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests()]);
  if (existsSync(join(root, 'node_modules')) && isStamped('dependencies', hash)) return;
  say('Installing the packages of pnpm-lock.yaml …');
  const code = await runPnpm(['install', '--frozen-lockfile', '--config.confirmModulesPurge=false']);
  if (code !== 0) throw new StartError(`pnpm install ended with ${code}; its words above say why.`);
  stamp('dependencies', hash);
}

/**
 * Builds the page, unless that was done for these sources already.
 * @param {(message: string) => void} say
 * @throws {StartError}
 */
export async function buildPage(say) {
  const hash = hashOf(['services/ui', 'shared/contracts', 'pnpm-lock.yaml']);
  if (existsSync(join(root, 'services/ui/dist')) && isStamped('page', hash)) return;
  say('Building the page …');
  const code = await runPnpm(['--filter', '@parley/ui', 'build']);
  if (code !== 0) throw new StartError(`The page could not be built (${code}); the words above say why.`);
  stamp('page', hash);
}

/**
 * Runs pnpm in the version that package.json pins: the installed one where it is that, else one that npm fetches.
 * @param {string[]} args
 */
async function runPnpm(args) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const version = /** @type {string} */ (packageManager).replace(/^pnpm@/, '').replace(/\+.*/, '');
  // onnxruntime-node's install script would download CUDA libraries, which is an image's business.
  const env = { ONNXRUNTIME_NODE_INSTALL: 'skip', COREPACK_ENABLE_DOWNLOAD_PROMPT: '0' };
  if ((await installedPnpm()) === version) return run('pnpm', args, { env });
  return run('npm', ['exec', '--yes', `--package=pnpm@${version}`, '--', 'pnpm', ...args], { env });
}

/** The version of the pnpm on this machine. Asked outside the repository, where no pin makes it pose as another. */
async function installedPnpm() {
  let version = '';
  await run('pnpm', ['--version'], {
    cwd: tmpdir(),
    env: { COREPACK_ENABLE_NETWORK: '0' },
    onOutput: (text) => (version += text),
  });
  return version.trim();
}

/** The package.json of every workspace package. */
function manifests() {
  const parents = ['shared', 'services'].filter((folder) => existsSync(join(root, folder)));
  const folders = parents.flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
  );
  return ['', 'gateway/', 'tests/', ...folders.map((folder) => `${folder}/`)].map(
    (path) => `${path}package.json`,
  );
}
