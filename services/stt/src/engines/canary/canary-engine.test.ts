import { fileURLToPath } from 'node:url';
import { nemoFixture } from '@parley/audio/testing/nemo-waveforms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineRequest } from '../speech-to-text-engine.js';
import { createCanaryEngine } from './canary-engine.js';

const options = {
  modelDirectory: fileURLToPath(nemoFixture('canary')),
  device: 'cpu',
  threads: 1,
  // The fixtures' folder stays as it is.
  cutsDecoder: false,
} as const;
const transcribe: EngineRequest = { language: 'de', task: 'transcribe', targetLanguage: 'en' };
const { signal } = new AbortController();
const audio = Float32Array.from({ length: 16_000 }, (_, index) => Math.sin(index ** 1.3 / 50) / 4);

describe('the Canary engine, in its process', () => {
  const heard: number[] = [];
  const engine = createCanaryEngine({
    ...options,
    languageIdentifier: {
      identifyLanguage: async (samples) => {
        heard.push(samples.length);
        return samples.length > 20_000 ? 'ja' : 'fr';
      },
      unload: async () => {},
    },
  });
  const deaf = createCanaryEngine(options);
  beforeAll(async () => {
    await engine.load(signal);
    await deaf.load(signal);
  });
  afterAll(async () => {
    await engine.unload();
    await deaf.unload();
  });

  it('writes the language that it is told, or that it is asked for', async () => {
    expect(engine.status()).toMatchObject({ id: 'canary', ready: true, device: 'cpu', model: 'canary' });
    const german = await engine.transcribe(audio, transcribe, signal);
    const english = await engine.transcribe(audio, { ...transcribe, task: 'translate' }, signal);
    expect(german.language).toBe('de');
    expect(german.text).not.toBe('');
    expect(english.text).not.toBe(german.text);
    expect(german.segments).toEqual([{ text: german.text, startMs: 0, endMs: 1_000 }]);
  });

  it('has the language identified where none is given', async () => {
    const found = await engine.transcribe(audio, { ...transcribe, language: 'auto' }, signal);
    expect(found.language).toBe('fr');
    expect(found.text).toBe((await engine.transcribe(audio, { ...transcribe, language: 'fr' }, signal)).text);
    expect(heard).toEqual([audio.length]);
  });

  it.each([
    ['a language that it does not know', { ...transcribe, language: 'ja' }, 'language', /"ja"/],
    [
      'a translation into one',
      { ...transcribe, task: 'translate', targetLanguage: 'zh' },
      'target_language',
      /"zh"/,
    ],
    [
      'a translation past English',
      { ...transcribe, task: 'translate', targetLanguage: 'fr' },
      'target_language',
      /English/,
    ],
  ] as const)('refuses %s', async (_what, request, param, message) => {
    await expect(engine.transcribe(audio, request, signal)).rejects.toMatchObject({
      code: 'unsupported_language',
      param,
      message: expect.stringMatching(message),
    });
  });

  it('refuses one row and writes the others', async () => {
    const long = Float32Array.from({ length: 32_000 }, (_, index) => audio[index % audio.length] ?? 0);
    const rows = [
      { audio, request: transcribe, signal: new AbortController().signal },
      { audio: long, request: { ...transcribe, language: 'auto' }, signal: new AbortController().signal },
    ];
    const [first, second] = await Promise.allSettled(engine.batch.transcribe(rows));
    expect(first).toMatchObject({ status: 'fulfilled' });
    expect(second).toMatchObject({
      status: 'rejected',
      reason: { code: 'unsupported_language', message: expect.stringContaining('"ja"') },
    });
  });

  it('says what to do where nobody can identify the language', async () => {
    await expect(deaf.transcribe(audio, { ...transcribe, language: 'auto' }, signal)).rejects.toMatchObject({
      code: 'unsupported_language',
      message: expect.stringContaining('whisper-tiny'),
    });
  });
});
