import { PowerSpectrum } from '@parley/audio';

/** Samples a second of the speech that is heard. */
export const heardSampleRate = 16_000;
export const hopMs = 10;
const hopSamples = (heardSampleRate * hopMs) / 1000;
const windowSamples = 400;
const binHz = heardSampleRate / windowSamples;
/** Bands of equal width in mel, from the voice's fundamental to the hiss of s. */
export const bandCount = 16;
const lowestHz = 80;
const highestHz = 7800;
/** Levels below this are silence to everybody. */
const quietestPower = 1e-9;
/** Parseval for a Hann window: band powers add up to the mean square of the samples. */
const powerScale = 1 / (windowSamples * windowSamples * 0.1875);

/** 25 ms of speech, every 10 ms. */
export interface SpeechFrame {
  /** Middle of the frame, from the first sample. */
  timeMs: number;
  /** Power of the whole and of each band, in decibels of full scale. */
  levelDb: number;
  bandsDb: Float32Array;
}

/** Cuts mono speech of 16 kHz into frames as it arrives. */
export class SpeechFrames {
  readonly #spectrum = new PowerSpectrum(windowSamples);
  readonly #power = new Float64Array(this.#spectrum.bins);
  readonly #window = Float64Array.from(
    { length: windowSamples },
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / windowSamples),
  );
  #rest = new Float32Array(0);
  #count = 0;

  push(samples: Float32Array): SpeechFrame[] {
    const signal = new Float32Array(this.#rest.length + samples.length);
    signal.set(this.#rest);
    signal.set(samples, this.#rest.length);
    const frames: SpeechFrame[] = [];
    let at = 0;
    for (; at + windowSamples <= signal.length; at += hopSamples) frames.push(this.#frame(signal, at));
    this.#rest = signal.slice(at);
    return frames;
  }

  #frame(signal: Float32Array, at: number): SpeechFrame {
    this.#spectrum.compute(signal, at, this.#window, this.#power);
    const timeMs = this.#count++ * hopMs + ((windowSamples / 2) * 1000) / heardSampleRate;
    const bands = new Float32Array(bandCount);
    for (let bin = 0; bin < this.#power.length; bin++) {
      const band = bandOfBin[bin] ?? -1;
      if (band >= 0) bands[band] = (bands[band] ?? 0) + (this.#power[bin] ?? 0) * powerScale;
    }
    const level = bands.reduce((sum, power) => sum + power, 0);
    return { timeMs, levelDb: decibels(level), bandsDb: bands.map(decibels) };
  }
}

const mel = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);

const bandOfBin = Int8Array.from({ length: windowSamples / 2 + 1 }, (_, bin) => {
  const hertz = bin * binHz;
  if (hertz < lowestHz || hertz >= highestHz) return -1;
  return Math.floor(((mel(hertz) - mel(lowestHz)) / (mel(highestHz) - mel(lowestHz))) * bandCount);
});

function decibels(power: number): number {
  return 10 * Math.log10(power + quietestPower);
}
