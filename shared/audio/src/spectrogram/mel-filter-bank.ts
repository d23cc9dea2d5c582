/** Frequencies at which filters meet, on Slaney's mel scale: linear up to 1 kHz, logarithmic above. */
const linearHertzPerMel = 200 / 3;
const logarithmicFrom = { hertz: 1_000, mel: 15 };
const logarithmicStep = Math.log(6.4) / 27;

function melFromHertz(hertz: number): number {
  return hertz < logarithmicFrom.hertz
    ? hertz / linearHertzPerMel
    : logarithmicFrom.mel + Math.log(hertz / logarithmicFrom.hertz) / logarithmicStep;
}

function hertzFromMel(mel: number): number {
  return mel < logarithmicFrom.mel
    ? mel * linearHertzPerMel
    : logarithmicFrom.hertz * Math.exp(logarithmicStep * (mel - logarithmicFrom.mel));
}

const slaneyScale = { melFromHertz, hertzFromMel };

/** HTK's scale: 2595 log10(1 + f / 700). */
const htkScale = {
  melFromHertz: (hertz: number) => 2595 * Math.log10(1 + hertz / 700),
  hertzFromMel: (mel: number) => 700 * (10 ** (mel / 2595) - 1),
};

export interface MelFilterOptions {
  /** Where the first filter begins; 0 where absent. */
  lowHertz?: number;
  /** Where the last filter ends; half the sample rate where absent. */
  highHertz?: number;
  /** `slaney` where absent. */
  scale?: 'slaney' | 'htk';
  /** Filters of unit `area`, or of unit `height`; `area` where absent. */
  unit?: 'area' | 'height';
}

/**
 * Triangular filters: as librosa.filters.mel has them by default or, with `htk` and `height`, torchaudio's
 * melscale_fbanks. 32-bit numbers; only the stretch where a filter is not zero is kept.
 */
export class MelFilterBank {
  readonly #firstBins: Int32Array;
  /** Where each filter's weights begin in `#weights`; one more for the end. */
  readonly #offsets: Int32Array;
  readonly #weights: Float32Array;

  /**
   * @param sampleRate in hertz
   * @param frameSize samples that were transformed: filters weigh `frameSize / 2 + 1` bins
   */
  constructor(
    sampleRate: number,
    frameSize: number,
    readonly melBins: number,
    { lowHertz = 0, highHertz = sampleRate / 2, scale = 'slaney', unit = 'area' }: MelFilterOptions = {},
  ) {
    const mels = scale === 'slaney' ? slaneyScale : htkScale;
    const lowMel = mels.melFromHertz(lowHertz);
    const step = (mels.melFromHertz(highHertz) - lowMel) / (melBins + 1);
    const corners = Array.from({ length: melBins + 2 }, (_, i) => mels.hertzFromMel(lowMel + step * i));
    const filters = Array.from({ length: melBins }, (_, i) => {
      const [low = 0, peak = 0, high = 0] = corners.slice(i, i + 3);
      const weight = (bin: number) => {
        const hertz = (bin * sampleRate) / frameSize;
        const height = Math.min((hertz - low) / (peak - low), (high - hertz) / (high - peak));
        return unit === 'area' ? (Math.max(0, height) * 2) / (high - low) : Math.max(0, height);
      };
      const weights = Array.from({ length: frameSize / 2 + 1 }, (__, bin) => weight(bin));
      const first = Math.max(
        0,
        weights.findIndex((value) => value > 0),
      );
      return { first, weights: weights.slice(first, weights.findLastIndex((value) => value > 0) + 1) };
    });
    this.#firstBins = Int32Array.from(filters, ({ first }) => first);
    this.#weights = Float32Array.from(filters.flatMap(({ weights }) => weights));
    this.#offsets = new Int32Array(melBins + 1);
    filters.forEach(({ weights }, i) => {
      this.#offsets[i + 1] = (this.#offsets[i] ?? 0) + weights.length;
    });
  }

  /** Weighs a power spectrum: `melBins` sums, into `sums`. */
  apply(power: Float64Array, sums: Float64Array): void {
    const offsets = this.#offsets;
    const weights = this.#weights;
    for (let filter = 0; filter < this.melBins; filter++) {
      const end = offsets[filter + 1] ?? 0;
      let bin = this.#firstBins[filter] ?? 0;
      let sum = 0;
      for (let at = offsets[filter] ?? 0; at < end; at++, bin++)
        sum += (power[bin] ?? 0) * (weights[at] ?? 0);
      sums[filter] = sum;
    }
  }
}
