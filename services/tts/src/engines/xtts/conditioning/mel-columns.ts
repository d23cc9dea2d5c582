import { type MelFilterBank, PowerSpectrum } from '@parley/audio';

/** How a spectrogram is cut; the window is in the middle of a frame. */
export interface MelFrames {
  /** Samples of a frame. */
  frameSize: number;
  hopSize: number;
  /** The window's values: at most `frameSize`. */
  window: Float64Array;
  filters: MelFilterBank;
}

export interface MelSpectrogram {
  readonly frames: number;
  /** [melBins, frames] */
  readonly values: Float32Array;
}

/**
 * A mel spectrogram of powers as torchaudio's MelSpectrogram has it: frames are centred, and the audio is mirrored at its
 * ends.
 * @param samples more than half a frame
 * @param valueOf what is kept of each bin's power
 */
export function melSpectrogram(
  samples: Float32Array,
  { frameSize, hopSize, window, filters }: MelFrames,
  valueOf: (power: number, bin: number) => number,
): MelSpectrogram {
  const frames = 1 + Math.floor(samples.length / hopSize);
  const spectrum = new PowerSpectrum(frameSize);
  const centred = new Float64Array(frameSize);
  centred.set(window, (frameSize - window.length) / 2);
  const frame = new Float32Array(frameSize);
  const powers = new Float64Array(spectrum.bins);
  const sums = new Float64Array(filters.melBins);
  const values = new Float32Array(filters.melBins * frames);
  for (let column = 0; column < frames; column++) {
    const first = column * hopSize - frameSize / 2;
    for (let i = 0; i < frameSize; i++) frame[i] = samples[mirrored(first + i, samples.length)] ?? 0;
    spectrum.compute(frame, 0, centred, powers);
    filters.apply(powers, sums);
    for (const [bin, power] of sums.entries()) values[bin * frames + column] = valueOf(power, bin);
  }
  return { frames, values };
}

/** Beyond either end, the audio runs back; the last sample is not repeated. */
function mirrored(index: number, length: number): number {
  if (index < 0) return -index;
  return index < length ? index : 2 * (length - 1) - index;
}
