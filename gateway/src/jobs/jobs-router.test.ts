import { randomUUID } from 'node:crypto';
import { type Job, jobSchema, ParleyError } from '@parley/contracts';
import { consumeJobs, type JobConsumer, JobQueues, type QueueConnection } from '@parley/queue';
import { isRedisInstalled, TestRedis } from '@parley/queue/testing';
import { createFoundation, createLogger, HttpService } from '@parley/service-kit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createJobsRouter } from './jobs-router.js';

const server = {
  host: '127.0.0.1',
  port: 0,
  logLevel: 'error',
  requestTimeoutMs: 10_000,
  drainTimeoutMs: 100,
  maxUploadBytes: 1_000,
  eventLoopLimitMs: 1_000,
} as const;
const limits = { maxUploadBytes: 200_000, maxTextCharacters: 100 };
const wav = Buffer.alloc(100_000, 'RIFF');

interface SentEvent {
  event: string;
  data: unknown;
}

describe.skipIf(!isRedisInstalled)('/v1/jobs', () => {
  let redis: TestRedis;
  let connection: QueueConnection;
  let queues: JobQueues;
  let http: HttpService;
  let consumers: JobConsumer[];

  beforeAll(async () => {
    redis = await TestRedis.start();
  });
  afterAll(() => redis.stop());

  beforeEach(async () => {
    consumers = [];
    connection = { redisUrl: redis.url, prefix: randomUUID() };
    queues = new JobQueues({ connection });
    const foundation = createFoundation('gateway', server, createLogger('gateway', 'error'));
    http = new HttpService({
      foundation,
      addRoutes: (app) => app.use(createJobsRouter({ queues, limits })),
    });
    await http.listen();
  });

  afterEach(async () => {
    await http.close();
    await Promise.all(consumers.map((consumer) => consumer.stop(0)));
    await queues.close();
  });

  function send(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${http.url}${path}`, init);
  }

  function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return send('/v1/jobs', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  function postForm(fields: Record<string, string | Blob>): Promise<Response> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return send('/v1/jobs', { method: 'POST', body: form });
  }

  async function jobOf(response: Response): Promise<Job> {
    return jobSchema.parse(await response.json());
  }

  function transcribeWith(work: (bytes: Uint8Array, language: string) => Promise<unknown>): void {
    consumers.push(
      consumeJobs({
        connection,
        kind: 'transcribe',
        concurrency: 1,
        handler: async ({ file, language }, { blobs, signal }) => ({
          type: 'json',
          value: await work(await blobs.get(file, signal), language),
        }),
        onEvent: () => undefined,
      }),
    );
  }

  async function* eventsOf(response: Response): AsyncGenerator<SentEvent> {
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const match = /^event: (\w+)\ndata: (.+)$/.exec(block);
        if (match) yield { event: match[1] ?? '', data: JSON.parse(match[2] ?? '') };
      }
    }
  }

  async function allEvents(id: string): Promise<SentEvent[]> {
    const response = await send(`/v1/jobs/${id}/events`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events: SentEvent[] = [];
    for await (const event of eventsOf(response)) events.push(event);
    return events;
  }

  it('takes a form, tells its progress and gives its result', async () => {
    transcribeWith(async (bytes, language) => ({ text: 'hello', bytes: bytes.byteLength, language }));
    const response = await postForm({ kind: 'transcribe', language: 'de', file: new Blob([wav]) });
    expect(response.status).toBe(202);
    const job = await jobOf(response);
    expect(response.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
    const events = await allEvents(job.id);
    expect(events.at(-1)).toMatchObject({ event: 'completed', data: { id: job.id, progress: 1 } });
    expect(events.slice(0, -1).every(({ event }) => event === 'progress')).toBe(true);
    const finished = await jobOf(await send(`/v1/jobs/${job.id}`));
    const result = await send(finished.resultUrl ?? '');
    expect(await result.json()).toEqual({ text: 'hello', bytes: 100_000, language: 'de' });
  });

  it('takes base64 in JSON, as it is and as a data URL', async () => {
    const seen: [number, string][] = [];
    transcribeWith(async (bytes, language) => seen.push([bytes.byteLength, language]));
    for (const audio of [
      wav.toString('base64'),
      `data:audio/webm;codecs=opus;base64,${wav.toString('base64')}`,
    ]) {
      const { id } = await jobOf(await post({ kind: 'transcribe', audio }));
      expect((await allEvents(id)).at(-1)?.event).toBe('completed');
    }
    expect(seen).toEqual([
      [100_000, 'auto'],
      [100_000, 'auto'],
    ]);
  });

  it('gives bytes with their type', async () => {
    consumers.push(
      consumeJobs({
        connection,
        kind: 'synthesize',
        concurrency: 1,
        handler: async (_input, { blobs }) => ({ type: 'blob', blob: await blobs.put(wav, 'audio/wav') }),
        onEvent: () => undefined,
      }),
    );
    const { id } = await jobOf(await post({ kind: 'synthesize', text: 'Hallo', language: 'de' }));
    await allEvents(id);
    const result = await send(`/v1/jobs/${id}/result`);
    expect(result.headers.get('content-type')).toBe('audio/wav');
    expect(result.headers.get('content-length')).toBe('100000');
    expect(result.headers.get('x-parley-ai-generated')).toBe('true');
    expect(Buffer.from(await result.arrayBuffer()).equals(wav)).toBe(true);
  });

  it('takes a clip: a picture or a portrait, with a sound or a video, as a form and as JSON', async () => {
    const seen: unknown[] = [];
    consumers.push(
      consumeJobs({
        connection,
        kind: 'render',
        concurrency: 1,
        handler: async ({ file, audio, driving, ...options }, { blobs }) => {
          const sizes = [file, audio, driving].map(
            (each) => each && blobs.get(each).then(({ length }) => length),
          );
          seen.push([await Promise.all(sizes), options]);
          return { type: 'blob', blob: await blobs.put(wav, 'video/mp4') };
        },
        onEvent: () => undefined,
      }),
    );
    const visemes = [{ viseme: 'aa', timeMs: 0, durationMs: 100 }];
    const jobs = [
      await postForm({
        kind: 'render',
        file: new Blob([new Uint8Array(10)]),
        audio: new Blob([wav]),
        visemes: JSON.stringify(visemes),
        sliders: '{"yaw": 3}',
        mark: 'true',
      }),
      await postForm({ kind: 'render', portrait: 'default', driving: new Blob([new Uint8Array(20)]) }),
      await post({ kind: 'render', portrait: 'default', expression: 'happy', audio: wav.toString('base64') }),
    ];
    for (const response of jobs) {
      const { id } = await jobOf(response);
      expect((await allEvents(id)).at(-1)?.event).toBe('completed');
      expect((await send(`/v1/jobs/${id}/result`)).headers.get('content-type')).toBe('video/mp4');
    }
    expect(seen).toMatchObject([
      [[10, 100_000, undefined], { visemes, sliders: { yaw: 3 }, mark: true, expression: 'neutral' }],
      [[undefined, undefined, 20], { portrait: 'default' }],
      [[undefined, 100_000, undefined], { portrait: 'default', expression: 'happy' }],
    ]);
  });

  it("answers a failed job's result with the job's error", async () => {
    transcribeWith(async () => {
      throw new ParleyError('unreadable_audio', 'This is no sound.');
    });
    const { id } = await jobOf(await postForm({ kind: 'transcribe', file: new Blob([wav]) }));
    expect((await allEvents(id)).at(-1)).toMatchObject({
      event: 'failed',
      data: { error: { code: 'unreadable_audio' } },
    });
    const result = await send(`/v1/jobs/${id}/result`);
    expect(result.status).toBe(400);
    expect(await result.json()).toMatchObject({ error: { code: 'unreadable_audio' } });
  });

  it('cancels, and tells those who follow', async () => {
    const { id } = await jobOf(await postForm({ kind: 'render', file: new Blob([wav]) }));
    expect((await send(`/v1/jobs/${id}/result`)).status).toBe(409);
    const following = allEvents(id);
    await vi.waitFor(() => expect(queues.watcherCount).toBe(1));
    const cancelled = await send(`/v1/jobs/${id}`, { method: 'DELETE' });
    expect(await cancelled.json()).toMatchObject({ id, state: 'cancelled' });
    const events = await following;
    expect(events.map(({ event }) => event)).toEqual(['progress', 'cancelled']);
    expect(events[0]?.data).toMatchObject({ state: 'queued', position: 0 });
  });

  it('lets go of a follower who leaves', async () => {
    const { id } = await jobOf(await postForm({ kind: 'render', file: new Blob([wav]) }));
    const leaving = new AbortController();
    const response = await send(`/v1/jobs/${id}/events`, { signal: leaving.signal });
    await eventsOf(response).next();
    expect(queues.watcherCount).toBe(1);
    leaving.abort();
    await vi.waitFor(() => expect(queues.watcherCount).toBe(0));
  });

  it('gives the same job for the same idempotency key of the same caller', async () => {
    const body = { kind: 'synthesize', text: 'once' };
    const key = { 'idempotency-key': 'a' };
    const [first, again, other] = await Promise.all([
      post(body, key).then(jobOf),
      post(body, key).then(jobOf),
      post(body, { ...key, authorization: 'Bearer other' }).then(jobOf),
    ]);
    expect(again.id).toBe(first.id);
    expect(other.id).not.toBe(first.id);
    const conflict = await post({ ...body, text: 'twice' }, key);
    expect(conflict.status).toBe(400);
  });

  it.each([
    ['no kind', {}, 400, 'invalid_parameter', 'kind'],
    ['an unknown kind', { kind: 'sing' }, 400, 'invalid_parameter', 'kind'],
    ['an array', [], 400, 'invalid_parameter', undefined],
    ['no file', { kind: 'transcribe' }, 400, 'missing_file', 'file'],
    ['an empty file', { kind: 'transcribe', audio: '' }, 400, 'empty_file', 'audio'],
    ['no base64', { kind: 'transcribe', audio: 'ä#' }, 400, 'unreadable_audio', 'audio'],
    ['no base64 picture', { kind: 'render', image: '...' }, 400, 'unreadable_image', 'image'],
    ['too much base64', { kind: 'render', image: 'A'.repeat(270_000) }, 413, 'body_too_large', 'image'],
    ['far too much', { kind: 'render', image: 'A'.repeat(400_000) }, 413, 'body_too_large', undefined],
    ['an address', { kind: 'transcribe', url: 'http://169.254.169.254/' }, 400, 'invalid_parameter', 'url'],
    ['no text', { kind: 'synthesize' }, 400, 'invalid_parameter', 'text'],
    ['text of emoji', { kind: 'synthesize', text: '🎉 … 👍🏽' }, 400, 'empty_text', 'text'],
    ['blank text', { kind: 'synthesize', text: ' \n' }, 400, 'empty_text', 'text'],
    ['long text', { kind: 'synthesize', text: 'a'.repeat(101) }, 413, 'text_too_long', 'text'],
    [
      'an unknown language',
      { kind: 'synthesize', text: 'a', language: 'xx' },
      400,
      'unsupported_language',
      'language',
    ],
    [
      'a language nobody hears',
      { kind: 'transcribe', language: 'xx', audio: 'AAAA' },
      400,
      'unsupported_language',
      'language',
    ],
    [
      'a video that is none',
      { kind: 'render', portrait: 'default', driving: '?' },
      400,
      'unreadable_video',
      'driving',
    ],
    ['a clip of nobody', { kind: 'render', audio: 'AAAA' }, 400, 'missing_file', 'file'],
    [
      'a picture and a portrait',
      { kind: 'render', image: 'AAAA', portrait: 'default' },
      400,
      'invalid_parameter',
      'portrait',
    ],
    [
      'a sound and a video',
      { kind: 'render', portrait: 'default', audio: 'AAAA', driving: 'AAAA' },
      400,
      'invalid_parameter',
      'driving',
    ],
    [
      'an expression over a video',
      { kind: 'render', portrait: 'default', expression: 'sad', driving: 'AAAA' },
      400,
      'invalid_parameter',
      'driving',
    ],
    [
      'visemes without sound',
      { kind: 'render', portrait: 'default', visemes: [] },
      400,
      'invalid_parameter',
      'visemes',
    ],
    [
      'visemes of nonsense',
      { kind: 'render', portrait: 'default', audio: 'AAAA', visemes: '[{"viseme":"moo"}]' },
      400,
      'invalid_parameter',
      'visemes.0.viseme',
    ],
    [
      'sliders of text',
      { kind: 'render', image: 'AAAA', sliders: { yaw: 'left' } },
      400,
      'invalid_parameter',
      undefined,
    ],
    [
      'an unknown expression',
      { kind: 'render', image: 'AAAA', expression: 'furious' },
      400,
      'invalid_parameter',
      'expression',
    ],
    [
      'NaN intensity',
      { kind: 'render', image: 'AAAA', intensity: 'NaN' },
      400,
      'invalid_parameter',
      'intensity',
    ],
  ])('refuses %s', async (_name, body, status, code, param) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code, ...(param && { param }) } });
    expect(Object.values(await queues.counts()).map(({ queued }) => queued)).toEqual([0, 0, 0]);
  });

  it('refuses bodies that are neither form nor JSON, and files that are too large', async () => {
    const text = await send('/v1/jobs', { method: 'POST', body: 'kind=transcribe' });
    expect(text.status).toBe(415);
    const broken = await send('/v1/jobs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"kind":',
    });
    expect(await broken.json()).toMatchObject({ error: { code: 'invalid_json' } });
    const large = await postForm({ kind: 'transcribe', file: new Blob([Buffer.alloc(200_001)]) });
    expect(large.status).toBe(413);
    const empty = await postForm({ kind: 'transcribe', file: new Blob([]) });
    expect(await empty.json()).toMatchObject({ error: { code: 'empty_file' } });
  });

  it.each(['', '/result', '/events'])('answers 404 for a job that is not there: %j', async (path) => {
    const response = await send(`/v1/jobs/transcribe_${'0'.repeat(32)}${path}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'job_not_found' } });
  });
});

describe('/v1/jobs without a queue', () => {
  it('answers 503 with Retry-After, at once', async () => {
    const queues = new JobQueues({ connection: { redisUrl: 'redis://127.0.0.1:9' } });
    const foundation = createFoundation('gateway', server, createLogger('gateway', 'error'));
    const http = new HttpService({
      foundation,
      addRoutes: (app) => app.use(createJobsRouter({ queues, limits })),
    });
    await http.listen();
    const startedAt = performance.now();
    const response = await fetch(`${http.url}/v1/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'synthesize', text: 'a' }),
    });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toMatchObject({ error: { code: 'queue_unavailable' } });
    await http.close();
    await queues.close();
  });
});
