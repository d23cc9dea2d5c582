import { existsSync } from 'node:fs';
import { transcriptionSchema } from '@parley/contracts';
import { JobQueues } from '@parley/queue';
import { TestRedis, isRedisInstalled } from '@parley/queue/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordingBytes, recordings } from '../testing/recordings.js';
import { startService } from '../testing/start-service.js';

const isPossible = isRedisInstalled && existsSync(recordings);

describe.skipIf(!isPossible)('queued recordings (skipped without redis-server or shared/data)', () => {
  let redis: TestRedis;
  let queues: JobQueues;
  let service: Awaited<ReturnType<typeof startService>>;
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

  const run = async (bytes: Uint8Array, language: string) => {
    const file = await queues.blobs.put(bytes, 'audio/wav');
    const { id } = await queues.add('transcribe', { file, language, task: 'transcribe' });
    for await (const job of queues.events(id, AbortSignal.timeout(60_000))) {
      if (job.state === 'completed' || job.state === 'failed') return job;
    }
    throw new Error('The job did not end.');
  };

  it('become the same text as by POST /transcribe', async () => {
    const job = await run(recordingBytes('en_quilter_6s.wav'), 'auto');
    expect(job).toMatchObject({ state: 'completed', progress: 1 });
    const result = await queues.result(job.id);
    const transcription = transcriptionSchema.parse(result.type === 'json' ? result.value : undefined);
    expect(transcription.text).toContain('welcome his gospel');
  });

  it('fail with the same codes', async () => {
    expect((await run(Buffer.from('This is text.'), 'en')).error?.code).toBe('unreadable_audio');
    expect((await run(recordingBytes('en_lj0002.wav'), 'tlh')).error?.code).toBe('unsupported_language');
  });
});
