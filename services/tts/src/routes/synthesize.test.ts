import { decodeAudio } from '@parley/audio';
import { ParleyError, speechFormats, speechLanguages, speechSampleRate } from '@parley/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeEngine, type FakeEngineOptions } from '../testing/fake-engine.js';
import { type TestServiceOptions, startService } from '../testing/start-service.js';

const never = new AbortController().signal;
const services: Awaited<ReturnType<typeof startService>>[] = [];

async function start(options: TestServiceOptions) {
  const service = await startService(options);
  services.push(service);
  return {
    ...service,
    speak: (fields: object, signal: AbortSignal = never) =>
      fetch(`${service.url}/synthesize`, {
        method: 'POST',
        body: JSON.stringify({ text: 'Hello there.', ...fields }),
        headers: { 'content-type': 'application/json' },
        signal,
      }),
  };
}

afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
});

const failed = new ParleyError('engine_failed', 'It broke.');
const fake = (id: string, options: Omit<FakeEngineOptions, 'id'> = {}) => new FakeEngine({ id, ...options });

describe('the formats of speech', () => {
  it.each(speechFormats.flatMap((format) => [true, false].map((stream) => ({ format, stream }))))(
    'are all that they say they are: %j',
    async ({ format, stream }) => {
      const { speak } = await start({ engines: [fake('one', { chunks: 20 })] });
      const response = await speak({ format, stream });
      expect(response.status).toBe(200);
      expect(response.headers.get('x-parley-ai-generated')).toBe('true');
      expect(response.headers.has('content-length')).toBe(!stream);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (format === 'pcm') {
        expect(bytes.length).toBe(2 * speechSampleRate * 2);
        return;
      }
      const sound = await decodeAudio(bytes, { sampleRate: speechSampleRate, maxDurationMs: 60_000 }, never);
      expect(sound.durationMs).toBeGreaterThanOrEqual(2_000);
      expect(sound.durationMs).toBeLessThan(2_130);
    },
  );

  it('come as they are made: the first before the last exists', async () => {
    const engine = fake('one', { held: true, chunks: 3 });
    const { speak } = await start({ engines: [engine] });
    const answer = speak({ format: 'pcm', stream: true });
    await expect.poll(() => engine.speakingNow).toBe(1);
    engine.release();
    const reader = (await answer).body?.getReader();
    expect((await reader?.read())?.value?.byteLength).toBeGreaterThan(0);
    await reader?.cancel();
  });
});

describe('the choice of the engine', () => {
  const german = () =>
    fake('german', { languages: ['de'], voices: [{ id: 'heidi', name: 'Heidi', languages: ['de'] }] });
  const every = () =>
    fake('every', { voices: [{ id: 'every_alloy', name: 'Al', languages: [...speechLanguages] }] });

  it.each([
    [{}, 'every', undefined],
    [{ language: 'de' }, 'german', undefined],
    [{ language: 'de', engine: 'every' }, 'every', undefined],
    [{ language: 'auto', text: 'Guten Morgen, wie geht es dir heute?' }, 'german', undefined],
    [{ language: 'auto', voice: 'heidi', text: 'Hello, how are you today?' }, 'german', 'heidi'],
    [{ language: 'de', voice: 'Al' }, 'every', 'every_alloy'],
    [{ language: 'de', speaker: 'HEIDI' }, 'german', 'heidi'],
    [{ language: 'fr', voice: 'alloy' }, 'every', 'every_alloy'],
    [{ language: 'fr', voice: 'onyx' }, 'every', 'every_alloy'],
  ])('follows %j to %s', async (fields, id, voice) => {
    const engines = [german(), every()] as const;
    const { speak } = await start({ engines: [...engines] });
    const response = await speak(fields);
    expect(response.headers.get('x-parley-engine')).toBe(id);
    expect(response.headers.get('x-parley-fallback')).toBeNull();
    const engine = engines.find((each) => each.id === id);
    expect(engine?.requests[0]?.voice).toBe(voice);
  });

  it.each([
    [{ engine: 'nobody' }, 400, 'invalid_parameter'],
    [{ engine: 'german', language: 'fr' }, 400, 'unsupported_language'],
    [{ voice: 'heidi', language: 'fr' }, 400, 'unknown_voice'],
    [{ voice: 'nobody' }, 400, 'unknown_voice'],
    [{ text: '' }, 400, 'empty_text'],
    [{ text: ' \n\t ' }, 400, 'empty_text'],
    [{ text: '👍🏽 🎉 … !?' }, 400, 'empty_text'],
    [{ text: 'a'.repeat(100_000) }, 413, 'text_too_long'],
    [{ language: 'tlh' }, 400, 'unsupported_language'],
    [{ temperature: 'hot' }, 400, 'invalid_parameter'],
    [{ top_p: 2 }, 400, 'invalid_parameter'],
    [{ format: 'au' }, 400, 'invalid_parameter'],
  ])('refuses %j with %i %s', async (fields, status, code) => {
    const { speak } = await start({ engines: [german(), every()] });
    const response = await speak(fields);
    expect(response.status).toBe(status);
    expect((await response.json()).error.code).toBe(code);
  });

  it('passes on what a request asks of the voice', async () => {
    const engine = every();
    const { speak } = await start({ engines: [engine] });
    await speak({ seed: 7, temperature: 0.5, top_k: 20, top_p: 0.9, repetition_penalty: 5, speed: 1.5 });
    expect(engine.requests[0]).toMatchObject({
      seed: 7,
      speed: 1.5,
      sampling: { temperature: 0.5, topK: 20, topP: 0.9, repetitionPenalty: 5 },
    });
  });

  it('shortens a long list of voices', async () => {
    const voices = Array.from({ length: 58 }, (_, i) => ({ id: `v${i}`, name: `V ${i}`, languages: ['en'] }));
    const { speak } = await start({ engines: [fake('one', { voices })] });
    const { error } = await (await speak({ voice: 'nobody' })).json();
    expect(error.message).toContain('38 more');
    expect(error.message.length).toBeLessThan(300);
  });
});

