import { once } from 'node:events';
import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startService } from '../../testing/start-service.js';
import { describeSpeechToTextEngine } from '../speech-to-text-engine.conformance.js';
import { RemoteEngine } from './remote-engine.js';

const english = { language: 'en', task: 'transcribe', targetLanguage: 'en' } as const;
const { signal } = new AbortController();
const tone = Float32Array.from({ length: 16_000 }, (_, index) => Math.sin(index / 10) / 2);
const settings = { model: 'whisper-1', timeoutMs: 60_000, concurrency: 2, languages: ['en'] };

describe('a remote server that is this service itself', () => {
  let service: Awaited<ReturnType<typeof startService>>;
  const server = { url: '' };
  beforeAll(async () => {
    service = await startService({ STT_ENGINE: 'pocketsphinx' });
    server.url = `${service.url}/v1`;
  });
  afterAll(() => service.stop());

  describeSpeechToTextEngine('A remote server', () => {
    const { url, ...rest } = { ...settings, url: '' };
    return new RemoteEngine(
      Object.defineProperty({ ...rest, url }, 'url', { get: () => server.url, enumerable: true }),
    );
  });
});

describe('a remote server', () => {
  const stops: (() => Promise<unknown> | void)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  /** A server that lists its model, and answers what a test says. */
  async function serve(answer: RequestListener, models: RequestListener = listsModel) {
    const listen: RequestListener = (request, response) => {
      request.resume();
      if (request.url?.startsWith('/v1/models')) models(request, response);
      else request.once('end', () => answer(request, response));
    };
    const server = createServer(listen).listen(0, '127.0.0.1');
    await once(server, 'listening');
    stops.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  }

  async function load(url: string, more: Partial<ConstructorParameters<typeof RemoteEngine>[0]> = {}) {
    const engine = new RemoteEngine({ ...settings, url, ...more });
    await engine.load(signal);
    stops.push(() => engine.unload());
    return engine;
  }

  const listsModel: RequestListener = (_request, response) =>
    void response
      .setHeader('content-type', 'application/json')
      .end('{"object":"list","data":[{"id":"whisper-1","object":"model"}]}');
  const answers =
    (body: unknown, status = 200, headers = {}): RequestListener =>
    (_request, response) =>
      void response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));

  it('tells words, segments and how they came about where it knows', async () => {
    const segment = {
      start: 0.1,
      end: 0.9,
      text: ' Guten Tag.',
      tokens: [1, 2],
      avg_logprob: -0.2,
      temperature: 0,
    };
    const words = [
      { word: ' Guten', start: 0.1, end: 0.4 },
      { word: ' Tag.', start: 0.5, end: 7 },
    ];
    const url = await serve(answers({ text: ' Guten Tag.', language: 'german', segments: [segment], words }));
    const engine = await load(url);
    expect(engine.capabilities.wordTimestamps).toBe(true);
    expect(await engine.transcribe(tone, { ...english, language: 'auto' }, signal)).toEqual({
      text: 'Guten Tag.',
      language: 'de',
      segments: [
        {
          text: 'Guten Tag.',
          startMs: 100,
          endMs: 900,
          decoding: { tokens: [1, 2], temperature: 0, averageLogProbability: -0.2, compressionRatio: 1 },
          words: [
            { word: 'Guten', startMs: 100, endMs: 400 },
            { word: 'Tag.', startMs: 500, endMs: 1_000 },
          ],
        },
      ],
    });
  });

  it('is asked for the text alone where it refuses more', async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.headers['content-type'] ?? '');
      const isProbe = asked.length <= 2;
      answers(isProbe ? { error: { message: 'no verbose_json' } } : { text: 'Bonjour' }, isProbe ? 400 : 200)(
        request,
        response,
      );
    });
    const engine = await load(url);
    expect(engine.capabilities.wordTimestamps).toBe(false);
    expect(await engine.transcribe(tone, english, signal)).toEqual({
      text: 'Bonjour',
      language: 'en',
      segments: [{ text: 'Bonjour', startMs: 0, endMs: 1_000 }],
    });
    expect(asked.length).toBe(3);
  });

  it('is asked again when it says so, and after the time that it says', async () => {
    let failures = 0;
    const url = await serve((request, response) => {
      const isReady = engineLoaded && failures >= 1;
      if (engineLoaded) failures += 1;
      const listener =
        isReady || !engineLoaded
          ? answers({ text: 'at last', segments: [] })
          : answers({ error: {} }, 429, { 'retry-after-ms': '50' });
      listener(request, response);
    });
    let engineLoaded = false;
    const engine = await load(url);
    engineLoaded = true;
    expect((await engine.transcribe(tone, english, signal)).text).toBe('at last');
    expect(failures).toBe(2);
  });

  it.each([
    [401, 'engine_not_ready', /STT_REMOTE_API_KEY/],
    [400, 'engine_failed', /HTTP status 400/],
    [429, 'at_capacity', /all the work/],
  ])('whose status is %i is %s, and its key stays secret', async (status, code, message) => {
    let isLoaded = false;
    const url = await serve((request, response) =>
      answers(
        isLoaded ? { error: { message: 'sk-secret was wrong' } } : { text: '' },
        isLoaded ? status : 200,
        {
          'x-should-retry': 'false',
          'retry-after': '7',
        },
      )(request, response),
    );
    const engine = await load(url, { apiKey: 'sk-secret' });
    isLoaded = true;
    const error: unknown = await engine.transcribe(tone, english, signal).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message, ...(status === 429 && { retryAfterMs: 7_000 }) });
    expect(JSON.stringify(error) + String(error)).not.toContain('sk-secret');
  });

  it('that does not answer in time is given up', async () => {
    let isLoaded = false;
    const url = await serve((request, response) => {
      if (!isLoaded) answers({ text: '' })(request, response);
    });
    const engine = await load(url, { timeoutMs: 1_000 });
    isLoaded = true;
    await expect(engine.transcribe(tone, english, signal)).rejects.toMatchObject({ code: 'engine_timeout' });
  });

  it('is waited for while it starts, and says meanwhile what it lacks', async () => {
    let hasModel = false;
    const other = answers({ object: 'list', data: [{ id: 'other', object: 'model' }] });
    const url = await serve(answers({ text: '' }), (request, response) =>
      (hasModel ? listsModel : other)(request, response),
    );
    const engine = new RemoteEngine({ ...settings, url });
    const loading = engine.load(signal);
    stops.push(() => engine.unload());
    await expect
      .poll(() => engine.readiness())
      .toMatchObject({ ready: false, reason: expect.stringContaining('no model whisper-1, only other') });
    hasModel = true;
    await loading;
    expect(engine.readiness()).toEqual({ ready: true });
  });

  it('that goes away and comes back is noticed', async () => {
    let isThere = true;
    const guarded =
      (listener: RequestListener): RequestListener =>
      (request, response) => {
        if (isThere) listener(request, response);
        else request.socket.destroy();
      };
    const url = await serve(guarded(answers({ text: 'here' })), guarded(listsModel));
    const engine = await load(url);
    isThere = false;
    await expect(engine.transcribe(tone, english, signal)).rejects.toMatchObject({
      code: 'engine_not_ready',
    });
    expect(engine.readiness().ready).toBe(false);
    isThere = true;
    await expect.poll(() => engine.readiness().ready).toBe(true);
    expect((await engine.transcribe(tone, english, signal)).text).toBe('here');
  });
});
