import { WhisperMelSpectrogram } from '@parley/audio';
import { nemoMelBatch } from '../nemo/mel-batch.js';
import type { CtcFeatures } from './ctc-manifest.js';

/** What some rows give a network to hear. */
export interface FeatureBatch {
  values: Float32Array;
  dims: number[];
  /** Frames, or samples, of the longest row. */
  length: number;
  /** Valid ones of each row. */
  lengths: number[];
}

const varianceGuard = 1e-7;

/** @param waveforms 16 kHz mono, -1 to 1 */
export function ctcFeatures(features: CtcFeatures, waveforms: readonly Float32Array[]): FeatureBatch {
  if (features.kind === 'waveform') return normalizedWaveforms(features, waveforms);
  const { melBins, layout } = features;
  const { values, frames, lengths } =
    features.kind === 'nemo-mel'
      ? nemoMelBatch(waveforms, melBins, features.normalization)
      : whisperMelBatch(waveforms, melBins, features.windowFrames);
  const rows = waveforms.length;
  if (layout === 'bins-first') return { values, dims: [rows, melBins, frames], length: frames, lengths };
  return {
    values: framesFirst(values, rows, melBins, frames),
    dims: [rows, frames, melBins],
    length: frames,
    lengths,
  };
}

function whisperMelBatch(waveforms: readonly Float32Array[], melBins: number, windowFrames?: number) {
  const spectrograms = waveforms.map((samples) => new WhisperMelSpectrogram(samples, melBins));
  const frames = windowFrames ?? Math.max(1, ...spectrograms.map((spectrogram) => spectrogram.frames));
  const values = new Float32Array(waveforms.length * melBins * frames);
  const size = melBins * frames;
  spectrograms.forEach((spectrogram, row) => {
    const target = values.subarray(row * size, (row + 1) * size);
    spectrogram.window(0, frames, { windowFrames: frames, padding: 'silence' }, target);
  });
  return { values, frames, lengths: spectrograms.map((one) => Math.min(one.frames, frames)) };
}

/** [rows, bins, frames] to [rows, frames, bins]. */
function framesFirst(values: Float32Array, rows: number, bins: number, frames: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    const start = row * bins * frames;
    for (let bin = 0; bin < bins; bin++) {
      for (let frame = 0; frame < frames; frame++) {
        turned[start + frame * bins + bin] = values[start + bin * frames + frame] ?? 0;
      }
    }
  }
  return turned;
}

/** Mean 0 and variance 1 over each row (transformers, Wav2Vec2FeatureExtractor); zeros after its end. */
function normalizedWaveforms(
  { normalization, subsampling }: Extract<CtcFeatures, { kind: 'waveform' }>,
  waveforms: readonly Float32Array[],
): FeatureBatch {
  const lengths = waveforms.map((samples) => samples.length);
  // Convolutions of the front end want some samples more than one step has.
  const length = Math.max(2 * subsampling, ...lengths);
  const values = new Float32Array(waveforms.length * length);
  waveforms.forEach((samples, row) => {
    const target = values.subarray(row * length, row * length + samples.length);
    if (normalization === 'none') return target.set(samples);
    const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
    const variance = samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / samples.length;
    const deviation = Math.sqrt(variance + varianceGuard);
    samples.forEach((sample, index) => (target[index] = (sample - mean) / deviation));
  });
  return { values, dims: [waveforms.length, length], length, lengths };
}
