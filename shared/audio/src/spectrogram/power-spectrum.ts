import { planStages, runStage, type ComplexNumbers } from './fourier-stages.js';

/**
 * Squared magnitudes of a real signal's Fourier transform, in 64-bit arithmetic. The real signal is transformed as
 * half as many complex numbers, whose spectrum is then taken apart.
 */
export class PowerSpectrum {
  /** Values of a spectrum: `size / 2 + 1`. */
  readonly bins: number;
  readonly #stages;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  #from: ComplexNumbers;
  #to: ComplexNumbers;

  /** @param size samples of a frame: even, with no other prime factors than 2 and 5 */
  constructor(readonly size: number) {
    const half = size / 2;
    this.bins = half + 1;
    this.#stages = planStages(half);
    this.#cosines = Float64Array.from({ length: half + 1 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sines = Float64Array.from({ length: half + 1 }, (_, k) => Math.sin((2 * Math.PI * k) / size));
    const numbers = () => ({ real: new Float64Array(half), imaginary: new Float64Array(half) });
    this.#from = numbers();
    this.#to = numbers();
  }

  /**
   * @param samples where the signal lies; `size` of them are read, from `offset` on
   * @param window what each sample is multiplied with
   * @param power takes the `bins` squared magnitudes
   */
  compute(
    samples: Float32Array | Float64Array,
    offset: number,
    window: Float64Array,
    power: Float64Array,
  ): void {
    const { real, imaginary } = this.#from;
    for (let k = 0; k < real.length; k++) {
      const at = 2 * k;
      real[k] = (samples[offset + at] ?? 0) * (window[at] ?? 0);
      imaginary[k] = (samples[offset + at + 1] ?? 0) * (window[at + 1] ?? 0);
    }
    for (const stage of this.#stages) {
      runStage(stage, this.#from, this.#to);
      [this.#from, this.#to] = [this.#to, this.#from];
    }
    this.#takeApart(power);
  }

  #takeApart(power: Float64Array): void {
    const { real, imaginary } = this.#from;
    const half = real.length;
    const sum = (real[0] ?? 0) + (imaginary[0] ?? 0);
    const difference = (real[0] ?? 0) - (imaginary[0] ?? 0);
    power[0] = sum * sum;
    power[half] = difference * difference;
    for (let k = 1; k <= half >> 1; k++) {
      const ar = real[k] ?? 0;
      const ai = imaginary[k] ?? 0;
      const br = real[half - k] ?? 0;
      const bi = imaginary[half - k] ?? 0;
      const cosine = this.#cosines[k] ?? 0;
      const sine = this.#sines[k] ?? 0;
      const evenReal = ar + br;
      const evenImaginary = ai - bi;
      const oddReal = (ai + bi) * cosine - (ar - br) * sine;
      const oddImaginary = (ai + bi) * sine + (ar - br) * cosine;
      const lowReal = evenReal + oddReal;
      const lowImaginary = evenImaginary - oddImaginary;
      const highReal = evenReal - oddReal;
      const highImaginary = evenImaginary + oddImaginary;
      power[k] = (lowReal * lowReal + lowImaginary * lowImaginary) / 4;
      power[half - k] = (highReal * highReal + highImaginary * highImaginary) / 4;
    }
  }
}
