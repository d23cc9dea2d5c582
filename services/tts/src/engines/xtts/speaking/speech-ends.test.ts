import { concatSamples } from '@parley/audio';
import { describe, expect, test } from 'vitest';
import { SpeechEnds } from './speech-ends.js';

const second = 24_000;
const tone = (seconds: number) =>
  Float32Array.from({ length: seconds * second }, (_, i) => 0.3 * Math.sin(0.1 * i + 1));
const silence = (seconds: number) => new Float32Array(seconds * second);

function shape(samples: Float32Array, plausibleSamples: number, portion = 5_000): Float32Array {
  const ends = new SpeechEnds(plausibleSamples);
  const out: Float32Array[] = [];
  for (let at = 0; at < samples.length && !ends.hasEnded; at += portion)
    out.push(ends.push(samples.subarray(at, at + portion)));
  return concatSamples([...out, ends.finish()]);
}

describe('the ends of a piece of speech', () => {
  test('are faded over 5 ms, and nothing between them is changed', () => {
    const speech = tone(1);
    const shaped = shape(speech, 10 * second);
    expect(shaped.length).toBe(speech.length);
    expect([shaped[0], shaped.at(-1)]).toEqual([0, 0]);
    expect(shaped.subarray(120, -120)).toEqual(speech.subarray(120, -120));
  });

  test('are the same however the samples come', () => {
    const speech = concatSamples([silence(0.2), tone(1), silence(0.5), tone(0.7), silence(1)]);
    const whole = shape(speech, 10 * second, speech.length);
    for (const portion of [1, 100, 7_000]) expect(shape(speech, 10 * second, portion)).toEqual(whole);
  });

  test('have 0.3 s of silence after the last word', () => {
    expect(shape(concatSamples([tone(1), silence(1.5)]), 10 * second).length).toBe(Math.round(1.3 * second));
  });

  test('a pause within plausible speech stays, be it longer than what is held', () => {
    for (const pause of [0.5, 1, 3]) {
      const speech = concatSamples([tone(1), silence(pause), tone(1)]);
      expect(shape(speech, 10 * second).length).toBe(speech.length);
    }
  });

  test('what follows a pause after the plausible length is dropped', () => {
    const shaped = shape(concatSamples([tone(2), silence(0.5), tone(3)]), 1.5 * second);
    expect(shaped.length).toBe(Math.round(2.3 * second));
  });

  test('speech without a pause is not cut, however long', () => {
    expect(shape(tone(4), second).length).toBe(4 * second);
  });

  test('silence alone comes out as it is', () => {
    expect(shape(silence(0.7), second).length).toBe(0.7 * second);
  });
});
