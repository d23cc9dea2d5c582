import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TranscriptSegment } from '@parley/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecording, recordings } from '../testing/recordings.js';
import {
  type EngineBatch,
  engineSampleRate,
  type EngineRequest,
  type SpeechToTextEngine,
} from './speech-to-text-engine.js';

const english: EngineRequest = { language: 'en', task: 'transcribe', targetLanguage: 'en' };

/** Speech whose words the engine must hear. */
export interface SpokenExample {
  /** The file's path. */
  path: string;
  read: () => Float32Array;
  /** The text in lower case. */
  text: RegExp;
  /** Words at least, where the engine tells their times. */
  leastWords: number;
}

const quilter: SpokenExample = {
  path: join(recordings, 'en_quilter_6s.wav'),
  read: () => readRecording('en_quilter_6s.wav'),
  text: /middle classes.*glad to welcome his gospel/,
  leastWords: 6,
};

/** What every recogniser must do, whatever runs inside it. */
export function describeSpeechToTextEngine(
  name: string,
  create: () => SpeechToTextEngine,
  spoken: SpokenExample = quilter,
): void {
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

      describe.skipIf(!existsSync(spoken.path))('given speech (skipped without the recording)', () => {
        describeSpeech(engine, spoken);
        const { batch, transcribeSequentially } = engine;
        if (batch) describe('in rows', () => describeBatch(engine, batch, spoken));
        if (transcribeSequentially) {
          const listen = transcribeSequentially.bind(engine);
          describe('as a recording', () => describeRecording(engine, listen, spoken));
        }
      });
    });
  });
}

function describeSpeech(engine: SpeechToTextEngine, spoken: SpokenExample): void {
  it('hears words, and when', async () => {
    const audio = spoken.read();
    const request = { ...english, wordTimestamps: engine.capabilities.wordTimestamps };
    const { text, language, segments } = await engine.transcribe(
      audio,
      request,
      new AbortController().signal,
    );
    expect(language).toBe('en');
    expect(text.toLowerCase()).toMatch(spoken.text);
    expectOrder(segments, audio.length);
    const words = segments.flatMap((segment) => segment.words ?? []);
    expect(words.length).toBeGreaterThanOrEqual(engine.capabilities.wordTimestamps ? spoken.leastWords : 0);
  });
}

function describeBatch(engine: SpeechToTextEngine, batch: EngineBatch, spoken: SpokenExample): void {
  it('hears each as alone, silence among them, and gives up none but the one it is told to', async () => {
    const abort = new AbortController();
    const { signal } = new AbortController();
    const audio = spoken.read();
    const alone = await engine.transcribe(audio, english, signal);
    const rows = [
      { audio, request: english, signal },
      { audio: noise(5), request: english, signal: abort.signal },
      { audio: new Float32Array(8_000), request: english, signal },
      { audio, request: { ...english, language: 'not a language' }, signal },
    ].slice(0, batch.maxRows);
    const results = batch.transcribe(rows);
    abort.abort();
    const [heard, ...others] = await Promise.allSettled(results);
    expect(heard).toMatchObject({ status: 'fulfilled', value: { text: alone.text, language: 'en' } });
    expect(others).toEqual(
      [
        { status: 'rejected', reason: expect.objectContaining({ code: 'cancelled' }) },
        { status: 'fulfilled', value: expect.objectContaining({ text: '', segments: [] }) },
        { status: 'rejected', reason: expect.objectContaining({ code: expect.any(String) }) },
      ].slice(0, others.length),
    );
    await engine.transcribe(noise(0.5), english, signal);
  });
}

function describeRecording(
  engine: SpeechToTextEngine,
  listen: NonNullable<SpeechToTextEngine['transcribeSequentially']>,
  spoken: SpokenExample,
): void {
  /** Twice the same, with a pause. */
  const twice = () => {
    const audio = spoken.read();
    const pause = engineSampleRate;
    const joined = new Float32Array(audio.length * 2 + pause);
    joined.set(audio);
    joined.set(audio, audio.length + pause);
    return joined;
  };

  it('hears all of it in order, each window in its turn', async () => {
    const audio = twice();
    const segments: TranscriptSegment[] = [];
    const { signal } = new AbortController();
    let [turns, taken, windows, doneMs] = [0, 0, 0, 0];
    const takeTurn = async () => {
      turns += 1;
      taken += 1;
      let hasLeft = false;
      return () => {
        taken -= hasLeft ? 0 : 1;
        hasLeft = true;
      };
    };
    for await (const window of listen(audio, english, takeTurn, signal)) {
      expect([taken, window.language]).toEqual([0, 'en']);
      expect(window.doneMs).toBeGreaterThanOrEqual(doneMs);
      ({ doneMs } = window);
      windows += 1;
      segments.push(...window.segments);
    }
    expect([turns, taken]).toEqual([windows, 0]);
    expect(doneMs).toBeCloseTo(audio.length / 16, -2);
    expectOrder(segments, audio.length);
    const text = segments.map((segment) => segment.text).join(' ');
    expect(text.toLowerCase()).toMatch(new RegExp(`${spoken.text.source}.*${spoken.text.source}`));
  });

  it('stops when nobody listens any more, and goes on with other work', async () => {
    const { signal } = new AbortController();
    const abort = new AbortController();
    const first = listen(noise(60), english, async () => () => undefined, abort.signal).next();
    abort.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    const calls = Array.from({ length: engine.concurrency }, () =>
      engine.transcribe(noise(0.5), english, signal),
    );
    await Promise.all(calls);
  });
}

/** Segments, and the words in them, follow one another within the audio. */
function expectOrder(segments: readonly TranscriptSegment[], samples: number): void {
  const endMs = (samples / engineSampleRate) * 1_000;
  let before = 0;
  for (const segment of segments) {
    expect(segment.startMs).toBeGreaterThanOrEqual(before);
    expect(segment.endMs).toBeLessThanOrEqual(endMs);
    for (const word of segment.words ?? []) {
      expect(word.startMs).toBeGreaterThanOrEqual(before);
      before = word.startMs;
    }
  }
}

/** Noise that sounds the same every time. */
function noise(seconds: number): Float32Array {
  let seed = 1;
  return Float32Array.from({ length: seconds * engineSampleRate }, () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return (seed / 2_147_483_647 - 0.5) * 0.2;
  });
}
