import { MelFilterBank } from './mel-filter-bank.js';
import { PowerSpectrum } from './power-spectrum.js';

/**
 * NeMo's spectrogram of one waveform, as its recognisers want it (AudioToMelSpectrogramPreprocessor; onnx-asr,
 * preprocessors/numpy_preprocessor.py).
 */
export interface NemoMelSpectrogram {
  readonly melBins: number;
  /** Columns, 10 ms each: one more than the valid ones. */
  readonly frames: number;
  /** Columns that the audio fills; what follows is 0. */
  readonly validFrames: number;
  /** [melBins, frames] */
  readonly values: Float32Array;
}

const sampleRate = 16_000;
const frameSize = 512;
const windowSize = 400;
const hopSize = 160;
const preEmphasis = 0.97;
const logarithmGuard = 2 ** -24;
const deviationGuard = 1e-5;

/** A symmetric Hann window in the middle of the frame. */
const hannWindow = Float64Array.from({ length: frameSize }, (_, index) => {
  const position = index - (frameSize - windowSize) / 2;
  if (position < 0 || position >= windowSize) return 0;
  return 0.5 - 0.5 * Math.cos((2 * Math.PI * position) / (windowSize - 1));
});

/**
 * @param samples 16 kHz mono, -1 to 1
 * @param melBins 80 or 128
 * @param normalization each bin to mean 0 and deviation 1 over the audio, or logarithms as they are
 */
export function nemoMelSpectrogram(
  samples: Float32Array,
  melBins: number,
  normalization: 'per-bin' | 'none' = 'per-bin',
): NemoMelSpectrogram {
  const validFrames = Math.floor(samples.length / hopSize);
  const frames = validFrames + 1;
  const values = logarithmsOfEnergies(samples, melBins, frames);
  for (let bin = 0; bin < melBins; bin++) {
    const row = values.subarray(bin * frames, (bin + 1) * frames);
    if (normalization === 'per-bin') normalize(row.subarray(0, validFrames));
    row.fill(0, validFrames);
  }
  return { melBins, frames, validFrames, values };
}

function logarithmsOfEnergies(samples: Float32Array, melBins: number, frames: number): Float32Array {
  const waveform = emphasize(samples);
  const filters = new MelFilterBank(sampleRate, frameSize, melBins);
  const spectrum = new PowerSpectrum(frameSize);
  const power = new Float64Array(spectrum.bins);
  const energies = new Float64Array(melBins);
  const values = new Float32Array(melBins * frames);
  for (let frame = 0; frame < frames; frame++) {
    spectrum.compute(waveform, frame * hopSize, hannWindow, power);
    filters.apply(power, energies);
    for (let bin = 0; bin < melBins; bin++) {
      values[bin * frames + frame] = Math.log((energies[bin] ?? 0) + logarithmGuard);
    }
  }
  return values;
}

/** The waveform after pre-emphasis, with silence of half a frame on either side. */
function emphasize(samples: Float32Array): Float32Array {
  const emphasized = new Float32Array(samples.length + frameSize);
  let before = 0;
  for (let index = 0; index < samples.length; index++) {
    const sample = samples[index] ?? 0;
    emphasized[frameSize / 2 + index] = sample - preEmphasis * before;
    before = sample;
  }
  return emphasized;
}

/** A single column has no deviation: it becomes 0. */
function normalize(row: Float32Array): void {
  const count = row.length;
  let sum = 0;
  for (const value of row) sum += value;
  const mean = sum / count;
  let squares = 0;
  for (const value of row) squares += (value - mean) ** 2;
  const deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
  for (let index = 0; index < count; index++) {
    row[index] = ((row[index] ?? 0) - mean) / (deviation + deviationGuard);
  }
}
