import type { Redis } from 'ioredis';
import { defaultPrefix, type QueueConnection, type QueueLimits } from '../queue-options.js';
import type { BlobStore } from './blob-store.js';
import { FolderBlobStore } from './folder-blob-store.js';
import { RedisBlobStore } from './redis-blob-store.js';

/** The store that a connection's configuration names. */
export function createBlobStore(redis: Redis, connection: QueueConnection, limits: QueueLimits): BlobStore {
  const blobLimits = {
    maxBytes: limits.blobMaxBytes,
    storeMaxBytes: limits.blobStoreMaxBytes,
    ttlMs: limits.blobTtlMs,
  };
  return connection.blobFolder === undefined
    ? new RedisBlobStore(redis, connection.prefix ?? defaultPrefix, blobLimits)
    : new FolderBlobStore(connection.blobFolder, blobLimits);
}
