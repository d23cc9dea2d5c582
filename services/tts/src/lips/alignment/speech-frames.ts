import { coefficients } from './cepstrum.js';

/** Numbers that describe a frame: how it sounds, and how it changes. */
export const vectorSize = 2 * coefficients;

/** Frames that can be compared with another voice's. */
export interface SpeechFrames {
  readonly count: number;
  /** [count, vectorSize] */
  readonly vectors: Float32Array;
  /** 1 where nobody speaks. */
  readonly pauses: Uint8Array;
}

/** The softest frames are all alike, however deep a synthesiser's silence is. */
const softest = -4;
const deltaWeight = 3 / 10;

/**
 * The mean of each coefficient over the frames in which somebody speaks.
 * @param rows [frames, coefficients]
 */
export function meanOfSpeech(rows: Float32Array, pauses: Uint8Array): Float64Array {
  const mean = new Float64Array(coefficients);
  let count = 0;
  for (const [frame, isPause] of pauses.entries()) {
    if (isPause) continue;
    count += 1;
    for (let k = 0; k < coefficients; k++) mean[k] = (mean[k] ?? 0) + (rows[frame * coefficients + k] ?? 0);
  }
  return mean.map((sum) => sum / Math.max(1, count));
}

/** Rows without a voice's own colour: each coefficient less its mean (cepstral mean normalisation, Atal, 1974). */
export function centred(rows: Float32Array, mean: Float64Array): Float32Array {
  const result = new Float32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const k = at % coefficients;
    const value = (rows[at] ?? 0) - (mean[k] ?? 0);
    result[at] = k === 0 ? Math.max(softest, value) : value;
  }
  return result;
}

/** Rows together with their rates of change over 50 ms (Furui, 1986). */
export function withChanges(rows: Float32Array): Float32Array {
  const count = rows.length / coefficients;
  const vectors = new Float32Array(count * vectorSize);
  for (let frame = 0; frame < count; frame++) {
    const at = frame * vectorSize;
    const row = (offset: number) => Math.min(count - 1, Math.max(0, frame + offset)) * coefficients;
    const [before2, before1, after1, after2] = [row(-2), row(-1), row(1), row(2)];
    for (let k = 0; k < coefficients; k++) {
      const near = (rows[after1 + k] ?? 0) - (rows[before1 + k] ?? 0);
      const far = (rows[after2 + k] ?? 0) - (rows[before2 + k] ?? 0);
      vectors[at + k] = rows[frame * coefficients + k] ?? 0;
      vectors[at + coefficients + k] = deltaWeight * (near + 2 * far);
    }
  }
  return vectors;
}