describe('where an engine fails', () => {
  it('another speaks before the first audio, and the answer says so', async () => {
    const engines = [fake('best', { failure: { error: failed, afterChunks: 0 } }), fake('second')] as const;
    const { speak, url } = await start({ engines: [...engines] });
    const response = await speak({});
    expect(response.status).toBe(200);
    expect(response.headers.get('x-parley-engine')).toBe('second');
    expect(response.headers.get('x-parley-fallback')).toBe('second');
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/parley_tts_fallbacks_total\{.*engine="best",by="second".*\} 1/);
  });

  it('nobody else speaks where that engine was asked for by name, or the request is wrong', async () => {
    const refused = new ParleyError('unknown_voice', 'No such voice.');
    const broken = fake('best', { failure: { error: failed, afterChunks: 0 } });
    const strict = fake('strict', { failure: { error: refused, afterChunks: 0 } });
    const { speak } = await start({ engines: [broken, strict, fake('second')] });
    expect((await speak({ engine: 'best' })).status).toBe(500);
    expect((await (await speak({})).json()).error.code).toBe('unknown_voice');
  });

  it('in mid-speech, the answer breaks off: no second voice takes over', async () => {
    const engines = [fake('best', { failure: { error: failed, afterChunks: 2 } }), fake('second')] as const;
    const { speak } = await start({ engines: [...engines] });
    expect((await speak({})).status).toBe(500);
    const streamed = speak({ stream: true, format: 'pcm' }).then((response) => response.arrayBuffer());
    await expect(streamed).rejects.toThrow();
    expect(engines[1].requests).toHaveLength(0);
  });

  it('tells what the wanted engine said where all fail', async () => {
    const starting = new ParleyError('engine_not_ready', 'It is starting.', { retryAfterMs: 2_000 });
    const engines = [
      fake('best', { failure: { error: starting, afterChunks: 0 } }),
      fake('second', { failure: { error: failed, afterChunks: 0 } }),
    ] as const;
    const { speak } = await start({ engines: [...engines] });
    const response = await speak({});
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
  });
});

describe('many at once', () => {
  it('a hundred are spoken, wait, or are told when to come back; none is lost', async () => {
    const engine = fake('one', { held: true });
    const { speak, context } = await start({
      engines: [engine],
      environment: { TTS_CONCURRENCY: '4', TTS_MAX_REQUESTS: '60' },
    });
    let answered = 0;
    const answers = Array.from({ length: 100 }, () => speak({}).finally(() => (answered += 1)));
    await expect.poll(() => answered).toBe(36);
    expect(context.queue.waiting).toBe(60);
    expect(engine.speakingNow).toBe(4);
    engine.release();
    const responses = await Promise.all(answers);
    const refused = responses.filter(({ status }) => status === 503);
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(64);
    expect(refused).toHaveLength(36);
    for (const response of refused) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    await expect.poll(() => context.queue.active).toBe(0);
  });

  it('a client that stops listening is spoken to no more', async () => {
    const engine = fake('one', { chunks: 100_000 });
    const { speak, context } = await start({ engines: [engine] });
    for (const format of ['pcm', 'mp3', 'opus', 'flac', 'aac', 'wav']) {
      const left = new AbortController();
      const response = await speak({ stream: true, format }, left.signal);
      await response.body?.getReader().read();
      left.abort();
      await expect.poll(() => engine.speakingNow, { message: format }).toBe(0);
      await expect.poll(() => context.queue.active, { message: format }).toBe(0);
    }
  });
});
