import { type Job, ParleyError } from '@parley/contracts';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { consumeJobs, type ConsumeJobsOptions } from './consume-jobs.js';
import type { JobConsumer } from './job-consumer.js';
import type { JobEvent } from './job-handler.js';
import { JobQueues } from './job-queues.js';
import type { QueueLimits } from './queue-options.js';
import { isRedisInstalled, TestRedis } from './testing/redis-server.js';

type SynthesizeHandler = ConsumeJobsOptions<'synthesize'>['handler'];

const speech = { text: 'Guten Tag', language: 'de', speed: 1 };

/** A promise that a test settles, for handlers that must not end by themselves. */
function gate(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe.skipIf(!isRedisInstalled)('job queues', () => {
  let server: TestRedis;
  let redis: Redis;
  let queues: JobQueues;
  let consumers: JobConsumer[] = [];
  let events: JobEvent[] = [];

  beforeAll(async () => {
    server = await TestRedis.start();
    redis = new Redis(server.url);
  });

  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  afterEach(async () => {
    await Promise.all(consumers.map((consumer) => consumer.stop(0)));
    await queues.close();
    await redis.flushall();
    consumers = [];
    events = [];
  });

  function open(limits: Partial<QueueLimits> = {}): JobQueues {
    queues = new JobQueues({ connection: { redisUrl: server.url }, limits });
    return queues;
  }

  function synthesize(handler: SynthesizeHandler, limits: Partial<QueueLimits> = {}): JobConsumer {
    const consumer = consumeJobs({
      connection: { redisUrl: server.url },
      kind: 'synthesize',
      concurrency: 1,
      handler,
      limits,
      onEvent: (event) => events.push(event),
    });
    consumers.push(consumer);
    return consumer;
  }

  async function ended(id: string, timeoutMs = 15_000): Promise<Job> {
    let last: Job | undefined;
    for await (const job of queues.events(id, AbortSignal.timeout(timeoutMs))) last = job;
    if (!last) throw new Error('The job never showed.');
    return last;
  }

  function ofType<T extends JobEvent['type']>(type: T) {
    return events.filter((event) => event.type === type);
  }

  it('takes a typed input to a handler and its result back', async () => {
    open();
    const seen: unknown[] = [];
    synthesize(async (input, { attempt }) => {
      seen.push(input, attempt);
      return { type: 'json', value: { heard: input.text } };
    });
    const job = await queues.add('synthesize', speech);
    expect(job).toMatchObject({ kind: 'synthesize', error: null });
    expect(await ended(job.id)).toMatchObject({
      state: 'completed',
      progress: 1,
      resultUrl: `/v1/jobs/${job.id}/result`,
    });
    expect(await queues.result(job.id)).toEqual({ type: 'json', value: { heard: 'Guten Tag' } });
    expect(seen).toEqual([speech, 1]);
  });

  it('carries what is over 64 KiB both ways as a blob, and drops the input afterwards', async () => {
    open();
    const text = 'ä'.repeat(50_000);
    synthesize(async (input, { blobs }) => {
      const sound = Buffer.from(input.text.repeat(2));
      return { type: 'blob', blob: await blobs.put(sound, 'audio/wav') };
    });
    const job = await queues.add('synthesize', { ...speech, text });
    expect((await redis.hget(`parley:jobs-synthesize:${job.id}`, 'data'))?.length).toBeLessThan(1_000);
    await ended(job.id);
    const result = await queues.result(job.id);
    if (result.type !== 'blob') throw new Error('not a blob');
    expect(result.blob).toMatchObject({ contentType: 'audio/wav', bytes: 200_000 });
    expect(Buffer.from(await queues.blobs.get(result.blob)).toString()).toBe(text.repeat(2));
    await vi.waitFor(async () => expect(await redis.keys('parley:blob:*')).toHaveLength(1));
  });

  it('keeps long JSON results apart, which nobody sees', async () => {
    open();
    const value = { text: 'x'.repeat(70_000) };
    synthesize(async () => ({ type: 'json', value }));
    const job = await queues.add('synthesize', speech);
    await ended(job.id);
    const result = await queues.result(job.id);
    if (result.type !== 'blob') throw new Error('not a blob');
    expect(result.blob.contentType).toBe('application/json');
    expect(JSON.parse(Buffer.from(await queues.blobs.get(result.blob)).toString())).toEqual(value);
  });

  it('says how many jobs are ahead', async () => {
    open();
    const hold = gate();
    const jobs: Job[] = [];
    for (let n = 0; n < 4; n++) jobs.push(await queues.add('synthesize', speech));
    expect(jobs.map((job) => job.position)).toEqual([0, 1, 2, 3]);
    synthesize(async () => {
      await hold.promise;
      return { type: 'json', value: null };
    });
    const [first, , , last] = await vi.waitFor(async () => {
      const now = await Promise.all(jobs.map((job) => queues.get(job.id)));
      expect(now[0]?.state).toBe('active');
      return now;
    });
    expect([first?.position, last?.position]).toEqual([null, 2]);
    expect((await queues.counts()).synthesize).toMatchObject({ queued: 3, active: 1, workers: 1 });
    hold.resolve();
  });

  it('tells progress, in order, and ends with the last state', async () => {
    open();
    const steps = [gate(), gate()];
    synthesize(async (_input, { reportProgress }) => {
      reportProgress(0.25);
      await steps[0]?.promise;
      await vi.waitFor(() => reportProgress(7));
      reportProgress(Number.NaN);
      await steps[1]?.promise;
      return { type: 'json', value: null };
    });
    const job = await queues.add('synthesize', speech);
    const seen: [string, number][] = [];
    for await (const { state, progress } of queues.events(job.id, AbortSignal.timeout(10_000))) {
      seen.push([state, progress]);
      if (progress === 0.25) setTimeout(() => steps[0]?.resolve(), 300);
      if (progress === 1) steps[1]?.resolve();
    }
    expect(seen.at(-1)).toEqual(['completed', 1]);
    expect(seen).toContainEqual(['active', 0.25]);
    expect(seen).toContainEqual(['active', 1]);
    expect(queues.watcherCount).toBe(0);
  });

  it('removes a queued job that is cancelled, with its payload, and remembers it', async () => {
    open();
    const file = await queues.blobs.put(Buffer.from('RIFF'), 'audio/wav');
    const job = await queues.add('transcribe', { language: 'de', task: 'transcribe', file });
    expect(await queues.cancel(job.id)).toMatchObject({ state: 'cancelled', position: null });
    expect(await queues.get(job.id)).toMatchObject({ state: 'cancelled', error: { code: 'cancelled' } });
    await expect(queues.result(job.id)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await redis.keys('parley:blob:*')).toEqual([]);
    expect((await queues.counts()).transcribe.queued).toBe(0);
  });

  it('stops the worker of an active job that is cancelled, and drops what it still delivers', async () => {
    open();
    const reasons: unknown[] = [];
    const began = gate();
    synthesize(async (_input, { signal }) => {
      began.resolve();
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      reasons.push(signal.reason);
      return { type: 'json', value: 'too late' };
    });
    const job = await queues.add('synthesize', speech);
    await began.promise;
    expect(await queues.cancel(job.id)).toMatchObject({ state: 'cancelled' });
    await vi.waitFor(() => expect(ofType('job-cancelled')).toHaveLength(1));
    expect(reasons).toMatchObject([{ name: 'AbortError', reason: 'cancelled' }]);
    expect(await queues.get(job.id)).toMatchObject({ state: 'cancelled' });
    expect((await queues.counts()).synthesize).toMatchObject({ active: 0, completed: 0 });
    expect(await queues.cancel(job.id)).toMatchObject({ state: 'cancelled' });
  });

  it('notices a cancellation whose announcement was lost, at the next renewal of the lock', async () => {
    open();
    const began = gate();
    synthesize(async (_input, { signal }) => {
      began.resolve();
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
      return { type: 'json', value: null };
    });
    const job = await queues.add('synthesize', speech);
    await began.promise;
    await redis.set(`parley:cancelled:${job.id}`, JSON.stringify(await queues.get(job.id)));
    await vi.waitFor(() => expect(ofType('job-cancelled')).toHaveLength(1), { timeout: 10_000 });
  });

  it('tries again what may pass, and gives the error of the last attempt', async () => {
    open();
    let attempts = 0;
    synthesize(async (_input, { attempt }) => {
      attempts = attempt;
      if (attempt === 1) throw new ParleyError('engine_failed', 'The engine died.');
      throw new ParleyError('unsupported_language', 'xx is not a language.', { param: 'language' });
    });
    const job = await queues.add('synthesize', speech);
    expect(await ended(job.id)).toMatchObject({
      state: 'failed',
      resultUrl: null,
      error: { code: 'unsupported_language', message: 'xx is not a language.' },
    });
    expect(attempts).toBe(2);
    expect(ofType('job-retried')).toMatchObject([{ code: 'engine_failed' }]);
    await expect(queues.result(job.id)).rejects.toMatchObject({ code: 'unsupported_language', status: 400 });
  });

  it('hides what a handler did not foresee', async () => {
    open();
    synthesize(async () => {
      throw new Error('secret path');
    });
    const job = await queues.add('synthesize', speech);
    const failed = await ended(job.id);
    expect(failed.error?.code).toBe('internal_error');
    expect(JSON.stringify(failed)).not.toContain('secret');
    expect(JSON.stringify(await redis.hgetall(`parley:jobs-synthesize:${job.id}`))).not.toContain('secret');
  });

  it('gives one job for one idempotency key, and refuses the key with another request', async () => {
    open();
    const [first, second] = await Promise.all([
      queues.add('synthesize', speech, { idempotencyKey: 'k' }),
      queues.add('synthesize', speech, { idempotencyKey: 'k' }),
    ]);
    expect(second.id).toBe(first.id);
    expect((await queues.counts()).synthesize.queued).toBe(1);
    await expect(
      queues.add('synthesize', { ...speech, text: 'else' }, { idempotencyKey: 'k' }),
    ).rejects.toMatchObject({ code: 'invalid_request', param: 'Idempotency-Key' });
    await queues.cancel(first.id);
    expect(await queues.add('synthesize', speech, { idempotencyKey: 'k' })).toMatchObject({
      id: first.id,
      state: 'cancelled',
    });
  });

  it('refuses what is over its limits and keeps nothing of it', async () => {
    open({ maxQueuedJobs: 1, blobMaxBytes: 100, blobStoreMaxBytes: 150 });
    const options = { language: 'de', task: 'transcribe' } as const;
    await expect(queues.blobs.put(Buffer.alloc(101), 'audio/wav')).rejects.toMatchObject({
      code: 'body_too_large',
    });
    const file = await queues.blobs.put(Buffer.alloc(100), 'audio/wav');
    await expect(queues.blobs.put(Buffer.alloc(51), 'audio/wav')).rejects.toMatchObject({
      code: 'at_capacity',
    });
    const second = await queues.blobs.put(Buffer.alloc(50), 'audio/wav');
    await queues.add('transcribe', { ...options, file });
    await expect(queues.add('transcribe', { ...options, file: second })).rejects.toMatchObject({
      code: 'at_capacity',
    });
    expect(await redis.keys('parley:blob:*')).toHaveLength(1);
    expect(await redis.zcard('parley:blobs')).toBe(1);
  });

  it('fails a job whose payload has expired, with words that help', async () => {
    open({ blobTtlMs: 50 });
    const file = await queues.blobs.put(Buffer.from('RIFF'), 'audio/wav');
    const job = await queues.add('transcribe', { language: 'de', task: 'transcribe', file });
    await vi.waitFor(async () => expect(await redis.keys('parley:blob:*')).toEqual([]));
    consumers.push(
      consumeJobs({
        connection: { redisUrl: server.url },
        kind: 'transcribe',
        concurrency: 1,
        handler: async (input, { blobs }) => ({ type: 'json', value: (await blobs.get(input.file)).length }),
        onEvent: (event) => events.push(event),
      }),
    );
    expect(await ended(job.id)).toMatchObject({ state: 'failed', error: { code: 'payload_expired' } });
  });

  it('forgets finished jobs after their time', async () => {
    open({ retentionMs: 300 });
    synthesize(async () => ({ type: 'json', value: null }));
    const job = await queues.add('synthesize', speech);
    expect((await ended(job.id)).state).toBe('completed');
    await vi.waitFor(() => expect(queues.get(job.id)).rejects.toMatchObject({ code: 'job_not_found' }));
  });

  it.each(['', 'x', 'synthesize_1', `unknown_${'0'.repeat(32)}`, `synthesize_${'0'.repeat(32)}`])(
    'knows no job %j',
    async (id) => {
      open();
      await expect(queues.get(id)).rejects.toMatchObject({ code: 'job_not_found', status: 404 });
      await expect(queues.result(id)).rejects.toMatchObject({ code: 'job_not_found' });
      await expect(queues.cancel(id)).rejects.toMatchObject({ code: 'job_not_found' });
      await expect(queues.events(id, AbortSignal.timeout(1_000)).next()).rejects.toMatchObject({
        code: 'job_not_found',
      });
    },
  );

  it('says that a result is not there yet', async () => {
    open();
    const job = await queues.add('synthesize', speech);
    await expect(queues.result(job.id)).rejects.toMatchObject({ code: 'job_not_finished', status: 409 });
  });

  it('lets go of those who follow when they leave, and takes no more than it can', async () => {
    open({ maxWatchers: 1 });
    const job = await queues.add('synthesize', speech);
    const abort = new AbortController();
    const following = queues.events(job.id, abort.signal);
    await following.next();
    await expect(queues.events(job.id, abort.signal).next()).rejects.toMatchObject({ code: 'at_capacity' });
    const next = following.next();
    abort.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(queues.watcherCount).toBe(0);
  });

  it('has one handler for a kind in a process', () => {
    open();
    synthesize(async () => ({ type: 'json', value: 1 }));
    expect(() => synthesize(async () => ({ type: 'json', value: 2 }))).toThrow(/already has a handler/);
  });
});
