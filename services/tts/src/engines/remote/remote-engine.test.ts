import { once } from 'node:events';
import { encodeWav } from '@parley/audio';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EspeakEngine } from '../espeak/espeak-engine.js';
import { EspeakProgram } from '../espeak/espeak-program.js';
import { describeTextToSpeechEngine } from '../text-to-speech-engine.conformance.js';
import type { SpeechChunk, SpeechRequest } from '../text-to-speech-engine.js';
import { RemoteEngine, type RemoteEngineOptions } from './remote-engine.js';
import { type Answer, SpeechServer } from './testing/speech-server.js';

const { signal } = new AbortController();
const settings = { model: 'tts-1', voice: 'alloy', timeoutMs: 10_000, concurrency: 4 };
const english: SpeechRequest = { text: 'One. Two.', language: 'en', speed: 1 };

describe('a remote server that speaks with espeak-ng', () => {
  const espeak = new EspeakEngine(new EspeakProgram());
  const server = new SpeechServer(async ({ input, speed }, response, request) => {
    const abort = new AbortController();
    response.once('close', () => abort.abort());
    response.writeHead(200, { 'content-type': 'audio/pcm' });
    const text = /\p{Script=Latin}/u.test(input) ? input : 'mama, papa, baby';
    try {
      for await (const { pcm16 } of espeak.synthesize({ text, language: 'en', speed }, abort.signal)) {
        if (!response.write(pcm16)) await once(response, 'drain', { signal: abort.signal });
      }
      response.end();
    } catch {
      request.socket.destroy();
    }
  });
  const options = { ...settings, url: '' };
  beforeAll(async () => {
    await espeak.load(signal);
    options.url = (await server.start()).url;
  });
  afterAll(async () => {
    server.stop();
    await espeak.unload();
  });

  describeTextToSpeechEngine('A remote voice', () => new RemoteEngine(options));
});

