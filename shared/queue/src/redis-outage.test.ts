import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { consumeJobs } from './consume-jobs.js';
import type { JobConsumer } from './job-consumer.js';
import type { JobEvent } from './job-handler.js';
import { JobQueues } from './job-queues.js';
import { isRedisInstalled, TestRedis } from './testing/redis-server.js';

const speech = { text: 'Hello', language: 'en', speed: 1 };

async function took(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work.catch(() => undefined);
  return performance.now() - startedAt;
}

describe.skipIf(!isRedisInstalled)('while Redis', () => {
  let server: TestRedis;
  let queues: JobQueues;
  let consumer: JobConsumer;
  let events: JobEvent[];
  let served: string[];
  const failures: Error[] = [];

  beforeEach(async () => {
    server = await TestRedis.start();
    events = [];
    served = [];
    queues = new JobQueues({
      connection: { redisUrl: server.url },
      onConnectionError: (error) => failures.push(error),
    });
    consumer = consumeJobs({
      connection: { redisUrl: server.url },
      kind: 'synthesize',
      concurrency: 2,
      handler: async (_input, { id }) => {
        served.push(id);
        return { type: 'json', value: null };
      },
      onEvent: (event) => events.push(event),
    });
  });

  afterEach(async () => {
    server.thaw();
    await consumer.stop(0);
    await queues.close();
    await server.stop();
  });

  async function serve(): Promise<void> {
    const job = await vi.waitFor(() => queues.add('synthesize', speech), { timeout: 10_000, interval: 50 });
    await vi.waitFor(async () => expect((await queues.get(job.id)).state).toBe('completed'), {
      timeout: 10_000,
      interval: 50,
    });
  }

  it('is restarted, callers are refused at once, and then all goes on', { timeout: 60_000 }, async () => {
    await serve();
    const waiting = await queues.add('render', {
      expression: 'happy',
      intensity: 1,
      format: 'jpeg',
      file: await queues.blobs.put(Buffer.from('picture'), 'image/png'),
    });
    const updates = queues.events(waiting.id, AbortSignal.timeout(30_000));
    expect((await updates.next()).value).toMatchObject({ state: 'queued' });
    const next = updates.next();

    await server.shutDown();
    await vi.waitFor(async () => expect((await queues.checkReadiness()).ready).toBe(false));
    for (const call of [
      () => queues.add('synthesize', speech),
      () => queues.get(waiting.id),
      () => queues.cancel(waiting.id),
      () => queues.counts(),
      () => queues.blobs.put(Buffer.from('x'), 'audio/wav'),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'queue_unavailable', status: 503 });
      expect(await took(call())).toBeLessThan(1_000);
    }
    expect(await queues.checkReadiness()).toMatchObject({ name: 'queue', ready: false });
    expect(await consumer.checkReadiness()).toMatchObject({ ready: false, remedy: expect.any(String) });

    await server.run();
    await serve();
    await vi.waitFor(async () => expect((await consumer.checkReadiness()).ready).toBe(true));
    expect(await queues.get(waiting.id)).toMatchObject({ state: 'queued', position: 0 });
    await queues.cancel(waiting.id);
    expect((await next).value).toMatchObject({ state: 'cancelled' });
    expect(served).toHaveLength(2);
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === 'queue-failed')).toHaveLength(1);
    expect(types.filter((type) => type === 'queue-restored')).toHaveLength(1);
  });

  it('hangs, callers are refused within seconds', { timeout: 60_000 }, async () => {
    await serve();
    server.freeze();
    const call = queues.add('synthesize', speech);
    await expect(call).rejects.toMatchObject({ code: 'queue_unavailable' });
    expect(await took(queues.counts())).toBeLessThan(5_000);
    expect(await queues.checkReadiness()).toMatchObject({ ready: false });
    server.thaw();
    await serve();
  });

  it('is away at the start, all begins when it comes', { timeout: 60_000 }, async () => {
    await serve();
    await consumer.stop(1_000);
    await queues.close();
    await server.shutDown();
    queues = new JobQueues({ connection: { redisUrl: server.url } });
    consumer = consumeJobs({
      connection: { redisUrl: server.url },
      kind: 'synthesize',
      concurrency: 1,
      handler: async () => ({ type: 'json', value: null }),
      onEvent: (event) => events.push(event),
    });
    await expect(queues.add('synthesize', speech)).rejects.toMatchObject({ code: 'queue_unavailable' });
    await server.run();
    await serve();
  });

  it('is away, a stop ends all the same', { timeout: 60_000 }, async () => {
    await serve();
    await server.shutDown();
    expect(await took(consumer.stop(500))).toBeLessThan(6_000);
  });

  it('holds garbage, a worker refuses it and goes on', { timeout: 60_000 }, async () => {
    const redis = new Redis(server.url);
    const queue = new Queue('jobs-synthesize', { connection: redis, prefix: 'parley' });
    const digits = '0123456789abcdef';
    const bad = [null, 'text', { version: 2 }, { version: 1, fingerprint: '', input: {}, blobKeys: [] }];
    const ids = bad.map((_data, index) => `synthesize_${digits.repeat(2).slice(1)}${index}`);
    for (const [index, data] of bad.entries()) await queue.add('synthesize', data, { jobId: ids[index] });
    for (const id of ids) {
      await vi.waitFor(async () =>
        expect(await queues.get(id)).toMatchObject({ state: 'failed', error: { code: 'invalid_parameter' } }),
      );
    }
    const broken = await queue.add('synthesize', null, {
      jobId: `synthesize_${digits.repeat(2)}`,
      delay: 100,
    });
    await redis.hset(`parley:jobs-synthesize:${broken.id}`, 'data', '{"version":');
    await vi.waitFor(async () => expect(await queue.getJobState(broken.id ?? '')).toBe('failed'));
    await serve();
    expect(served).toHaveLength(1);
    await queue.close();
    redis.disconnect();
  });
});
