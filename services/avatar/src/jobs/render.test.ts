import { execFileSync } from 'node:child_process';
import { encodeWav } from '@parley/audio';
import type { JobInput } from '@parley/contracts';
import { JobQueues } from '@parley/queue';
import { TestRedis, isRedisInstalled } from '@parley/queue/testing';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedService, startService } from '../testing/start-service.js';

const hasFfmpeg = (() => {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!isRedisInstalled || !hasFfmpeg)(
  'render jobs (skipped without redis-server or ffmpeg)',
  () => {
    let redis: TestRedis;
    let queues: JobQueues;
    let service: StartedService;
    beforeAll(async () => {
      redis = await TestRedis.start();
      queues = new JobQueues({ connection: { redisUrl: redis.url } });
      service = await startService({ REDIS_URL: redis.url }, { takesJobs: true });
    });
    afterAll(async () => {
      await service.stop();
      await queues.close();
      await redis.stop();
    });

    const look = { expression: 'neutral', intensity: 1, format: 'jpeg' } as const;
    const audio = () =>
      queues.blobs.put(encodeWav({ samples: new Float32Array(48_000), sampleRate: 48_000 }), 'audio/wav');
    const run = async (input: Partial<JobInput<'render'>>) => {
      const { id } = await queues.add('render', { ...look, ...input });
      for await (const job of queues.events(id, AbortSignal.timeout(30_000))) {
        if (job.state !== 'queued' && job.state !== 'active') return job;
      }
      throw new Error('The job did not end.');
    };

    it('give a picture, or a clip where there is sound', async () => {
      const red = await sharp({ create: { width: 100, height: 80, channels: 3, background: 'red' } })
        .png()
        .toBuffer();
      const file = () => queues.blobs.put(red, 'image/png');
      const still = await queues.result((await run({ file: await file() })).id);
      expect(still).toMatchObject({ type: 'blob', blob: { contentType: 'image/jpeg' } });
      const clip = await run({ file: await file(), audio: await audio() });
      expect(clip).toMatchObject({ state: 'completed', progress: 1 });
      expect(await queues.result(clip.id)).toMatchObject({ blob: { contentType: 'video/mp4' } });
      expect(service.engine.motions).toHaveLength(25);
    });

    it('fail with what is wrong', async () => {
      const codeOf = async (input: Partial<JobInput<'render'>>) => (await run(input)).error?.code;
      expect(await codeOf({})).toBe('missing_file');
      expect(await codeOf({ portrait: 'f'.repeat(64) })).toBe('not_found');
      expect(await codeOf({ portrait: 'default', sliders: { yaw: 90 } })).toBe('invalid_parameter');
      const text = await queues.blobs.put(Buffer.from('text'), 'video/mp4');
      expect(await codeOf({ portrait: 'default', driving: text })).toBe('unreadable_video');
    });

    it('end when they are cancelled', async () => {
      const seen = service.engine.motions.length;
      service.engine.beforePicture = () => new Promise(() => undefined);
      const { id } = await queues.add('render', { ...look, portrait: 'default', audio: await audio() });
      await expect.poll(() => service.engine.motions.length).toBe(seen + 1);
      await queues.cancel(id);
      await expect.poll(async () => (await queues.get(id)).state).toBe('cancelled');
      service.engine.beforePicture = async () => undefined;
      expect((await run({ portrait: 'default', audio: await audio() })).state).toBe('completed');
    });
  },
);