describe('a remote voice', () => {
  const stops: (() => unknown)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  });

  const pcm = (samples: number) => Buffer.from(Int16Array.from({ length: samples }, (_, at) => at).buffer);
  const speaks: Answer = (_body, response) => void response.end(pcm(100));

  async function serve(answer: Answer, more: Partial<RemoteEngineOptions> = {}, voices?: unknown) {
    const server = await new SpeechServer(speaks, voices).start();
    stops.push(() => server.stop());
    const engine = new RemoteEngine({ ...settings, url: server.url, ...more });
    stops.push(() => engine.unload());
    await engine.load(signal);
    server.asked.length = 0;
    server.answer = answer;
    return { server, engine };
  }

  async function hear(engine: RemoteEngine, fields: Partial<SpeechRequest> = {}, own = signal) {
    const chunks: SpeechChunk[] = [];
    for await (const chunk of engine.synthesize({ ...english, ...fields }, own)) chunks.push(chunk);
    return chunks;
  }
  const bytesOf = (chunks: readonly SpeechChunk[]) => Buffer.concat(chunks.map(({ pcm16 }) => pcm16));

  it('is asked piece by piece, and passes on what comes, whole samples at a time', async () => {
    const { server, engine } = await serve(async (_body, response) => {
      const bytes = pcm(50);
      for (const [from, to] of [
        [0, 3],
        [3, 4],
        [4, 77],
        [77, 100],
      ]) {
        response.write(bytes.subarray(from, to));
        await new Promise(setImmediate);
      }
      response.end();
    });
    const chunks = await hear(engine, { speed: 1.5 });
    expect(server.asked).toEqual([
      { model: 'tts-1', input: 'One.', voice: 'alloy', speed: 1.5, response_format: 'pcm' },
      { model: 'tts-1', input: 'Two.', voice: 'alloy', speed: 1.5, response_format: 'pcm' },
    ]);
    expect(bytesOf(chunks)).toEqual(Buffer.concat([pcm(50), pcm(50)]));
    expect(chunks.every(({ pcm16 }) => pcm16.length % 2 === 0)).toBe(true);
    const last = chunks.filter(({ spoken }) => spoken?.isLast).map(({ spoken }) => spoken?.text);
    expect(last).toEqual(['One.', 'Two.']);
  });

  it('may send files in place of PCM', async () => {
    const samples = Float32Array.from({ length: 4_800 }, (_, at) => Math.sin(at / 20) / 2);
    const wav = encodeWav({ samples, sampleRate: 24_000 });
    const { engine } = await serve((_body, response) => void response.end(wav));
    const bytes = bytesOf(await hear(engine, { text: 'One.' }));
    expect(bytes.length).toBe(samples.length * 2);
    expect(bytes.readInt16LE(200)).toBeCloseTo((samples[100] ?? 0) * 32_768, -1);
  });

  it('is asked for WAV where it refuses PCM', async () => {
    const server = await new SpeechServer(({ response_format: format }, response) => {
      if (format === 'pcm') response.writeHead(400).end('{"error":{"message":"no pcm"}}');
      else response.end(encodeWav({ samples: new Float32Array(240), sampleRate: 24_000 }));
    }).start();
    stops.push(() => server.stop());
    const engine = new RemoteEngine({ ...settings, url: server.url });
    stops.push(() => engine.unload());
    await engine.load(signal);
    expect(bytesOf(await hear(engine, { text: 'One.' })).length).toBe(480);
    expect(server.asked.map(({ response_format: format }) => format)).toEqual(['pcm', 'wav', 'wav']);
  });

  it('has the voices that it lists, by name or with more about them', async () => {
    const { engine, server } = await serve(speaks, {}, { voices: ['nova', { id: 'echo', name: 'Echo' }] });
    expect(engine.voices.map(({ id }) => id)).toEqual(['alloy', 'nova', 'echo']);
    await hear(engine, { voice: 'echo' });
    expect(server.asked[0]?.voice).toBe('echo');
  });

  it.each([
    [401, 'engine_not_ready', /TTS_REMOTE_API_KEY/],
    [400, 'engine_failed', /HTTP status 400/],
    [429, 'at_capacity', /all the work/],
    [500, 'engine_failed', /HTTP status 500/],
  ])('whose status is %i is %s, and its key stays secret', async (status, code, message) => {
    const { engine } = await serve(
      (_body, response) =>
        void response
          .writeHead(status, { 'retry-after': '7', 'x-should-retry': 'false' })
          .end('{"error":{"message":"sk-secret was wrong"}}'),
      { apiKey: 'sk-secret' },
    );
    const error: unknown = await hear(engine).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message, ...(status === 429 && { retryAfterMs: 7_000 }) });
    expect(JSON.stringify(error) + String(error)).not.toContain('sk-secret');
  });

  it('that answers words in place of sound has failed', async () => {
    const { engine } = await serve(
      (_body, response) =>
        void response.setHeader('content-type', 'application/json').end('{"error":"busy"}'),
    );
    await expect(hear(engine)).rejects.toMatchObject({ code: 'engine_failed' });
  });

  it('that breaks off has failed after what was heard', async () => {
    const { engine } = await serve((_body, response, request) => {
      response.write(pcm(100), () => request.socket.destroy());
    });
    const heard: SpeechChunk[] = [];
    const all = (async () => {
      for await (const chunk of engine.synthesize(english, signal)) heard.push(chunk);
    })();
    await expect(all).rejects.toMatchObject({ code: 'engine_failed' });
    expect(bytesOf(heard).length).toBeLessThanOrEqual(200);
  });

  it.each([
    ['before its answer', false],
    ['in the middle of it', true],
  ])('that falls silent %s is given up in time', async (_when, begins) => {
    const { engine } = await serve((_body, response) => void (begins && response.write(pcm(10))), {
      timeoutMs: 300,
    });
    await expect(hear(engine)).rejects.toMatchObject({ code: 'engine_timeout' });
  });

  it('is left when nobody listens any more', async () => {
    let left: () => void = () => undefined;
    const wasLeft = new Promise<void>((resolve) => (left = resolve));
    const { engine } = await serve((_body, response) => {
      response.once('close', () => left());
      response.write(pcm(1_000));
    });
    for await (const _ of engine.synthesize(english, signal)) break;
    await wasLeft;
    const abort = new AbortController();
    const cancelled = hear(engine, {}, abort.signal);
    abort.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('is asked again when it is busy, and heard once', async () => {
    let calls = 0;
    const { engine } = await serve((_body, response) => {
      calls += 1;
      if (calls === 1) response.writeHead(503, { 'retry-after-ms': '20' }).end();
      else response.end(pcm(10));
    });
    expect(bytesOf(await hear(engine, { text: 'One.' }))).toEqual(pcm(10));
    expect(calls).toBe(2);
  });

  it('is waited for while it starts, and noticed when it goes away and comes back', async () => {
    let isThere = false;
    const guarded: Answer = (body, response, request) => {
      if (isThere) return speaks(body, response, request);
      return void request.socket.destroy();
    };
    const server = await new SpeechServer(guarded).start();
    stops.push(() => server.stop());
    const engine = new RemoteEngine({ ...settings, url: server.url });
    stops.push(() => engine.unload());
    const loading = engine.load(signal);
    await expect.poll(() => engine.status().description).toContain('cannot be reached');
    isThere = true;
    await loading;
    expect(engine.status().ready).toBe(true);
    isThere = false;
    await expect(hear(engine)).rejects.toMatchObject({ code: 'engine_not_ready' });
    expect(engine.status().ready).toBe(false);
    isThere = true;
    await expect.poll(() => engine.status().ready, { timeout: 5_000 }).toBe(true);
  });

  it('takes so many requests at once and no more', async () => {
    const { engine } = await serve((_body, response) => void response.write(pcm(10)), { concurrency: 1 });
    const first = engine.synthesize(english, signal);
    await first.next();
    await expect(hear(engine)).rejects.toMatchObject({ code: 'at_capacity' });
    await first.return(undefined);
  });
});
