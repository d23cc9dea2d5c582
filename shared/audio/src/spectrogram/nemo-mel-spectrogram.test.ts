import { describe, expect, it } from 'vitest';
import { type NemoWaveform, nemoCases, nemoWaveform } from '../testing/nemo-waveforms.js';
import { nemoMelSpectrogram } from './nemo-mel-spectrogram.js';

interface MelCase {
  waveform: NemoWaveform;
  frames: number;
  validFrames: number;
  /** By the column's number, its bins. */
  columns: Record<string, number[]>;
}

const tolerance = 1e-4;

describe.each([80, 128])("NeMo's mel spectrogram with %i bins", (melBins) => {
  const cases = nemoCases<MelCase>(`mel/nemo${melBins}.json`);

  it.each(cases)('is that of onnx-asr on %s', (_title, { waveform, frames, validFrames, columns }) => {
    const spectrogram = nemoMelSpectrogram(nemoWaveform(waveform), melBins);
    expect(spectrogram).toMatchObject({ melBins, frames, validFrames });
    for (const [frame, bins] of Object.entries(columns)) {
      const errors = bins.map((expected, bin) =>
        Math.abs((spectrogram.values[bin * frames + Number(frame)] ?? NaN) - expected),
      );
      expect(Math.max(...errors), `column ${frame}`).toBeLessThanOrEqual(tolerance);
    }
  });

  it.each([
    [0, 1, 0],
    [1, 1, 0],
    [159, 1, 0],
    [160, 2, 1],
  ])('is finite for %i samples', (samples, frames, validFrames) => {
    const spectrogram = nemoMelSpectrogram(new Float32Array(samples).fill(0.1), melBins);
    expect(spectrogram).toMatchObject({ frames, validFrames });
    expect(spectrogram.values).toEqual(new Float32Array(melBins * frames));
  });
});
