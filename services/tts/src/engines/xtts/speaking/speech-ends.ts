/** 5 ms at 24 kHz: speech begins and ends without a click. */
const fadeSamples = 120;
/** Levels are taken over 10 ms. */
const frameSamples = 240;
/** What is this much quieter than the loudest so far is a pause. */
const pauseBelow = 10 ** (-45 / 20);
/** Silence left after the last word: 0.3 s. */
const keptSilence = 7_200;
/** A pause of 0.4 s, once a text should have been said, is its end. */
const endingPause = 9_600;
/** A longer pause is let go before it is known whether speech follows: 2 s. */
const longestHeld = 48_000;

/**
 * The ends of one piece of speech: fades, silence after the last word, and what XTTS babbles when the text is said
 * (coqui #3598, idiap #486). Only what follows the plausible length is ever cut: a pause within speech stays.
 */
export class SpeechEnds {
  private held: Float32Array = new Float32Array();
  /** Held samples that are already known to belong to speech. */
  private spoken = 0;
  /** Held samples that were listened to. */
  private heard = 0;
  private given = 0;
  private loudest = 0;
  private ended = false;

  /** @param plausibleSamples after which a pause is the end */
  constructor(private readonly plausibleSamples: number) {}

  /** Whether the speech is over, whatever may still come. */
  get hasEnded(): boolean {
    return this.ended;
  }

  /** Takes samples, and gives those that are certain. */
  push(samples: Float32Array): Float32Array {
    if (this.ended) return new Float32Array();
    const both = new Float32Array(this.held.length + samples.length);
    both.set(this.held);
    both.set(samples, this.held.length);
    this.held = both;
    this.listen();
    const bySilence = this.held.length - longestHeld;
    return this.give(Math.max(0, Math.max(this.spoken, bySilence) - fadeSamples));
  }

  /** The end of the speech, faded out. */
  finish(): Float32Array {
    const end = this.given === 0 && this.loudest === 0 ? this.held.length : this.spoken + keptSilence;
    this.held = this.held.slice(0, Math.min(this.held.length, end));
    const length = Math.min(fadeSamples, this.held.length);
    const start = this.held.length - length;
    for (let i = 0; i < length; i++)
      this.held[start + i] = (this.held[start + i] ?? 0) * (1 - (i + 1) / length);
    return this.give(this.held.length);
  }

  private listen(): void {
    while (!this.ended && this.heard + frameSamples <= this.held.length) {
      const frame = this.held.subarray(this.heard, this.heard + frameSamples);
      const level = Math.sqrt(frame.reduce((sum, sample) => sum + sample * sample, 0) / frameSamples);
      this.loudest = Math.max(this.loudest, level);
      this.heard += frameSamples;
      if (level > this.loudest * pauseBelow) this.spoken = this.heard;
      const pause = this.heard - this.spoken;
      this.ended = pause >= endingPause && this.given + this.spoken > this.plausibleSamples;
    }
  }

  private give(count: number): Float32Array {
    const samples = this.held.slice(0, count);
    for (let i = 0; i < samples.length && this.given + i < fadeSamples; i++) {
      samples[i] = ((samples[i] ?? 0) * (this.given + i)) / fadeSamples;
    }
    this.held = this.held.subarray(count);
    this.given += count;
    this.spoken = Math.max(0, this.spoken - count);
    this.heard = Math.max(0, this.heard - count);
    return samples;
  }
}
