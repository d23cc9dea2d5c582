import { randomUUID } from 'node:crypto';
import type { BlobReference } from '@parley/contracts';
import type { Redis } from 'ioredis';
import { askRedis } from '../redis-clients.js';
import {
  assertBlobFits,
  assertWholeBlob,
  blobStoreFull,
  type BlobLimits,
  type BlobStore,
} from './blob-store.js';

/**
 * Room in the store is booked before the bytes are sent. The index is a sorted set of `<bytes>:<key>`, scored by
 * the time of expiry, so that what Redis has expired is forgotten here as well.
 */
const bookScript = `
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, ARGV[1])
local total = tonumber(ARGV[3])
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  total = total + tonumber(string.match(member, '^%d+'))
end
if total > tonumber(ARGV[4]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[3] .. ':' .. ARGV[5])
return 1`;

/** Payloads as Redis strings with an expiry. */
export class RedisBlobStore implements BlobStore {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly limits: BlobLimits,
  ) {}

  async put(bytes: Uint8Array, contentType: string, signal?: AbortSignal): Promise<BlobReference> {
    assertBlobFits(bytes, this.limits);
    signal?.throwIfAborted();
    const key = randomUUID();
    await askRedis(this.redis, async () => {
      await this.book(key, bytes.byteLength);
      try {
        await this.redis.set(this.redisKey(key), asBuffer(bytes), 'PX', this.limits.ttlMs);
      } catch (error) {
        await this.redis.zrem(this.indexKey, `${bytes.byteLength}:${key}`).catch(() => undefined);
        throw error;
      }
    });
    return { key, bytes: bytes.byteLength, contentType };
  }

  async get(reference: BlobReference, signal?: AbortSignal): Promise<Uint8Array> {
    signal?.throwIfAborted();
    const bytes = await askRedis(this.redis, () => this.redis.getBuffer(this.redisKey(reference.key)));
    return assertWholeBlob(bytes, reference);
  }

  async delete(key: string): Promise<void> {
    await askRedis(this.redis, async () => {
      const bytes = await this.redis.strlen(this.redisKey(key));
      await this.redis.multi().unlink(this.redisKey(key)).zrem(this.indexKey, `${bytes}:${key}`).exec();
    });
  }

  private async book(key: string, bytes: number): Promise<void> {
    const now = Date.now();
    const booked = await this.redis.eval(
      bookScript,
      1,
      this.indexKey,
      now,
      now + this.limits.ttlMs,
      bytes,
      this.limits.storeMaxBytes,
      key,
    );
    if (booked !== 1) throw blobStoreFull();
  }

  private get indexKey(): string {
    return `${this.prefix}:blobs`;
  }

  private redisKey(key: string): string {
    return `${this.prefix}:blob:${key}`;
  }
}

/** The same memory as a Buffer, which ioredis sends as it is. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
