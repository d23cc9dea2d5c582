import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { StartConsole, showsColour } from './console.mjs';
import { planServices, redisUrl } from './constellation.mjs';
import { buildPage, installDependencies } from './dependencies.mjs';
import { fetchModels, wishForModels } from './models.mjs';
import { help, readOptions } from './options.mjs';
import { root, stateDirectory } from './paths.mjs';
import { requireFreePorts } from './ports.mjs';
import { ownRedis, redisAnswers, requireStartable } from './redis.mjs';
import { runningSupervisor } from './run-state.mjs';
import { StartError, tellStartErrors } from './start-error.mjs';
import { Supervisor, seconds } from './supervisor.mjs';
import { engineRequirements, provide, redisServer } from './system-packages.mjs';

/**
 * Sets up and runs the constellation until it is told to end.
 * @param {string[]} argv
 */
export async function main(argv) {
  await tellStartErrors(async () => {
    const options = readOptions(argv);
    if (options.help) console.log(help);
    else await up(options);
  });
}

/** @param {import('./options.mjs').Options} options */
async function up(options) {
  const beganAt = performance.now();
  const env = readEnvironment();
  const services = planServices({ ...options, env });
  const names = services.map(({ name }) => name);
  const console = new StartConsole({
    json: options.json,
    colour: showsColour(process.stdout, process.env),
    names,
  });
  const runDirectory = join(stateDirectory, options.portOffset ? `run-${options.portOffset}` : 'run');
  const stateFile = join(runDirectory, 'state.json');

  requireNotRunning(stateFile);
  await requireFreePorts(services);
  const redis = await setUp({ options, env, names, console, runDirectory });
  const supervisor = new Supervisor({ services, redis, portOffset: options.portOffset, stateFile, console });
  const answering = await supervisor.run();
  if (answering === undefined) return;
  const count = answering === services.length ? `${answering}` : `${answering} of ${services.length}`;
  console.say(`Up after ${seconds(performance.now() - beganAt)}: ${count} services. Ctrl-C stops all of it.`);
  const page = services.find(({ name }) => name === 'ui');
  if (page && !options.json) {
    console.write(`\n  ${console.style('bold', `Open https://localhost:${page.port}`)}\n\n`);
  }
}

/** The environment and .env; empty variables count as unset, as Compose passes them. */
function readEnvironment() {
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  return Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
}

/**
 * Everything that must be there before a service can start.
 * @param {{ options: import('./options.mjs').Options, env: NodeJS.ProcessEnv, names: string[], console: StartConsole, runDirectory: string }} run
 * @returns the Redis to start, where none answers
 */
async function setUp({ options, env, names, console, runDirectory }) {
  const say = (/** @type {string} */ message) => console.say(message);
  const url = redisUrl(options.portOffset, env);
  const needsRedis = !(await redisAnswers(url));
  if (needsRedis) await requireStartable(url);
  const requirements = needsRedis ? [redisServer, ...engineRequirements] : engineRequirements;
  const wish = wishForModels({ options, env, names });
  await provide(requirements, { install: options.install, say });
  await installDependencies(say);
  if (names.includes('ui')) await buildPage(say);
  if (wish) await fetchModels(wish, { env, say, json: options.json });
  // Debian starts a Redis when it installs one.
  if (!needsRedis || (await redisAnswers(url))) return;
  return ownRedis(url, runDirectory);
}

/**
 * @param {string} stateFile
 * @throws {StartError}
 */
function requireNotRunning(stateFile) {
  const supervisor = runningSupervisor(stateFile);
  if (supervisor === undefined) return;
  throw new StartError(
    `Parley runs here already (process ${supervisor}). Press Ctrl-C in its terminal, or: kill ${supervisor}\n` +
      'To run another beside it: npm start -- --port-offset 100',
  );
}
