import { expect, it } from 'vitest';
import { spectrumAt, windowSamples } from './spectrum.js';

it.each([8, 40, 200])('has its peak at the bin of a tone (%d)', (bin) => {
  const tone = Float32Array.from({ length: 1_024 }, (_, index) =>
    Math.sin((2 * Math.PI * bin * index) / windowSamples),
  );
  const spectrum = spectrumAt(tone, 300);
  expect(spectrum).toHaveLength(windowSamples / 2);
  expect(spectrum.indexOf(Math.max(...spectrum))).toBe(bin);
  expect((spectrum[bin] ?? 0) - (spectrum[(bin + 30) % 256] ?? 0)).toBeGreaterThan(60);
});

it('keeps the energy of a window, by Parseval', () => {
  const noise = Float32Array.from({ length: windowSamples }, (_, index) => Math.sin(index * index * 0.37));
  const windowed = noise.map(
    (sample, index) => sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * index) / windowSamples)),
  );
  const energy = windowed.reduce((sum, sample) => sum + sample * sample, 0);
  const powers = spectrumAt(noise, 0).map((decibels) => 10 ** (decibels / 10));
  // Bins above 0 stand for their mirror images too.
  const total = powers.reduce((sum, power, bin) => sum + power * (bin === 0 ? 1 : 2), 0);
  expect(total / energy).toBeCloseTo(1, 1);
});
