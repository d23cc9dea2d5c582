import { type Hash, createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** What the hub calls a file by: SHA-256 for large ones (LFS), git's own SHA-1 of the blob for small ones. */
export type HashKind = 'sha256' | 'git-sha1';

/** @returns undefined where an ETag is no hash, as some mirrors make them up */
export function hashKindOf(etag: string): HashKind | undefined {
  if (/^[0-9a-f]{64}$/.test(etag)) return 'sha256';
  return /^[0-9a-f]{40}$/.test(etag) ? 'git-sha1' : undefined;
}

/**
 * A hash to be fed with a file's bytes.
 * @param bytes size of the whole file, which git puts first
 */
export function startHash(kind: HashKind, bytes: number): Hash {
  return kind === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${bytes}\0`);
}

/** Feeds hashes with a file, piece by piece. */
export async function feedFile(file: string, hashes: readonly Hash[], signal?: AbortSignal): Promise<void> {
  const stream = createReadStream(file, { highWaterMark: 2 ** 20, ...(signal && { signal }) });
  for await (const chunk of stream) for (const hash of hashes) hash.update(chunk);
}

/** The SHA-256 of a file in hexadecimal, read piece by piece. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await feedFile(file, [hash]);
  return hash.digest('hex');
}
