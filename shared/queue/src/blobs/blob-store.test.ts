import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRedisInstalled, TestRedis } from '../testing/redis-server.js';
import type { BlobLimits, BlobStore } from './blob-store.js';
import { FolderBlobStore } from './folder-blob-store.js';
import { RedisBlobStore } from './redis-blob-store.js';

const limits: BlobLimits = { maxBytes: 1_000, storeMaxBytes: 2_500, ttlMs: 60_000 };

/** What every blob store must do. */
function conformance(open: (changes?: Partial<BlobLimits>) => BlobStore): void {
  it('gives back the bytes it took', async () => {
    const store = open();
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    const reference = await store.put(all.subarray(16), 'audio/wav');
    expect(reference).toMatchObject({ bytes: 240, contentType: 'audio/wav' });
    expect(Buffer.from(await store.get(reference)).equals(all.subarray(16))).toBe(true);
    const empty = await store.put(new Uint8Array(0), 'text/plain');
    expect((await store.get(empty)).byteLength).toBe(0);
  });

  it('gives each payload a key that cannot be guessed', async () => {
    const store = open();
    const references = await Promise.all([1, 2, 3].map((n) => store.put(Uint8Array.of(n), 'x/y')));
    expect(new Set(references.map(({ key }) => key)).size).toBe(3);
    expect(references.every(({ key }) => /^[0-9a-f-]{36}$/.test(key))).toBe(true);
  });

  it('says that a payload is gone, or was never there', async () => {
    const store = open();
    const reference = await store.put(Uint8Array.of(1), 'x/y');
    await store.delete(reference.key);
    await store.delete(reference.key);
    for (const key of [reference.key, '../../etc/passwd', '']) {
      await expect(store.get({ ...reference, key })).rejects.toMatchObject({ code: 'payload_expired' });
      await store.delete(key);
    }
  });

  it('refuses a payload that is too large, and one for which there is no room', async () => {
    const store = open();
    await expect(store.put(new Uint8Array(1_001), 'x/y')).rejects.toMatchObject({ code: 'body_too_large' });
    const first = await store.put(new Uint8Array(1_000), 'x/y');
    await store.put(new Uint8Array(1_000), 'x/y');
    await expect(store.put(new Uint8Array(501), 'x/y')).rejects.toMatchObject({ code: 'at_capacity' });
    await store.delete(first.key);
    await store.put(new Uint8Array(1_000), 'x/y');
  });

  it('has room again for what has expired', async () => {
    const store = open({ ttlMs: 30 });
    const reference = await store.put(new Uint8Array(1_000), 'x/y');
    await store.put(new Uint8Array(1_000), 'x/y');
    await vi.waitFor(() => store.put(new Uint8Array(1_000), 'x/y'));
    await expect(store.get(reference)).rejects.toMatchObject({ code: 'payload_expired' });
  });

  it('does nothing for a caller who has gone', async () => {
    const store = open();
    const gone = AbortSignal.abort();
    await expect(store.put(Uint8Array.of(1), 'x/y', gone)).rejects.toMatchObject({ name: 'AbortError' });
    const reference = await store.put(Uint8Array.of(1), 'x/y');
    await expect(store.get(reference, gone)).rejects.toMatchObject({ name: 'AbortError' });
  });
}

describe.skipIf(!isRedisInstalled)('the blob store in Redis', () => {
  let server: TestRedis;
  let redis: Redis;

  beforeAll(async () => {
    server = await TestRedis.start();
    redis = new Redis(server.url);
  });
  afterEach(() => redis.flushall());
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  conformance((changes) => new RedisBlobStore(redis, 'test', { ...limits, ...changes }));

  it('says so where the memory of Redis is full', async () => {
    const store = new RedisBlobStore(redis, 'test', limits);
    await redis.config('SET', 'maxmemory', '1');
    await expect(store.put(new Uint8Array(100), 'x/y')).rejects.toMatchObject({ code: 'at_capacity' });
    await redis.config('SET', 'maxmemory', '0');
  });
});

describe('the blob store in a folder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-blobs-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  conformance((changes) => new FolderBlobStore(folder, { ...limits, ...changes }));

  it('never gives half a payload', async () => {
    const store = new FolderBlobStore(folder, limits);
    const reference = await store.put(new Uint8Array(100), 'x/y');
    await truncate(join(folder, reference.key), 50);
    await expect(store.get(reference)).rejects.toMatchObject({ code: 'payload_expired' });
    expect(await readdir(folder)).toEqual([reference.key]);
  });
});
