import type { Job } from '@parley/contracts';
import { JobQueues } from '@parley/queue';
import { isRedisInstalled, TestRedis } from '@parley/queue/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServiceProcess } from './service-process.js';

/** Two minutes of speech: seconds of work, so that what happens, happens in the middle of it. */
const text = 'The quick brown fox jumps over the lazy dog, and nobody minds. '.repeat(35);

describe.skipIf(!isRedisInstalled)('queued speech, with two tts services', () => {
  let redis: TestRedis;
  let queues: JobQueues;
  let services: ServiceProcess[];

  beforeEach(async () => {
    redis = await TestRedis.start();
    queues = new JobQueues({ connection: { redisUrl: redis.url } });
    const environment = {
      REDIS_URL: redis.url,
      TTS_ENGINE: 'espeak',
      TTS_JOB_CONCURRENCY: '1',
      DRAIN_TIMEOUT_MS: '200',
    };
    services = [new ServiceProcess('tts', environment), new ServiceProcess('tts', environment)];
    await Promise.all(services.map((service) => service.started()));
  });

  afterEach(async () => {
    await Promise.all(services.map((service) => service.kill('SIGKILL')));
    await queues.close();
    await redis.stop();
  });

  function add(): Promise<Job> {
    return queues.add('synthesize', { text, language: 'en', speed: 1 });
  }

  async function workerOf(job: Job): Promise<ServiceProcess> {
    return vi.waitFor(() => {
      const worker = services.find((service) => service.has('job started', job.id));
      if (!worker) throw new Error('Nobody has begun the job.');
      return worker;
    }, 10_000);
  }

  async function ended(job: Job): Promise<Job> {
    return vi.waitFor(
      async () => {
        const now = await queues.get(job.id);
        if (now.finishedAt === null) throw new Error('The job has not ended.');
        return now;
      },
      { timeout: 60_000, interval: 100 },
    );
  }

  /** The size of the sound that a job left. */
  async function soundBytes(job: Job): Promise<number> {
    const result = await queues.result(job.id);
    if (result.type !== 'blob') throw new Error('The job left no sound.');
    const sound = await queues.blobs.get(result.blob);
    expect(Buffer.from(sound.subarray(0, 4)).toString()).toBe('RIFF');
    return sound.byteLength;
  }

  function completions(job: Job): number {
    return services.reduce((sum, service) => sum + service.count('job completed', job.id), 0);
  }

  it('ends once, elsewhere, when the service that speaks is killed', { timeout: 120_000 }, async () => {
    const reference = await add();
    await ended(reference);
    const jobs = [await add(), await add(), await add()];
    const victim = await workerOf(jobs[0] ?? reference);
    await victim.kill('SIGKILL');
    for (const job of jobs) expect(await ended(job)).toMatchObject({ state: 'completed', error: null });
    const expected = await soundBytes(reference);
    expect(expected).toBeGreaterThan(1_000_000);
    for (const job of jobs) {
      await vi.waitFor(() => expect(completions(job)).toBe(1));
      // Whole, that is: two runs of espeak-ng differ by some samples.
      expect(Math.abs((await soundBytes(job)) / expected - 1)).toBeLessThan(0.001);
    }
    expect(victim.has('job completed', jobs[0]?.id)).toBe(false);
    expect((await queues.counts()).synthesize).toMatchObject({ queued: 0, active: 0, workers: 1 });
  });

  it('survives a restart of Redis in the middle', { timeout: 120_000 }, async () => {
    const jobs = [await add(), await add(), await add()];
    await workerOf(jobs[0] ?? (await add()));
    await redis.shutDown();
    await expect(add()).rejects.toMatchObject({ code: 'queue_unavailable' });
    await redis.run();
    for (const job of jobs) {
      expect(await ended(job)).toMatchObject({ state: 'completed' });
      await vi.waitFor(() => expect(completions(job)).toBe(1));
    }
    await vi.waitFor(async () => expect((await queues.counts()).synthesize.workers).toBe(2));
  });

  it('is handed over within seconds when its service is told to stop', { timeout: 120_000 }, async () => {
    const job = await add();
    const leaving = await workerOf(job);
    await leaving.kill('SIGTERM');
    expect(await ended(job)).toMatchObject({ state: 'completed' });
    await vi.waitFor(() => expect(completions(job)).toBe(1));
    expect(leaving.has('job released', job.id)).toBe(true);
    expect(services.some((service) => service.has('job stalled', job.id))).toBe(false);
  });
});
