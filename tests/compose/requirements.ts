import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { searchPath, succeeds } from './command.js';

const isInstalled = (program: string) =>
  searchPath.split(':').some((folder) => existsSync(join(folder, program)));

/** Programs of the story, by Debian package. */
const packages = {
  'docker.io': ['docker', 'dockerd'],
  iptables: ['iptables'],
  debootstrap: ['debootstrap'],
  curl: ['curl'],
};

/** Each Compose that is installed: Debian's docker-compose 1.29 and the plugin of Docker's own packages. */
export async function findComposeCommands(): Promise<string[][]> {
  const found: string[][] = [];
  for (const command of [['docker-compose'], ['docker', 'compose']]) {
    const [program = '', ...args] = command;
    if (await succeeds(program, [...args, 'version'])) found.push(command);
  }
  return found;
}

/** Why the constellation's images cannot be built and run here; undefined where they can. */
export function whyNotHere(composeCommands: readonly string[][]): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'it needs Linux on x64';
  if (process.getuid?.() !== 0) return 'it needs root, for debootstrap and a Docker engine of its own';
  const absent = Object.entries(packages)
    .filter(([, programs]) => !programs.every(isInstalled))
    .map(([name]) => name);
  if (composeCommands.length === 0) absent.push('docker-compose');
  return absent.length > 0 ? `not installed: ${absent.join(', ')}` : undefined;
}

/** @throws Error naming the first port that another program has. */
export async function assertPortsFree(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    await new Promise<void>((resolve, reject) => {
      const probe = createServer();
      probe.once('error', () =>
        reject(new Error(`Port ${port} is taken. Stop what listens there (npm start?) and run again.`)),
      );
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
    });
  }
}
