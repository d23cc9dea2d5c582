import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecording, recordings } from '../testing/recordings.js';
import { engineSampleRate, type EngineRequest, type SpeechToTextEngine } from './speech-to-text-engine.js';

const english: EngineRequest = { language: 'en', task: 'transcribe', targetLanguage: 'en' };

/** What every recogniser must do, whatever runs inside it. */
export function describeSpeechToTextEngine(name: string, create: () => SpeechToTextEngine): void {
  describe(`${name} as a speech-to-text engine`, () => {
    const engine = create();
    const { signal } = new AbortController();

    it('is not ready before it is loaded, and says so', async () => {
      expect(engine.readiness().ready).toBe(false);
      await expect(engine.transcribe(new Float32Array(16_000), english, signal)).rejects.toMatchObject({
        code: 'engine_not_ready',
      });
    });

    describe('loaded', () => {
      beforeAll(() => engine.load(signal));
      afterAll(async () => {
        await engine.unload();
        expect(engine.readiness().ready).toBe(false);
      });

      it('tells who it is', () => {
        expect(engine.readiness()).toEqual({ ready: true });
        expect(engine.status()).toMatchObject({ id: engine.id, ready: true, languages: engine.languages });
        expect(engine.languages.length).toBeGreaterThan(0);
        expect(engine.concurrency).toBeGreaterThan(0);
      });

      it.each([
        ['nothing', 0],
        ['one sample', 1],
        ['a hundredth of a second', 160],
        ['half a second of silence', 8_000],
      ])('hears no words in %s', async (_what, length) => {
        const { text, segments } = await engine.transcribe(new Float32Array(length), english, signal);
        expect({ text, segments }).toEqual({ text: '', segments: [] });
      });

      it.skipIf(!existsSync(recordings))('hears words, and when (skipped without shared/data)', async () => {
        const audio = readRecording('en_quilter_6s.wav');
        const { text, language, segments } = await engine.transcribe(audio, english, signal);
        expect(language).toBe('en');
        expect(text.toLowerCase()).toMatch(/middle classes.*glad to welcome his gospel/);
        const endMs = (audio.length / engineSampleRate) * 1_000;
        let before = 0;
        for (const { startMs, endMs: segmentEndMs, words = [] } of segments) {
          expect(startMs).toBeGreaterThanOrEqual(before);
          expect(segmentEndMs).toBeLessThanOrEqual(endMs);
          for (const word of words) {
            expect(word.startMs).toBeGreaterThanOrEqual(before);
            before = word.startMs;
          }
        }
        if (engine.capabilities.wordTimestamps) expect(segments[0]?.words?.length).toBeGreaterThan(5);
      });

      it('refuses more calls than it takes at once, and serves the others', async () => {
        const audio = noise(2);
        const calls = Array.from({ length: engine.concurrency + 1 }, () =>
          engine.transcribe(audio, english, signal),
        );
        const results = await Promise.allSettled(calls);
        const refused = results.filter(({ status }) => status === 'rejected');
        expect(refused).toEqual([
          { status: 'rejected', reason: expect.objectContaining({ code: 'at_capacity' }) },
        ]);
      });

      it('ends work that nobody waits for, and goes on', async () => {
        const abort = new AbortController();
        const call = engine.transcribe(noise(25), english, abort.signal);
        abort.abort();
        await expect(call).rejects.toMatchObject({ code: 'cancelled' });
        await engine.transcribe(noise(0.5), english, signal);
      });
    });
  });
}

/** Noise that sounds the same every time. */
function noise(seconds: number): Float32Array {
  let seed = 1;
  return Float32Array.from({ length: seconds * engineSampleRate }, () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return (seed / 2_147_483_647 - 0.5) * 0.2;
  });
}
