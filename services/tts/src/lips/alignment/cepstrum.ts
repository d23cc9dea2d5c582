import { MelFilterBank, PowerSpectrum, concatSamples } from '@parley/audio';
import { NumberList } from './number-list.js';

/** Between the middles of two frames. */
export const hopMs = 10;
/** Cepstral coefficients of a frame, the loudness (number 0) among them. */
export const coefficients = 9;

/** 21 to 23 ms of speech at 24 and 22.05 kHz. */
const frameSize = 512;
const melBins = 26;
/** What a voice at 16 kHz has too, so that voices of all rates compare. */
const band = { lowHertz: 100, highHertz: 7_000 };
/** Lifts what lies too high to be loud (Young et al., The HTK Book, 5.2). */
const preEmphasis = 0.95;
/** Far below the softest sound, so that silence has a logarithm. */
const softestPower = 2e-6;
const softestLevel = 1e-9;

const hannWindow = Float64Array.from(
  { length: frameSize },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / frameSize),
);

/**
 * Cosine transform of the mel spectrum, scaled so that every coefficient weighs about as much in a distance
 * (a lifter: higher ones vary less).
 */
const cosines = Array.from({ length: coefficients }, (_, k) => {
  const weight = (Math.sqrt(2 / melBins) * (1 + 0.15 * k)) / 5;
  return Float64Array.from(
    { length: melBins },
    (__, b) => weight * Math.cos((Math.PI * k * (b + 0.5)) / melBins),
  );
});

/**
 * Mel-frequency cepstra (Davis and Mermelstein, 1980) of audio that arrives in blocks: one frame each 10 ms, in time
 * with the audio: frame `i` has its middle at `(i + 0.5) * hopMs`.
 */
export class Cepstrum {
  readonly #samplesPerHop: number;
  readonly #spectrum = new PowerSpectrum(frameSize);
  readonly #filters: MelFilterBank;
  readonly #power = new Float64Array(this.#spectrum.bins);
  readonly #energies = new Float64Array(melBins);
  readonly #emphasized = new Float32Array(frameSize);
  readonly #rows = new NumberList();
  readonly #levels = new NumberList();
  /** Samples that later frames need, and where in the audio they begin. */
  #samples: Float32Array = new Float32Array(0);
  #samplesFrom = 0;
  #frames = 0;

  /** @param sampleRate of the audio in hertz, at least 16,000 */
  constructor(sampleRate: number) {
    this.#samplesPerHop = (sampleRate * hopMs) / 1_000;
    this.#filters = new MelFilterBank(sampleRate, frameSize, melBins, band);
  }

  /** Frames so far. */
  get frames(): number {
    return this.#frames;
  }

  /** [frames, coefficients] */
  get rows(): Float32Array {
    return this.#rows.values;
  }

  /** Mean power of each frame in decibels: 0 is full scale. */
  get levels(): Float32Array {
    return this.#levels.values;
  }

  /** Takes the next samples. With the last ones, silence completes the frames that are not whole. */
  push(samples: Float32Array, isLast: boolean): void {
    this.#samples = concatSamples([this.#samples, samples]);
    const end = this.#samplesFrom + this.#samples.length;
    for (;;) {
      const middle = (this.#frames + 0.5) * this.#samplesPerHop;
      if (isLast ? middle > end : middle + frameSize / 2 > end) break;
      this.#addFrame(Math.round(middle) - frameSize / 2 - this.#samplesFrom);
    }
    // One more than a frame's own, for pre-emphasis.
    const nextFrom = Math.round((this.#frames + 0.5) * this.#samplesPerHop) - frameSize / 2 - 1;
    const spent = Math.min(this.#samples.length, nextFrom - this.#samplesFrom);
    if (spent <= 0) return;
    this.#samples = this.#samples.slice(spent);
    this.#samplesFrom += spent;
  }

  #addFrame(from: number): void {
    let squares = 0;
    let before = this.#samples[from - 1] ?? 0;
    for (let i = 0; i < frameSize; i++) {
      const sample = this.#samples[from + i] ?? 0;
      this.#emphasized[i] = sample - preEmphasis * before;
      squares += sample * sample;
      before = sample;
    }
    this.#spectrum.compute(this.#emphasized, 0, hannWindow, this.#power);
    this.#filters.apply(this.#power, this.#energies);
    const energies = this.#energies.map((energy) => Math.log(energy + softestPower));
    this.#rows.append(
      cosines.map((wave) => wave.reduce((sum, value, b) => sum + value * (energies[b] ?? 0), 0)),
    );
    this.#levels.append([10 * Math.log10(squares / frameSize + softestLevel)]);
    this.#frames += 1;
  }
}
