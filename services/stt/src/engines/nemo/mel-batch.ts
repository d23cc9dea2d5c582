import { nemoMelSpectrogram } from '@parley/audio';

/** Spectrograms of some rows side by side. */
export interface MelBatch {
  /** [rows, melBins, frames], zeros after a row's end. */
  values: Float32Array;
  frames: number;
  /** Valid frames of each row. */
  lengths: number[];
}

/** Three halvings of the time axis need as many frames (NeMo's export of its encoders). */
const leastFrames = 9;

/** NeMo's mel spectrograms of 16 kHz mono waveforms. */
export function nemoMelBatch(
  waveforms: readonly Float32Array[],
  melBins: number,
  normalization: 'per-bin' | 'none' = 'per-bin',
): MelBatch {
  const spectrograms = waveforms.map((samples) => nemoMelSpectrogram(samples, melBins, normalization));
  const frames = Math.max(leastFrames, ...spectrograms.map((spectrogram) => spectrogram.frames));
  const values = new Float32Array(waveforms.length * melBins * frames);
  spectrograms.forEach((spectrogram, row) => {
    for (let bin = 0; bin < melBins; bin++) {
      const from = spectrogram.values.subarray(bin * spectrogram.frames, (bin + 1) * spectrogram.frames);
      values.set(from, (row * melBins + bin) * frames);
    }
  });
  return { values, frames, lengths: spectrograms.map(({ validFrames }) => validFrames) };
}
