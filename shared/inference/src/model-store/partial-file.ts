import type { Hash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { feedFile, hashKindOf, startHash } from './file-hash.js';
import type { RemoteFile } from './hub-client.js';

/**
 * A blob that is being fetched: `<etag>.incomplete` beside where it belongs, as huggingface_hub calls it. It takes its
 * name only when it is whole and right, in one step.
 */
export class PartialFile {
  private constructor(
    private readonly blob: string,
    private readonly remote: RemoteFile,
    private readonly handle: FileHandle,
    private hash: Hash | undefined,
    private written: number,
  ) {}

  /** Opens what an earlier attempt left, or an empty file. */
  static async open(blob: string, remote: RemoteFile, signal: AbortSignal): Promise<PartialFile> {
    await mkdir(dirname(blob), { recursive: true });
    const path = incompletePath(blob);
    const handle = await open(path, 'a');
    try {
      const { size } = await handle.stat();
      const partial = new PartialFile(blob, remote, handle, newHash(remote), size);
      if (size > remote.bytes) await partial.restart();
      else if (partial.hash && size > 0) await feedFile(path, [partial.hash], signal);
      return partial;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.written;
  }

  get isFull(): boolean {
    return this.written >= this.remote.bytes;
  }

  async append(chunk: Buffer): Promise<void> {
    await this.handle.appendFile(chunk);
    this.hash?.update(chunk);
    this.written += chunk.length;
  }

  /** Throws away what is there. */
  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.hash = newHash(this.remote);
    this.written = 0;
  }

  /** What is wrong with the whole file, in words; undefined where nothing is. Hashes are checked once. */
  fault(): string | undefined {
    const { bytes, etag } = this.remote;
    if (this.written !== bytes) return `it has ${this.written} bytes, the hub says ${bytes}`;
    const digest = this.hash?.digest('hex');
    return digest === undefined || digest === etag
      ? undefined
      : `its hash is ${digest}, the hub says ${etag}`;
  }

  /** Gives it its name. */
  async finish(): Promise<void> {
    await this.handle.sync();
    await rename(incompletePath(this.blob), this.blob);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  async remove(): Promise<void> {
    await rm(incompletePath(this.blob), { force: true });
  }
}

/** Where a blob lies until it is whole. */
export function incompletePath(blob: string): string {
  return `${blob}.incomplete`;
}

function newHash({ etag, bytes }: RemoteFile): Hash | undefined {
  const kind = hashKindOf(etag);
  return kind && startHash(kind, bytes);
}
