import { readdir, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { catalogue } from './catalogue/catalogue.js';
import type { ModelFinding } from './find-model.js';
import type { HubCache } from './hub-cache.js';
import { inspectFolder, listFiles } from './inspect-folder.js';
import { withRepositoryLock } from './repository-lock.js';

/**
 * Removes a model's snapshot from the cache, with the blobs that no other revision needs; of a repository that holds
 * several models, only this one's files.
 * @returns bytes that are free again
 * @throws ParleyError `model_files_missing` where there is nothing, `model_busy` while somebody fetches it,
 *   `invalid_request` for a folder of the user's own
 */
export async function removeModel(
  finding: ModelFinding,
  cache: HubCache,
  signal: AbortSignal,
): Promise<number> {
  const { model, place, lookedIn } = finding;
  if (place && place.type !== 'hub') {
    throw new ParleyError(
      'invalid_request',
      `${model.name} lies in ${place.directory}, which is yours and not the store's: remove the folder yourself.`,
    );
  }
  const repository = model.source?.repository;
  if (repository === undefined) {
    throw new ParleyError(
      'model_files_missing',
      `There is nothing of ${model.name} in ${lookedIn.join(' or ')}.`,
    );
  }
  const folder = cache.repositoryFolder(repository);
  const bytesBefore = await bytesOfBlobs(folder);
  if (!place && bytesBefore === 0) {
    throw new ParleyError(
      'model_files_missing',
      `There is nothing of ${model.name} in ${lookedIn.join(' or ')}.`,
    );
  }
  return withRepositoryLock(
    cache.lock(repository),
    async () => {
      if (place) await removeFiles(cache, repository, place.commit, finding);
      await removeUnusedBlobs(cache, repository);
      if ((await cache.commits(repository)).length === 0) await rm(folder, { recursive: true, force: true });
      return bytesBefore - (await bytesOfBlobs(folder));
    },
    signal,
  );
}

/** All of the snapshot, unless other models of the catalogue are kept in it. */
async function removeFiles(
  cache: HubCache,
  repository: string,
  commit: string,
  { model, contents }: ModelFinding,
): Promise<void> {
  const snapshot = cache.snapshot(repository, commit);
  const others = catalogue.filter(
    ({ name, source }) => name !== model.name && source?.repository === repository,
  );
  const kept = await Promise.all(others.map((other) => inspectFolder(snapshot, other)));
  if (kept.every((other) => filesOf(other).length === 0)) return removeCommit(cache, repository, commit);
  for (const path of filesOf(contents)) await rm(join(snapshot, path), { force: true });
}

const filesOf = ({ present, formats }: ModelFinding['contents']) => [
  ...present,
  ...formats.flatMap((format) => format.present),
];

async function removeCommit(cache: HubCache, repository: string, commit: string): Promise<void> {
  for (const revision of await cache.revisionsOf(repository, commit))
    await cache.removeRef(repository, revision);
  await rm(cache.snapshot(repository, commit), { recursive: true, force: true });
}

/** Blobs without a snapshot, and what broken-off downloads left. */
async function removeUnusedBlobs(cache: HubCache, repository: string): Promise<void> {
  const used = new Set<string>();
  for (const commit of await cache.commits(repository)) {
    const snapshot = cache.snapshot(repository, commit);
    for (const path of (await listFiles(snapshot)).keys())
      used.add(basename(await realpath(join(snapshot, path))));
  }
  const blobs = dirname(cache.blob(repository, 'any'));
  for (const name of await readdir(blobs).catch(() => [])) {
    if (!used.has(name)) await rm(join(blobs, name), { force: true });
  }
}

async function bytesOfBlobs(folder: string): Promise<number> {
  const sizes = await listFiles(join(folder, 'blobs'));
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
}
