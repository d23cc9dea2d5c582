import { coefficients } from './cepstrum.js';
import { SpeakerAdaptation } from './speaker-adaptation.js';

/** What is known of a voice from the pieces that it has spoken: it makes the next one easier to align. */
export class Speaker {
  readonly #sum = new Float64Array(coefficients);
  #frames = 0;
  adaptation = new SpeakerAdaptation();
  /** How many times as fast as the reference it speaks. */
  rate: number;

  /** @param rate as far as it is known before anything is heard */
  constructor(rate = 1) {
    this.rate = rate;
  }

  get frames(): number {
    return this.#frames;
  }

  /** The mean over all frames so far and these. */
  meanWith(mean: Float64Array, frames: number): Float64Array {
    const total = Math.max(1, this.#frames + frames);
    return mean.map((value, k) => ((this.#sum[k] ?? 0) + value * frames) / total);
  }

  remember(mean: Float64Array, frames: number): void {
    mean.forEach((value, k) => {
      this.#sum[k] = (this.#sum[k] ?? 0) + value * frames;
    });
    this.#frames += frames;
  }
}
