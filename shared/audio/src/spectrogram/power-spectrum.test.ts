import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../testing/random-numbers.js';
import { PowerSpectrum } from './power-spectrum.js';

/** By the definition of the discrete Fourier transform. */
function powerByDefinition(samples: Float64Array): Float64Array {
  const size = samples.length;
  return Float64Array.from({ length: size / 2 + 1 }, (_, bin) => {
    let real = 0;
    let imaginary = 0;
    samples.forEach((sample, i) => {
      real += sample * Math.cos((2 * Math.PI * bin * i) / size);
      imaginary += sample * Math.sin((2 * Math.PI * bin * i) / size);
    });
    return real * real + imaginary * imaginary;
  });
}

describe('PowerSpectrum', () => {
  it.each([8, 20, 50, 320, 400, 512])('agrees with the definition for frames of %i samples', (size) => {
    const next = randomNumbers(size);
    const window = Float64Array.from({ length: size }, next);
    const samples = Float64Array.from({ length: size + 7 }, () => next() - 0.5);
    const spectrum = new PowerSpectrum(size);
    const power = new Float64Array(spectrum.bins);
    spectrum.compute(samples, 7, window, power);
    const expected = powerByDefinition(window.map((weight, i) => weight * (samples[7 + i] ?? 0)));
    power.forEach((value, bin) => expect(Math.abs(value - (expected[bin] ?? 0))).toBeLessThan(1e-10));
  });

  it('refuses sizes that it cannot split', () => {
    expect(() => new PowerSpectrum(14)).toThrow('factors 2 and 5');
  });
});
