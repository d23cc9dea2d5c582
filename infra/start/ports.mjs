import { readFile, readdir, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';

import { StartError } from './start-error.mjs';

/**
 * Refuses to start where a port is taken, and says by whom.
 * @param {{ name: string, ports: number[] }[]} services
 * @throws {StartError}
 */
export async function requireFreePorts(services) {
  const wanted = services.flatMap(({ name, ports }) => ports.map((port) => ({ name, port })));
  const free = await Promise.all(wanted.map(({ port }) => isFree(port)));
  const taken = wanted.filter((_, index) => !free[index]);
  if (taken.length === 0) return;
  const sentences = await Promise.all(
    taken.map(
      async ({ name, port }) =>
        `Port ${port}, which ${name} needs, is taken by ${await describeHolder(port)}.`,
    ),
  );
  throw new StartError(
    `${sentences.join('\n')}\nEnd that program, or run Parley on other ports: npm start -- --port-offset 100`,
  );
}

/**
 * @param {number} port
 * @returns {Promise<boolean>} whether a service could listen on it
 */
export function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** @param {number} port */
export async function describeHolder(port) {
  const holder = await findHolder(port);
  return holder ? `process ${holder.pid} (${holder.command})` : 'another program';
}

/**
 * The process that listens on a port, as far as /proc tells us: it does for our own processes, and for all to root.
 * @param {number} port
 */
async function findHolder(port) {
  const inodes = await listeningInodes(port);
  if (inodes.size === 0) return;
  const pids = (await listDirectory('/proc')).filter((entry) => /^\d+$/.test(entry));
  for (const pid of pids) {
    const handles = await listDirectory(`/proc/${pid}/fd`);
    const targets = await Promise.all(handles.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
    if (targets.some((target) => inodes.has(target)))
      return { pid: Number(pid), command: await commandOf(pid) };
  }
  return;
}

/**
 * Socket names as /proc/<pid>/fd links to them, of those that listen on the port. In /proc/net/tcp the second column
 * is the local address with the port in hexadecimal, the fourth the state (0A is LISTEN), the tenth the inode.
 * @param {number} port
 */
async function listeningInodes(port) {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readText));
  const rows = tables.flatMap((text) => text.split('\n').map((row) => row.trim().split(/\s+/)));
  const listening = rows.filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === '0A');
  return new Set(listening.map((columns) => `socket:[${columns[9]}]`));
}

/** @param {string} pid */
async function commandOf(pid) {
  const words = (await readText(`/proc/${pid}/cmdline`)).split('\0').filter(Boolean);
  const command = words.join(' ');
  return command.length > 80 ? `${command.slice(0, 79)}…` : command;
}

/** @param {string} path */
function readText(path) {
  return readFile(path, 'utf8').catch(() => '');
}

/** @param {string} path */
function listDirectory(path) {
  return readdir(path).catch(() => /** @type {string[]} */ ([]));
}
