import { describe, expect, it } from 'vitest';
import { concatSamples } from './pcm.js';
import { createResampler, resample } from './resample.js';
import { randomNumbers } from './testing/random-numbers.js';

function sine(sampleRate: number, length: number, hertz = 440): Float32Array {
  return Float32Array.from({ length }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hertz * i) / sampleRate));
}

const rates: [number, number][] = [
  [48_000, 16_000],
  [44_100, 16_000],
  [8000, 16_000],
  [16_000, 48_000],
  [22_050, 24_000],
  [11_025, 16_000],
  [192_000, 8000],
  [1000, 48_000],
];

describe.each(rates)('resampling %i Hz to %i Hz', (inputRate, outputRate) => {
  it('keeps the tone, its time and its exact length', async () => {
    const length = inputRate + 17;
    const hertz = Math.min(440, inputRate / 8);
    const pcm = await resample(
      { samples: sine(inputRate, length, hertz), sampleRate: inputRate },
      outputRate,
    );
    const ideal = sine(outputRate, Math.round((length * outputRate) / inputRate), hertz);
    expect(pcm.samples).toHaveLength(ideal.length);
    const middle = ideal.length >> 2;
    const errors = ideal
      .subarray(middle, middle * 3)
      .map((sample, i) => sample - (pcm.samples[middle + i] ?? 0));
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.001);
  });

  it('gives the same samples however the stream is cut', async () => {
    const random = randomNumbers(inputRate);
    const input = sine(inputRate, Math.round(inputRate / 2));
    const whole = await resample({ samples: input, sampleRate: inputRate }, outputRate);
    const resampler = await createResampler(inputRate, outputRate);
    const blocks: Float32Array[] = [];
    for (let at = 0; at < input.length;) {
      const next = at + Math.floor(random() * random() * 3000);
      blocks.push(resampler.push(input.subarray(at, next)));
      at = next;
    }
    blocks.push(resampler.flush());
    const joined = concatSamples(blocks);
    expect(joined).toHaveLength(whole.samples.length);
    expect(Math.max(...joined.map((sample, i) => Math.abs(sample - (whole.samples[i] ?? 0))))).toBeLessThan(
      1e-5,
    );
  });
});

describe('StreamResampler', () => {
  it('passes blocks through where the rates are equal', async () => {
    const resampler = await createResampler(16_000, 16_000);
    const block = sine(16_000, 100);
    expect(resampler.push(block)).toBe(block);
    expect(resampler.flush()).toHaveLength(0);
  });

  it('removes what the lower rate cannot carry', async () => {
    const pcm = await resample({ samples: sine(48_000, 48_000, 12_000), sampleRate: 48_000 }, 16_000);
    expect(Math.max(...pcm.samples.subarray(1000, 15_000).map(Math.abs))).toBeLessThan(0.001);
  });

  it('starts from silence again when its converter served another stream before', async () => {
    const first = await createResampler(48_000, 16_000);
    first.push(sine(48_000, 9600));
    first.close();
    first.close();
    const second = await createResampler(24_000, 16_000);
    const quiet = concatSamples([second.push(new Float32Array(2400)), second.flush()]);
    expect(quiet).toEqual(new Float32Array(1600));
  });

  it('keeps two streams apart', async () => {
    const [loud, quiet] = await Promise.all([
      createResampler(48_000, 16_000),
      createResampler(48_000, 16_000),
    ]);
    loud.push(sine(48_000, 4800));
    expect(Math.max(...quiet.push(new Float32Array(4800)))).toBe(0);
    loud.close();
    quiet.close();
  });

  it('refuses to go on after its end', async () => {
    const resampler = await createResampler(48_000, 16_000);
    resampler.flush();
    expect(() => resampler.push(sine(48_000, 480))).toThrow('closed');
  });
});
