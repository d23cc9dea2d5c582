import { ParleyError, type BlobReference } from '@parley/contracts';

/**
 * Keeps payloads that are too large for a job, under random keys, until they expire. Every replica that may take
 * a job must see the same store.
 */
export interface BlobStore {
  /** @throws ParleyError `body_too_large`, `at_capacity`, `queue_unavailable`. */
  put(bytes: Uint8Array, contentType: string, signal?: AbortSignal): Promise<BlobReference>;
  /** @throws ParleyError `payload_expired` where it is no longer, or not wholly, there; `queue_unavailable`. */
  get(reference: BlobReference, signal?: AbortSignal): Promise<Uint8Array>;
  /** Drops a payload that nobody needs any more; one that is already gone is no error. */
  delete(key: string): Promise<void>;
}

export interface BlobLimits {
  maxBytes: number;
  storeMaxBytes: number;
  ttlMs: number;
}

export function assertBlobFits(bytes: Uint8Array, limits: BlobLimits): void {
  if (bytes.byteLength <= limits.maxBytes) return;
  throw new ParleyError(
    'body_too_large',
    `The payload has ${bytes.byteLength} bytes; at most ${limits.maxBytes} are taken.`,
  );
}

export function blobStoreFull(): ParleyError {
  return new ParleyError('at_capacity', 'Too many payloads wait for their jobs. Try again later.', {
    retryAfterMs: 30_000,
  });
}

/** The stored bytes if they are the whole payload. */
export function assertWholeBlob(bytes: Uint8Array | null, reference: BlobReference): Uint8Array {
  if (bytes !== null && bytes.byteLength === reference.bytes) return bytes;
  throw new ParleyError(
    'payload_expired',
    'The payload of this job is no longer kept: it waited too long. Send the job again.',
  );
}
