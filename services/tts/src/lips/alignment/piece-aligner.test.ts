import type { VisemeEvent } from '@parley/contracts';
import { describe, expect, it } from 'vitest';
import { speakWithEspeak } from '../testing/espeak-speech.js';
import { fliteVoices, speakWithFlite } from '../testing/flite-speech.js';
import { onsetErrors, percentile } from '../testing/onset-errors.js';
import { type Method, chunksOf, methods, predictOnsets } from '../testing/predict-onsets.js';
import { englishSentences } from '../testing/sentences.js';
import { PieceAligner } from './piece-aligner.js';
import { type TimedSpeech, prepareReference } from './reference-speech.js';
import { Speaker } from './speaker.js';

/** Median and 90th percentile of the distance from where a voice says that its phones begin, in milliseconds. */
async function errorsOf(speak: (text: string) => Promise<TimedSpeech>) {
  const errors: Record<Method, number[]> = { scaled: [], aligned: [], streamed: [] };
  for (const text of englishSentences) {
    const [reference, spoken] = [await speakWithEspeak('en-us', text), await speak(text)];
    for (const method of methods) {
      const found = onsetErrors(predictOnsets(method, reference, spoken), spoken.phonemes);
      errors[method].push(...found.map((error) => Math.abs(error)));
    }
  }
  const summary = (values: readonly number[]) => ({
    count: values.length,
    median: percentile(values, 0.5),
    p90: percentile(values, 0.9),
  });
  return {
    scaled: summary(errors.scaled),
    aligned: summary(errors.aligned),
    streamed: summary(errors.streamed),
  };
}

/** White noise, this much softer than the speech. */
function withNoise({ samples, ...rest }: TimedSpeech, decibels: number): TimedSpeech {
  const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
  const amplitude = Math.sqrt(3 * power) * 10 ** (-decibels / 20);
  let state = 1;
  const noisy = samples.map((value) => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return value + amplitude * (state / 2 ** 31 - 1);
  });
  return { ...rest, samples: noisy };
}

describe('phones found in speech by flite, of which only audio and text are given', () => {
  it.each(fliteVoices)(
    '%s: within 40 ms as a median, whole and streamed, closer than by scaling',
    async (voice) => {
      const { scaled, aligned, streamed } = await errorsOf((text) => speakWithFlite(voice, text));
      expect(aligned.count).toBeGreaterThan(200);
      expect(aligned.median).toBeLessThan(15);
      expect(aligned.p90).toBeLessThan(scaled.median);
      expect(streamed.median).toBeLessThan(20);
      expect(streamed.median).toBeLessThan(scaled.median / 2);
    },
  );

  it('in noise 20 dB below the speech', async () => {
    const { aligned } = await errorsOf(async (text) => withNoise(await speakWithFlite('rms', text), 20));
    expect(aligned.median).toBeLessThan(20);
  });
});

describe("phonemes found in espeak-ng's other voices", () => {
  it.each([
    ['en-us+f3', 120],
    ['en-us+m7', 220],
    ['en-gb+f2', 175],
  ])('%s at %i words a minute', async (voice, rate) => {
    const { aligned, streamed } = await errorsOf((text) => speakWithEspeak(voice, text, rate));
    expect(aligned.median).toBeLessThan(10);
    expect(streamed.median).toBeLessThan(10);
  });
});

/** A pause of a second where the reference has a short one, and half a second of silence at both ends. */
function withPauses({ samples, sampleRate }: TimedSpeech, atMs: number): Float32Array {
  const cut = Math.round((atMs * sampleRate) / 1_000);
  const silence = sampleRate / 2;
  const result = new Float32Array(samples.length + 4 * silence);
  result.set(samples.subarray(0, cut), silence);
  result.set(samples.subarray(cut), cut + 3 * silence);
  return result;
}

describe('the timeline of a piece', () => {
  const text = 'Papa, mama.';
  const shapesAt = (events: readonly VisemeEvent[], fromMs: number, toMs: number) =>
    events
      .filter((event) => event.timeMs < toMs && event.timeMs + event.durationMs > fromMs)
      .map((e) => e.viseme);

  it('covers every chunk with it, without gaps, and is silent in pauses of any length', async () => {
    const reference = await speakWithEspeak('en-us', text);
    const pauseMs = reference.phonemes.find(({ ipa, timeMs }) => ipa === '' && timeMs > 100)?.timeMs ?? 0;
    const samples = withPauses(reference, pauseMs + 20);
    for (const firstMs of [Infinity, 400, 30]) {
      const aligner = new PieceAligner(prepareReference(reference), new Speaker(), reference.sampleRate);
      const events: VisemeEvent[] = [];
      let heard = 0;
      for (const chunk of chunksOf(samples, firstMs)) {
        events.push(...aligner.push(chunk.samples, chunk.isLast));
        heard += chunk.samples.length;
        const last = events.at(-1);
        const toldMs = (last?.timeMs ?? 0) + (last?.durationMs ?? 0);
        expect(toldMs).toBeCloseTo((heard / reference.sampleRate) * 1_000, 3);
      }
      events.reduce((atMs, event) => {
        expect(event.timeMs).toBeCloseTo(atMs, 3);
        expect(event.durationMs).toBeGreaterThan(0);
        return event.timeMs + event.durationMs;
      }, 0);
      expect(new Set(shapesAt(events, 20, 400)), `chunks of ${firstMs} ms`).toEqual(new Set(['sil']));
      expect(new Set(shapesAt(events, pauseMs + 600, pauseMs + 1_400))).toEqual(new Set(['sil']));
      expect(events.filter(({ viseme }) => viseme === 'PP').length).toBeGreaterThanOrEqual(4);
    }
  });

  it('is silent where nothing was said, whatever should have been', async () => {
    const reference = prepareReference(await speakWithEspeak('en-us', text));
    const aligner = new PieceAligner(reference, new Speaker(), 24_000);
    expect(aligner.push(new Float32Array(24_000), true)).toEqual([
      { viseme: 'sil', timeMs: 0, durationMs: 1_000 },
    ]);
  });

  it('knows nothing to say for an empty reference', () => {
    const reference = prepareReference({ samples: new Float32Array(0), sampleRate: 22_050, phonemes: [] });
    const aligner = new PieceAligner(reference, new Speaker(), 24_000);
    expect(aligner.push(new Float32Array(2_400).fill(0.3), false)).toEqual([
      { viseme: 'sil', timeMs: 0, durationMs: 100 },
    ]);
  });
});
