import { coefficients } from './cepstrum.js';

/** A constant beside the coefficients, so that the map has an offset. */
const inputs = coefficients + 1;
/** Frames of evidence for "change nothing": keeps the map tame while little has been heard, or was heard wrongly. */
const priorFrames = 100;

/**
 * How one voice's cepstra turn into another's, by least squares over frames that were aligned: a linear map, as in
 * canonical time warping (Zhou and De la Torre, 2009). It takes in what differs between two speakers, the length of
 * their vocal tracts for one, and gets better with each piece that they speak.
 */
export class SpeakerAdaptation {
  /** Sums of products: of inputs with inputs, and of inputs with the reference. */
  readonly #inputProducts = new Float64Array(inputs * inputs);
  readonly #outputProducts = new Float64Array(inputs * coefficients);

  clone(): SpeakerAdaptation {
    const copy = new SpeakerAdaptation();
    copy.#inputProducts.set(this.#inputProducts);
    copy.#outputProducts.set(this.#outputProducts);
    return copy;
  }

  /** Takes in that the speaker's frame (row `at` of `rows`) sounds as the reference's row `referenceAt` does. */
  observe(rows: Float32Array, at: number, referenceRows: Float32Array, referenceAt: number): void {
    const from = at * coefficients;
    const referenceFrom = referenceAt * coefficients;
    for (let a = 0; a < inputs; a++) {
      const value = a < coefficients ? (rows[from + a] ?? 0) : 1;
      for (let b = 0; b < inputs; b++) {
        const other = b < coefficients ? (rows[from + b] ?? 0) : 1;
        this.#inputProducts[a * inputs + b] = (this.#inputProducts[a * inputs + b] ?? 0) + value * other;
      }
      for (let k = 0; k < coefficients; k++) {
        const product = value * (referenceRows[referenceFrom + k] ?? 0);
        this.#outputProducts[a * coefficients + k] =
          (this.#outputProducts[a * coefficients + k] ?? 0) + product;
      }
    }
  }

  /** The speaker's rows as the reference would sound. */
  apply(rows: Float32Array): Float32Array {
    const map = this.#solve();
    const result = new Float32Array(rows.length);
    for (let from = 0; from < rows.length; from += coefficients) {
      for (let k = 0; k < coefficients; k++) {
        let sum = map[coefficients * coefficients + k] ?? 0;
        for (let a = 0; a < coefficients; a++)
          sum += (rows[from + a] ?? 0) * (map[a * coefficients + k] ?? 0);
        result[from + k] = sum;
      }
    }
    return result;
  }

  /** The map, [inputs, coefficients]: ridge regression towards the identity, by Gauss-Jordan elimination. */
  #solve(): Float64Array {
    const left = Array.from({ length: inputs }, (_, a) => {
      const row = this.#inputProducts.slice(a * inputs, (a + 1) * inputs);
      row[a] = (row[a] ?? 0) + priorFrames;
      return row;
    });
    const right = Array.from({ length: inputs }, (_, a) => {
      const row = this.#outputProducts.slice(a * coefficients, (a + 1) * coefficients);
      if (a < coefficients) row[a] = (row[a] ?? 0) + priorFrames;
      return row;
    });
    // The left side is positive definite: no pivot is zero.
    for (let a = 0; a < inputs; a++) {
      const pivot = left[a]?.[a] ?? 1;
      scale(left[a], 1 / pivot);
      scale(right[a], 1 / pivot);
      for (let b = 0; b < inputs; b++) {
        const factor = left[b]?.[a] ?? 0;
        if (a === b || factor === 0) continue;
        subtract(left[b], left[a], factor);
        subtract(right[b], right[a], factor);
      }
    }
    return Float64Array.from(right.flatMap((row) => [...row]));
  }
}

function scale(row: Float64Array | undefined, factor: number): void {
  row?.forEach((value, i) => {
    row[i] = value * factor;
  });
}

function subtract(row: Float64Array | undefined, other: Float64Array | undefined, factor: number): void {
  row?.forEach((value, i) => {
    row[i] = value - factor * (other?.[i] ?? 0);
  });
}
