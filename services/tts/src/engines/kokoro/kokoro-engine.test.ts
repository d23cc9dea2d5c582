import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeTextToSpeechEngine } from '../text-to-speech-engine.conformance.js';
import type { SpeechChunk, SpeechRequest } from '../text-to-speech-engine.js';
import { EspeakProgram } from '../espeak/espeak-program.js';
import { KokoroEngine } from './kokoro-engine.js';
import { readVocabulary } from './phonemes/vocabulary.js';
import { stubModel, stubStyles, writeFolder } from './testing/stub-models.js';
import { type StubExport, timestampedExport } from './testing/stub-network.js';
import { expectedSpeech } from './testing/stub-speech.js';

const { signal } = new AbortController();

function createEngine(how?: StubExport) {
  const directory = stubModel(how);
  return new KokoroEngine({
    name: 'kokoro-82m',
    directory,
    device: 'cpu',
    threads: 1,
    espeak: new EspeakProgram(),
  });
}

async function speak(engine: KokoroEngine, fields: Partial<SpeechRequest>) {
  const chunks: SpeechChunk[] = [];
  const request: SpeechRequest = { text: 'Hello.', language: 'en', speed: 1, ...fields };
  for await (const chunk of engine.synthesize(request, signal)) chunks.push(chunk);
  return chunks;
}

describeTextToSpeechEngine('Kokoro', () => createEngine());

describe('Kokoro with a stub of its network', () => {
  const engine = createEngine();
  const vocabulary = readVocabulary('');
  beforeAll(() => engine.load(signal));
  afterAll(() => engine.unload());

  it('lists the voices that it can speak with, the default first', () => {
    expect(engine.languages).toEqual(['en', 'es', 'fr', 'hi', 'it', 'pt']);
    expect(engine.voices[0]).toEqual({
      id: 'af_heart',
      name: 'Heart, American, female',
      languages: ['en'],
      engine: 'kokoro',
    });
    expect(engine.voices.map(({ id }) => id)).not.toContain('jf_alpha');
  });

  it.each([1, 1.25])('says the phonemes of a text in its voice, at speed %d', async (speed) => {
    const [chunk] = await speak(engine, { text: 'Hello, 2 jars!', speed });
    const ids = Array.from('həlˈO, tˈu ʤˈɑɹz!', (symbol) => vocabulary.get(symbol) ?? -1);
    const { samples } = expectedSpeech(ids, speed);
    const pcm = Buffer.from(chunk?.pcm16 ?? []);
    expect(pcm.length).toBe(samples.length * 2);
    const worst = samples.reduce(
      (most, sample, index) => Math.max(most, Math.abs(sample - pcm.readInt16LE(index * 2) / 32_768)),
      0,
    );
    expect(worst).toBeLessThan(1e-4);
  });

  it('shapes its lips when the network says so', async () => {
    const [chunk] = await speak(engine, { text: 'Mop.' });
    // Two ends of 6 frames, m 3 (id 55), the stress 2 (156), ɑ 2 (69), p 3 (58) and the full stop 3 (4), of 25 ms.
    expect(chunk?.visemes).toEqual([
      { viseme: 'sil', timeMs: 0, durationMs: 150 },
      { viseme: 'PP', timeMs: 150, durationMs: 75 },
      { viseme: 'aa', timeMs: 225, durationMs: 100 },
      { viseme: 'PP', timeMs: 325, durationMs: 75 },
      { viseme: 'sil', timeMs: 400, durationMs: 225 },
    ]);
  });

  it('speaks British with a British voice, and another language with any', async () => {
    const bytes = async (fields: Partial<SpeechRequest>) =>
      Buffer.concat((await speak(engine, fields)).map(({ pcm16 }) => pcm16)).length;
    expect(await bytes({ text: 'boat', voice: 'bf_emma' })).not.toBe(await bytes({ text: 'boat' }));
    expect(await bytes({ text: 'Bonjour.', language: 'fr', voice: 'af_heart' })).toBe(
      await bytes({ text: 'Bonjour.', language: 'fr' }),
    );
  });

  it('refuses what it cannot say, and says what it can', async () => {
    await expect(speak(engine, { language: 'ja' })).rejects.toMatchObject({
      code: 'unsupported_language',
      message: expect.stringContaining('en, es, fr, hi, it, pt'),
    });
    await expect(speak(engine, { voice: 'jf_alpha' })).rejects.toMatchObject({ code: 'unknown_voice' });
    await expect(speak(engine, { text: '...' })).rejects.toMatchObject({ code: 'empty_text' });
    const speaker = { gptConditioning: new Float32Array(), speakerEmbedding: new Float32Array() };
    await expect(speak(engine, { speaker })).rejects.toMatchObject({ code: 'engine_cannot_clone' });
  });

  it('sends long texts piece by piece, the first soon', async () => {
    const sentence = 'After a while, when nobody looked, the old man went down to the harbour again. ';
    const chunks = await speak(engine, { text: sentence.repeat(6) });
    expect(chunks.length).toBeGreaterThan(3);
    const [first = 0, second = 0] = chunks.map(({ pcm16 }) => pcm16.length);
    expect(first).toBeLessThan(second / 2);
    const visemes = chunks.flatMap((chunk) => chunk.visemes);
    const last = visemes.at(-1);
    const totalMs = chunks.reduce((sum, { pcm16 }) => sum + pcm16.length, 0) / 48;
    expect((last?.timeMs ?? 0) + (last?.durationMs ?? 0)).toBeCloseTo(totalMs, 3);
  });
});

