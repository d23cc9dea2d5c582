import { realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { manifestFiles } from './bundle-manifest.js';
import { hashKindOf, feedFile, startHash } from './file-hash.js';
import type { ModelFinding } from './find-model.js';
import type { HubCache } from './hub-cache.js';
import type { ModelFile } from './model-declaration.js';

/** How a file of a model is. `unchecked` is there, and nothing says what it should be. */
export type FileState = 'right' | 'unchecked' | 'missing' | 'truncated' | 'wrong-hash';

export interface CheckedFile {
  path: string;
  bytes: number;
  state: FileState;
}

/** Reads every file of the formats that are here, in whole or in part, and says how each is. */
export async function checkFiles(
  { model, place, contents }: ModelFinding,
  cache: HubCache,
  signal?: AbortSignal,
): Promise<CheckedFile[]> {
  if (!place) return [];
  const declared = new Map<string, ModelFile>();
  for (const file of model.files) declared.set(file.path, file);
  for (const format of Object.values(model.formats)) {
    for (const file of Object.values(format.graphs)) declared.set(file.path, file);
  }
  const formats = contents.formats.filter((format) => format.present.length > 0);
  const missing = [...contents.missing, ...formats.flatMap((format) => format.missing)];
  const present = [...contents.present, ...formats.flatMap((format) => format.present)];
  const inManifest = manifestFiles(place.directory, present);
  const files: CheckedFile[] = [];
  for (const path of new Set(present)) {
    const file = join(place.directory, path);
    const blobs = place.type === 'hub' && model.source ? cache.blob(model.source.repository, '') : undefined;
    files.push({
      path,
      ...(await checkFile(file, inManifest.get(path) ?? declared.get(path), blobs, signal)),
    });
  }
  return [...files, ...[...new Set(missing)].map((path) => ({ path, bytes: 0, state: 'missing' as const }))];
}

async function checkFile(
  file: string,
  declared: Pick<ModelFile, 'bytes' | 'sha256'> | undefined,
  blobs: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Omit<CheckedFile, 'path'>> {
  const { size: bytes } = await stat(file);
  const hashes = { sha256: startHash('sha256', bytes), 'git-sha1': startHash('git-sha1', bytes) };
  await feedFile(file, Object.values(hashes), signal);
  const digests = [hashes.sha256.digest('hex'), hashes['git-sha1'].digest('hex')];
  const expected =
    declared?.sha256 ?? (blobs === undefined ? undefined : await nameOfBlob(file, blobs, digests));
  if (expected === undefined) return { bytes, state: 'unchecked' };
  if (digests.includes(expected)) return { bytes, state: 'right' };
  const isShort = declared?.bytes !== undefined && bytes < declared.bytes;
  return { bytes, state: isShort ? 'truncated' : 'wrong-hash' };
}

/**
 * The hash that a file in the cache should have: the name of its blob. A copy, where there are no links, has the name
 * of the blob beside it with the same contents, if there is one.
 */
async function nameOfBlob(
  file: string,
  blobs: string,
  digests: readonly string[],
): Promise<string | undefined> {
  const name = basename(await realpath(file));
  if (hashKindOf(name)) return name;
  for (const digest of digests) {
    if (await stat(join(blobs, digest)).catch(() => undefined)) return digest;
  }
  return undefined;
}
