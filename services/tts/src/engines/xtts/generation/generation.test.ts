import { describe, expect, test } from 'vitest';
import { drawToken } from './draw-token.js';
import { randomNumbers } from './random-numbers.js';
import { toSampling } from './sampling.js';
import { speechLength } from './speech-length.js';

describe('random numbers', () => {
  test('are the same for the same seed, under 1 in single precision, and spread evenly', () => {
    const [first, again, other] = [randomNumbers(5), randomNumbers(5), randomNumbers(6)];
    const numbers = Array.from({ length: 10_000 }, () => first());
    expect(numbers).toEqual(Array.from({ length: 10_000 }, () => again()));
    expect(other()).not.toBe(numbers[0]);
    expect(Math.max(...numbers.map(Math.fround))).toBeLessThan(1);
    expect(numbers.reduce((sum, value) => sum + value, 0) / numbers.length).toBeCloseTo(0.5, 1);
  });
});

describe('settings of sampling', () => {
  test('are those of XTTS where nothing is asked', () => {
    expect(toSampling()).toEqual({ temperature: 0.75, topK: 50, topP: 0.85, repetitionPenalty: 10 });
  });

  test('stay where speech stays whole', () => {
    expect(toSampling({ temperature: 0.1, topK: 0, topP: 3, repetitionPenalty: 0 })).toEqual({
      temperature: 0.4,
      topK: 1,
      topP: 1,
      repetitionPenalty: 1,
    });
    expect(toSampling({ temperature: 1.5 }).temperature).toBe(0.9);
  });
});

describe('drawing a token', () => {
  const sampling = { temperature: 1, topK: 4, topP: 1, repetitionPenalty: 1 };
  const draw = (uniform: number, fields = {}) =>
    drawToken(Float32Array.of(0, 1, 2, 1), new Uint8Array(4), { ...sampling, ...fields }, uniform);

  test('takes the first token at which the probabilities pass the random number', () => {
    expect([0, 0.07, 0.08, 0.26, 0.27, 0.8, 0.81].map((uniform) => draw(uniform))).toEqual([
      0, 0, 1, 1, 2, 2, 3,
    ]);
  });

  test('takes the likeliest alone with top-k 1, and with a small top-p', () => {
    expect([0, 0.5, 0.99].map((uniform) => draw(uniform, { topK: 1 }))).toEqual([2, 2, 2]);
    expect([0, 0.5, 0.99].map((uniform) => draw(uniform, { topP: 0.1 }))).toEqual([2, 2, 2]);
  });
});

describe('the length of speech', () => {
  test('grows with the text, up to what the GPT has positions for', () => {
    const short = speechLength('yes', 602, 1);
    const sentence = speechLength('my mother bakes bread in the evening', 602, 1);
    expect(short.maxTokens).toBeLessThan(60);
    expect(sentence.maxTokens).toBeGreaterThan(36 * 1.4);
    expect(speechLength('word '.repeat(300), 602, 1).maxTokens).toBe(602);
    expect(speechLength('yes', 602, 0.5).plausibleSamples).toBeCloseTo(2 * short.plausibleSamples);
  });

  test('counts a Han character as several letters', () => {
    expect(speechLength('妈妈做面包', 602, 1).maxTokens).toBeGreaterThan(
      speechLength('mamas', 602, 1).maxTokens,
    );
  });
});
