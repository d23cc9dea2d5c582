import { existsSync, readFileSync, readdirSync } from 'node:fs';

import { hasProgram, run } from './commands.mjs';
import { StartError } from './start-error.mjs';

/**
 * Something that the system must have.
 * @typedef {object} Requirement
 * @property {string} name what it is to a person
 * @property {string} purpose
 * @property {string[]} packages Debian's names
 * @property {boolean} optional whether Parley runs without it, with less
 * @property {() => boolean} isPresent
 */

/** @type {Requirement} */
export const redisServer = {
  name: 'Redis',
  purpose: 'queues',
  packages: ['redis-server'],
  optional: false,
  isPresent: () => hasProgram('redis-server'),
};

/** @type {Requirement[]} */
export const engineRequirements = [
  {
    name: 'PocketSphinx',
    purpose: 'speech recognition without a model download',
    packages: ['pocketsphinx', 'pocketsphinx-en-us'],
    optional: true,
    isPresent: () =>
      (hasProgram('pocketsphinx_continuous') || hasProgram('pocketsphinx')) &&
      ['/usr/share', '/usr/local/share'].some((share) => existsSync(`${share}/pocketsphinx/model/en-us`)),
  },
  {
    name: 'ffmpeg',
    purpose: 'recordings in containers that phones make, and clips',
    packages: ['ffmpeg'],
    optional: true,
    isPresent: () => hasProgram('ffmpeg'),
  },
];

/**
 * What {@link provide} needs to know of the machine.
 * @typedef {object} Machine
 * @property {boolean} debian whether apt-get serves it
 * @property {boolean} root
 * @property {(command: string, args: string[], options?: { env?: NodeJS.ProcessEnv }) => Promise<number>} run
 */

/** @returns {Machine} */
function thisMachine() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const debian = /^(ID|ID_LIKE)=.*\b(debian|ubuntu)\b/m.test(release) && hasProgram('apt-get');
  return { debian, root: process.getuid?.() === 0, run };
}

/**
 * Installs what is missing where that may be done, and says what to do where it may not.
 * @param {Requirement[]} requirements
 * @param {{ install: boolean, say: (message: string) => void, machine?: Machine }} options
 * @throws {StartError} when something stays missing that must be there, or may be installed by hand only
 */
export async function provide(requirements, { install, say, machine = thisMachine() }) {
  const missing = requirements.filter((each) => !each.isPresent());
  if (missing.length === 0) return;
  const packages = missing.flatMap((each) => each.packages);
  const aptLine = `apt-get install --yes --no-install-recommends ${packages.join(' ')}`;
  const wants = missing.map(({ name, purpose }) => `${name} (${purpose})`).join(', ');
  if (!install) {
    const required = missing.filter(({ optional }) => !optional);
    if (required.length > 0)
      throw new StartError(`Missing: ${wants}. Install it, then run this again:\n  ${aptLine}`);
    say(`Going on without ${wants}. To have it: ${aptLine}`);
    return;
  }
  if (!machine.debian || !machine.root) throw new StartError(byHand(wants, aptLine, machine));
  await installPackages(aptLine, wants, { say, machine });
  const still = missing.filter((each) => !each.isPresent()).map(({ name }) => name);
  if (still.length > 0) throw new StartError(`${still.join(', ')}: still not found after the installation.`);
}

/**
 * @param {string} wants
 * @param {string} aptLine
 * @param {Machine} machine
 */
function byHand(wants, aptLine, machine) {
  const how = machine.debian
    ? `Install it, then run this again:\n  sudo ${aptLine}`
    : `Install it by your system's package manager, then run this again. On Debian or Ubuntu that is:\n  ${aptLine}`;
  return `Missing: ${wants}.\n${how}\nWith --no-install, what is optional is done without.`;
}

/**
 * @param {string} aptLine
 * @param {string} wants
 * @param {{ say: (message: string) => void, machine: Machine }} options
 */
async function installPackages(aptLine, wants, { say, machine }) {
  say(`Installing ${wants}:`);
  const apt = (/** @type {string} */ line) => {
    say(`  ${line}`);
    const [command = '', ...args] = line.split(' ');
    return machine.run(command, args, { env: { DEBIAN_FRONTEND: 'noninteractive' } });
  };
  let known = hasPackageLists();
  if (!known) await apt('apt-get update');
  let code = await apt(aptLine);
  if (code !== 0 && known) {
    // Lists that are old name files that the mirror no longer has.
    await apt('apt-get update');
    code = await apt(aptLine);
  }
  if (code !== 0) throw new StartError(`apt-get ended with ${code}; its words above say why.`);
}

function hasPackageLists() {
  const lists = '/var/lib/apt/lists';
  return existsSync(lists) && readdirSync(lists).some((file) => file.includes('Packages'));
}
