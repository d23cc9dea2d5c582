import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readNumpyArchive } from '../testing/numpy-archive.js';
import { MelFilterBank } from './mel-filter-bank.js';

const archive = fileURLToPath(new URL('../../../../../shared/data/whisper/mel_filters.npz', import.meta.url));

describe.skipIf(!existsSync(archive))('MelFilterBank, beside the filters that openai/whisper ships', () => {
  it.each([80, 128])('agrees within 1e-8 with %i bins', (melBins) => {
    const expected = readNumpyArchive(archive).get(`mel_${String(melBins)}`) ?? new Float32Array();
    const filters = new MelFilterBank(16_000, 400, melBins);
    const sums = new Float64Array(melBins);
    expect(expected).toHaveLength(melBins * 201);
    let largest = 0;
    for (let bin = 0; bin < 201; bin++) {
      filters.apply(
        Float64Array.from({ length: 201 }, (_, i) => (i === bin ? 1 : 0)),
        sums,
      );
      sums.forEach((weight, filter) => {
        largest = Math.max(largest, Math.abs(weight - (expected[filter * 201 + bin] ?? Number.NaN)));
      });
    }
    expect(largest).toBeLessThan(1e-8);
  });
});
