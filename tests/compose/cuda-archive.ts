import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from './command.js';
import { repository } from './compose-project.js';
import type { DockerEngine } from './docker-engine.js';
import { standIns } from './stand-in-images.js';

/** A library that stands in for the provider: one that any base can load, or one that needs what no base has. */
async function standInLibrary(loads: boolean): Promise<string> {
  const runtime = dirname(
    createRequire(join(repository, 'shared/inference/package.json')).resolve('onnxruntime-node/package.json'),
  );
  if (loads) return join(runtime, 'bin/napi-v6/linux/x64/libonnxruntime.so.1');
  const sharp = createRequire(createRequire(import.meta.url).resolve('sharp'));
  const folder = join(dirname(sharp.resolve('@img/sharp-linux-x64/sharp.node')), 'lib');
  const addon = (await readdir(folder)).find((name) => name.endsWith('.node')) ?? '';
  return join(folder, addon);
}

/** An archive with the names of onnxruntime's release for GPUs, without its megabytes. */
async function packArchive(folder: string, loads: boolean): Promise<string> {
  const require = createRequire(join(repository, 'shared/inference/package.json'));
  const { version } = require('onnxruntime-node/package.json');
  const release = `onnxruntime-linux-x64-gpu_cuda13-${version}`;
  const libraries = join(folder, release, 'lib');
  await mkdir(libraries, { recursive: true });
  await writeFile(join(libraries, `libonnxruntime.so.${version}`), '');
  for (const provider of ['cuda', 'shared'])
    await copyFile(await standInLibrary(loads), join(libraries, `libonnxruntime_providers_${provider}.so`));
  const archive = join(folder, 'archive.tgz');
  await runCommand('tar', ['-czf', archive, '-C', folder, release]);
  return archive;
}

/**
 * Builds the CUDA image of text to speech with a provider archive of our own making.
 * @throws Error with the end of the build's output, where it fails.
 */
export async function buildCudaImage(
  engine: DockerEngine,
  { loads, sha256 }: { loads: boolean; sha256?: string },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-cuda-'));
  const archive = await readFile(await packArchive(folder, loads));
  const server = createServer((_request, response) => response.end(archive)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const buildArguments = {
    NODE_BASE: standIns.NODE_BASE,
    CUDA_BASE: standIns.CUDA_BASE,
    ORT_GPU_ARCHIVE: `http://127.0.0.1:${port}/archive.tgz`,
    ORT_GPU_SHA256: sha256 ?? createHash('sha256').update(archive).digest('hex'),
  };
  try {
    await engine.docker(
      'build',
      '--target=tts-cuda',
      `--file=${join(repository, 'docker/Dockerfile')}`,
      '--tag=parley-stand-in/tts-cuda',
      ...Object.entries(buildArguments).map(([name, value]) => `--build-arg=${name}=${value}`),
      repository,
    );
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}
