import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RandomAccessBytes } from '@parley/audio';
import { ParleyError } from '@parley/contracts';

/** A recording that has arrived; whoever received it disposes of it. */
export interface SpooledAudio extends RandomAccessBytes {
  dispose(): Promise<void>;
}

/** Beyond this, bytes go to a file. */
const maxBytesInMemory = 4 * 2 ** 20;

/**
 * Takes in a recording of any length: in memory while it is small, in a temporary file beyond that. The file has no
 * name any more while it is used, so that nothing remains of it, however the process ends.
 * @throws ParleyError `body_too_large` over `maxBytes`, `disk_full`; what the stream throws.
 */
export async function spoolAudio(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  param: string,
): Promise<SpooledAudio> {
  const spool = new Spool();
  try {
    for await (const chunk of chunks) {
      if (spool.size + chunk.length > maxBytes) {
        throw new ParleyError('body_too_large', `The audio has more than ${maxBytes} bytes.`, { param });
      }
      await spool.write(chunk);
    }
    return spool;
  } catch (error) {
    await spool.dispose();
    throw error;
  }
}

class Spool implements SpooledAudio {
  size = 0;
  private chunks: Uint8Array[] = [];
  private file: FileHandle | undefined;
  private isDisposed = false;

  async write(chunk: Uint8Array): Promise<void> {
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.file || this.size > maxBytesInMemory) await this.writeOut();
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    if (this.isDisposed) throw new ParleyError('cancelled', 'The recording is not there any more.');
    if (!this.file) return this.inMemory().subarray(start, end);
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(end, this.size) - start));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.file.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    this.chunks = [];
    await this.file?.close();
    this.file = undefined;
  }

  private inMemory(): Uint8Array {
    if (this.chunks.length !== 1) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0] ?? new Uint8Array(0);
  }

  private async writeOut(): Promise<void> {
    const chunks = this.chunks;
    this.chunks = [];
    try {
      this.file ??= await openNameless();
      await this.file.writev(chunks);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
        const message = 'There is no room for the recording on this machine. Please try again later.';
        throw new ParleyError('disk_full', message, { cause: error });
      }
      throw error;
    }
  }
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `parley-recording-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}
