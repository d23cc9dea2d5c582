import { StartError } from './start-error.mjs';
import { root } from './paths.mjs';

/**
 * One program that the supervisor runs.
 * @typedef {object} Program
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} env the whole environment of the process
 * @property {string} cwd
 */

/**
 * A program with a door to knock at, and its other doors. One that reports others is ready only after them.
 * @typedef {Program & { scheme: 'http' | 'https', port: number, ports: number[], reportsOthers: boolean }} Service
 */

/** Shorter than the supervisor's patience, so that a service ends by itself. */
const drainTimeoutMs = '8000';

/**
 * Each service's folder and ports, and the engine by which one program serves as several, with the variable that names
 * its model.
 * @type {{ name: string, directory: string, port: number, operatorPort?: number,
 *   engine?: { name: string, modelVariable: string }, scheme?: 'http' | 'https' }[]}
 */
const table = [
  { name: 'gateway', directory: 'gateway', port: 8000, operatorPort: 8005 },
  { name: 'avatar', directory: 'services/avatar', port: 8081 },
  { name: 'tts', directory: 'services/tts', port: 8082 },
  { name: 'stt', directory: 'services/stt', port: 8083 },
  {
    name: 'stt-canary',
    directory: 'services/stt',
    port: 8084,
    engine: { name: 'canary', modelVariable: 'CANARY_MODEL' },
  },
  {
    name: 'stt-ctc',
    directory: 'services/stt',
    port: 8087,
    engine: { name: 'ctc', modelVariable: 'CTC_MODEL' },
  },
  { name: 'agent', directory: 'services/agent', port: 8088 },
  { name: 'ui', directory: 'services/ui', port: 8085, scheme: 'https' },
];

/**
 * The services to run, with ports and mutual addresses. What `env` sets by hand wins over an address of ours.
 * @param {{ only?: string[] | undefined, portOffset: number, env: NodeJS.ProcessEnv }} options
 * @returns {Service[]}
 * @throws {StartError} when `only` names a service that does not exist
 */
export function planServices({ only, portOffset, env }) {
  const shared = { DRAIN_TIMEOUT_MS: drainTimeoutMs, ...addresses(portOffset), ...env };
  return table
    .filter(({ name }) => isChosen(only, name))
    .map(({ name, directory, port, operatorPort, engine, scheme = 'http' }) => ({
      name,
      command: process.execPath,
      args: ['--import', 'tsx', `${directory}/src/main.ts`],
      cwd: root,
      env: {
        ...shared,
        PORT: String(port + portOffset),
        ...(operatorPort && { OPERATOR_PORT: String(operatorPort + portOffset) }),
        ...(engine && recogniserEnvironment(engine, env)),
      },
      scheme,
      reportsOthers: name === 'gateway',
      port: port + portOffset,
      ports: [port, ...(operatorPort ? [operatorPort] : [])].map((each) => each + portOffset),
    }));
}

/**
 * What makes the speech-to-text program another service: the variables that name the models of 8083 are not for it.
 * @param {{ name: string, modelVariable: string }} engine
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>}
 */
function recogniserEnvironment({ name, modelVariable }, env) {
  return { STT_ENGINE: name, STT_MODEL: env[modelVariable] ?? '', FINAL_MODEL: '', INTERIM_MODEL: '' };
}

/**
 * @param {number} portOffset
 * @returns {Record<string, string>}
 */
function addresses(portOffset) {
  const entries = table.map(({ name, port, scheme = 'http' }) => [
    `${name.toUpperCase().replaceAll('-', '_')}_URL`,
    // A certificate and a browser go by the name.
    `${scheme}://${scheme === 'https' ? 'localhost' : '127.0.0.1'}:${port + portOffset}`,
  ]);
  return {
    ...Object.fromEntries(entries),
    OPERATOR_URL: `http://127.0.0.1:${8005 + portOffset}`,
    REDIS_URL: `redis://127.0.0.1:${6379 + portOffset}`,
  };
}

/**
 * The Redis that the services are told of.
 * @param {number} portOffset
 * @param {NodeJS.ProcessEnv} env
 * @throws {StartError} when REDIS_URL is no URL
 */
export function redisUrl(portOffset, env) {
  const url = env['REDIS_URL'] ?? `redis://127.0.0.1:${6379 + portOffset}`;
  if (URL.canParse(url)) return url;
  throw new StartError(`REDIS_URL is not an address: "${url}". It looks like redis://127.0.0.1:6379.`);
}

/**
 * @param {string[] | undefined} only
 * @param {string} name
 */
function isChosen(only, name) {
  const names = table.map((each) => each.name);
  const unknown = only?.find((each) => !names.includes(each));
  if (unknown !== undefined) {
    throw new StartError(`There is no service named "${unknown}". The services are: ${names.join(', ')}.`);
  }
  return only?.includes(name) ?? true;
}
