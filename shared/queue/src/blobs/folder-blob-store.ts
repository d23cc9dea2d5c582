import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobReference } from '@parley/contracts';
import {
  assertBlobFits,
  assertWholeBlob,
  blobStoreFull,
  type BlobLimits,
  type BlobStore,
} from './blob-store.js';

/** Keys come back from Redis, which others may write: nothing but our own form may become a path. */
const keyPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Payloads as files of one folder, which all replicas mount. Its limits are swept and counted at each `put`. */
export class FolderBlobStore implements BlobStore {
  constructor(
    private readonly folder: string,
    private readonly limits: BlobLimits,
  ) {}

  async put(bytes: Uint8Array, contentType: string, signal?: AbortSignal): Promise<BlobReference> {
    assertBlobFits(bytes, this.limits);
    await mkdir(this.folder, { recursive: true });
    if ((await this.sweep()) + bytes.byteLength > this.limits.storeMaxBytes) throw blobStoreFull();
    const key = randomUUID();
    const partial = join(this.folder, `${key}.partial`);
    try {
      await writeFile(partial, bytes, { signal });
      await rename(partial, join(this.folder, key));
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
    return { key, bytes: bytes.byteLength, contentType };
  }

  async get(reference: BlobReference, signal?: AbortSignal): Promise<Uint8Array> {
    const path = this.path(reference.key);
    const bytes = path === undefined ? null : await readIfThere(path, signal);
    return assertWholeBlob(bytes, reference);
  }

  async delete(key: string): Promise<void> {
    const path = this.path(key);
    if (path !== undefined) await rm(path, { force: true });
  }

  /** Removes what has expired and answers how many bytes remain. */
  private async sweep(): Promise<number> {
    const oldest = Date.now() - this.limits.ttlMs;
    let total = 0;
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      const file = await stat(path).catch(() => undefined);
      if (file === undefined) continue;
      if (file.mtimeMs < oldest) await rm(path, { force: true });
      else total += file.size;
    }
    return total;
  }

  private path(key: string): string | undefined {
    return keyPattern.test(key) ? join(this.folder, key) : undefined;
  }
}

async function readIfThere(path: string, signal: AbortSignal | undefined): Promise<Uint8Array | null> {
  try {
    return await readFile(path, { signal });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
