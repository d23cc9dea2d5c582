import { describe, expect, it } from 'vitest';
import { DownSampler } from './down-sampler.js';

const inputRate = 48_000;
const outputRate = 16_000;

/** One second of a tone, through the sampler in quanta of 128 as a worklet gets it. */
function resampled(frequency: number): Float32Array {
  const sampler = new DownSampler(inputRate, outputRate);
  const tone = Float32Array.from({ length: inputRate }, (_, index) =>
    Math.sin((2 * Math.PI * frequency * index) / inputRate),
  );
  const output: number[] = [];
  for (let start = 0; start < tone.length; start += 128) {
    output.push(...sampler.process(tone.subarray(start, start + 128)));
  }
  return Float32Array.from(output);
}

function rootMeanSquare(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

describe('DownSampler', () => {
  it('makes one sample of three, but for those that wait for the next input', () => {
    const { length } = resampled(1_000);
    expect(length).toBeGreaterThan(outputRate - 40);
    expect(length).toBeLessThanOrEqual(outputRate);
  });

  it.each([200, 1_000, 3_400, 6_000])('keeps a tone of %d Hz', (frequency) => {
    expect(rootMeanSquare(resampled(frequency).subarray(100))).toBeCloseTo(Math.SQRT1_2, 2);
  });

  it.each([10_000, 14_000, 20_000])('keeps out a tone of %d Hz, which would fold back', (frequency) => {
    expect(rootMeanSquare(resampled(frequency).subarray(100))).toBeLessThan(0.01);
  });

  it('keeps the phase of every sample, not only the loudness', () => {
    const output = resampled(440).subarray(200, 1_200);
    for (const [index, sample] of output.entries()) {
      const expected = Math.sin((2 * Math.PI * 440 * (index + 200)) / outputRate);
      expect(Math.abs(sample - expected)).toBeLessThan(0.01);
    }
  });
});
