import type { Readable } from 'node:stream';
import { ParleyError } from '@parley/contracts';
import type { HubClient, RemoteFile } from './hub-client.js';
import { PartialFile } from './partial-file.js';
import { type RetryPolicy, TransientFailure, withRetries } from './transient-failure.js';

/** A connection that brings nothing for this long is dead. */
const stallTimeoutMs = 30_000;

export interface BlobDownload {
  client: HubClient;
  repository: string;
  commit: string;
  remote: RemoteFile;
  /** Where it belongs. */
  blob: string;
  retries: RetryPolicy;
  signal: AbortSignal;
  /** Bytes of the file that are on disk now. */
  onBytes: (bytes: number) => void;
  onResume: (fromByte: number) => void;
  onRetry: (retry: { reason: string; delayMs: number }) => void;
}

/**
 * Fetches one file and checks it, going on where an earlier attempt ended. Memory stays at a chunk of the network's.
 * What was received stays for the next attempt whatever happens, unless it is wrong.
 * @throws ParleyError `download_failed`, and what the disk says
 */
export async function downloadBlob(download: BlobDownload): Promise<void> {
  const { remote, signal, repository } = download;
  const partial = await PartialFile.open(download.blob, remote, signal);
  const hasOldBytes = partial.bytes > 0;
  try {
    if (hasOldBytes) download.onResume(partial.bytes);
    await fill(download, partial);
    let fault = partial.fault();
    if (fault !== undefined && hasOldBytes) {
      // What lay there may be the fault: another program's, or of a file that has changed since.
      await partial.restart();
      await fill(download, partial);
      fault = partial.fault();
    }
    if (fault !== undefined) {
      await partial.remove();
      throw new ParleyError(
        'download_failed',
        `${remote.path} of ${repository} arrived damaged: ${fault}. It was thrown away. Try again; where it happens ` +
          'again, a proxy or mirror on the way changes files (check HF_ENDPOINT and HTTPS_PROXY).',
      );
    }
    await partial.finish();
  } finally {
    await partial.close();
  }
}

/** Fetches until the file has its full size. */
async function fill(download: BlobDownload, partial: PartialFile): Promise<void> {
  const { retries, signal, onRetry, remote, repository } = download;
  let before = partial.bytes;
  const attempt = async () => {
    before = partial.bytes;
    if (!partial.isFull) await transfer(download, partial);
  };
  try {
    await withRetries(attempt, retries, signal, { madeProgress: () => partial.bytes > before, onRetry });
  } catch (error) {
    if (!(error instanceof TransientFailure)) throw error;
    throw new ParleyError(
      'download_failed',
      `${remote.path} of ${repository} cannot be fetched: ${error.message}. What has arrived is kept: run the same ` +
        'command again and it goes on from there.',
      { cause: error, ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }) },
    );
  }
}

async function transfer(download: BlobDownload, partial: PartialFile): Promise<void> {
  const { client, repository, commit, remote, signal, onBytes } = download;
  const { body, fromByte } = await client.open(repository, commit, remote, partial.bytes, signal);
  if (fromByte === 0 && partial.bytes > 0) await partial.restart();
  const write = async (chunk: Buffer) => {
    await partial.append(chunk);
    onBytes(partial.bytes);
  };
  await readBody(body, write, () => partial.bytes > remote.bytes, signal);
  if (partial.bytes < remote.bytes) throw new TransientFailure('the connection broke off');
}

/** Reads to the end, or until there is too much; what the disk says passes through as it is. */
async function readBody(
  body: Readable,
  write: (chunk: Buffer) => Promise<void>,
  isTooMuch: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  let diskError: unknown;
  const stall = setTimeout(() => body.destroy(new Error('nothing came for too long')), stallTimeoutMs);
  try {
    for await (const chunk of body) {
      stall.refresh();
      await write(chunk).catch((error: unknown) => {
        diskError = error;
        throw error;
      });
      if (isTooMuch()) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (diskError !== undefined) throw diskError;
    throw new TransientFailure('the connection broke off', undefined, { cause: error });
  } finally {
    clearTimeout(stall);
    body.destroy();
  }
}