describe('Kokoro in other exports', () => {
  const engines: KokoroEngine[] = [];
  afterAll(() => Promise.all(engines.map((engine) => engine.unload())));
  async function load(how: StubExport) {
    const engine = createEngine(how);
    engines.push(engine);
    await engine.load(signal);
    return engine;
  }

  it("takes thewh1teagle's names, and durations that are no whole numbers", async () => {
    const engine = await load({
      ids: 'tokens',
      waveform: { name: 'audio', hasBatch: false },
      durations: { name: 'duration', type: 'float32' },
      speed: 'float32',
    });
    const [chunk] = await speak(engine, { text: 'Mop.' });
    expect(chunk?.visemes.filter(({ viseme }) => viseme === 'PP').length).toBe(2);
  });

  it('leaves the lips to the aligner where the network tells no durations', async () => {
    const { durations: _durations, ...plain } = timestampedExport;
    const engine = await load(plain);
    expect(engine.status().capabilities).toMatchObject({ visemes: false });
    const chunks = await speak(engine, { text: 'One two three four, five six seven eight nine. 10!' });
    expect(chunks.map(({ visemes, spoken }) => ({ visemes, spoken }))).toEqual([
      {
        visemes: [],
        spoken: { index: 0, text: 'One two three four, five six seven eight nine.', isLast: true },
      },
      { visemes: [], spoken: { index: 1, text: 'ten!', isLast: true } },
    ]);
  });

  it('refuses speeds that an export would round', async () => {
    const engine = await load({ ...timestampedExport, speed: 'int32' });
    await expect(speak(engine, { speed: 1.5 })).rejects.toMatchObject({
      code: 'invalid_parameter',
      param: 'speed',
    });
    expect(await speak(engine, { speed: 2 })).toHaveLength(1);
  });
});

describe('Kokoro that cannot be loaded', () => {
  it('says why, and leaves no process behind', async () => {
    const espeak = new EspeakProgram();
    const directory = writeFolder({ 'onnx/model.onnx': 'no graph', 'voices/af_heart.bin': stubStyles() });
    const engine = new KokoroEngine({ name: 'kokoro-82m', directory, device: 'cpu', threads: 1, espeak });
    await expect(engine.load(signal)).rejects.toMatchObject({
      code: 'model_files_invalid',
      message: expect.stringContaining('model.onnx'),
    });
    expect(engine.status().ready).toBe(false);
    expect(espeak.status().state).toBe('stopped');
    const again = engine.load(signal);
    await expect(speak(engine, {})).rejects.toMatchObject({ code: 'model_files_invalid' });
    await expect(again).rejects.toMatchObject({ code: 'model_files_invalid' });
  });
});
