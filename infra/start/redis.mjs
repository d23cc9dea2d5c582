import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';

import { describeHolder, isFree } from './ports.mjs';
import { StartError } from './start-error.mjs';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether a Redis answers at the address; one that asks for a password does.
 * @param {string} url
 * @param {number} [timeoutMs]
 * @returns {Promise<boolean>}
 */
export function redisAnswers(url, timeoutMs = 1000) {
  const { protocol, hostname, port } = new URL(url);
  const target = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
  return new Promise((resolve) => {
    const socket =
      protocol === 'rediss:' ? connectTls({ ...target, rejectUnauthorized: false }) : connect(target);
    const answer = (/** @type {boolean} */ yes) => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(timeoutMs, () => answer(false));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
    socket.once('data', (data) => answer(/^(\+PONG|-NOAUTH|-LOADING)/.test(data.toString('latin1'))));
    socket.write('PING\r\n');
  });
}

/**
 * Refuses to start where the address is one at which no Redis of ours can be started.
 * @param {string} url
 * @throws {StartError}
 */
export async function requireStartable(url) {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== 'redis:' || !loopback.has(hostname)) {
    throw new StartError(`No Redis answers at ${hidePassword(url)}. Start it, or correct REDIS_URL.`);
  }
  const number = Number(port || 6379);
  if (await isFree(number)) return;
  throw new StartError(
    `Port ${number}, which Redis needs, is taken by ${await describeHolder(number)}, which is not a Redis.\n` +
      `End that program, or name another port by REDIS_URL, such as redis://127.0.0.1:${number + 1}.`,
  );
}

/**
 * A Redis that the supervisor runs.
 * @typedef {object} OwnRedis
 * @property {import('./constellation.mjs').Program} program
 * @property {string} url
 * @property {string} directory where it writes its log
 */

/**
 * A Redis of our own, on loopback, that keeps nothing on disk. It ends with the supervisor: a shell beside it watches
 * the pipe on fd 3, whose other end closes when the supervisor goes, however it goes.
 * @param {string} url
 * @param {string} directory
 * @returns {OwnRedis}
 */
export function ownRedis(url, directory) {
  const { port, password } = new URL(url);
  mkdirSync(directory, { recursive: true });
  rmSync(join(directory, 'redis.log'), { force: true });
  const settings = {
    '--port': port || '6379',
    '--bind': '127.0.0.1',
    '--save': '',
    '--appendonly': 'no',
    '--dir': directory,
    '--logfile': 'redis.log',
    ...(password && { '--requirepass': decodeURIComponent(password) }),
  };
  const script = '(cat <&3 >/dev/null; kill -TERM $$) & exec "$@" 3<&-';
  const program = {
    name: 'redis',
    command: 'sh',
    args: ['-c', script, 'sh', 'redis-server', ...Object.entries(settings).flat()],
    cwd: directory,
    env: process.env,
  };
  return { program, url, directory };
}

/**
 * The end of its log, which tells why it did not start.
 * @param {string} directory
 */
export function lastWordsOfRedis(directory) {
  const file = join(directory, 'redis.log');
  if (!existsSync(file)) return '(none)';
  return readFileSync(file, 'utf8').trim().split('\n').slice(-5).join('\n');
}

/** @param {string} url */
function hidePassword(url) {
  const shown = new URL(url);
  if (shown.password) shown.password = '***';
  return shown.href;
}
