import type { VisemeEvent } from '@parley/contracts';
import { clipTimeline, visemeTimeline } from '../viseme-timeline.js';
import { Cepstrum, coefficients, hopMs } from './cepstrum.js';
import { warp } from './dynamic-time-warping.js';
import { findPauses, silenceLevel } from './pauses.js';
import { type AlignedPhoneme, withPauses } from './aligned-phonemes.js';
import type { ReferenceSpeech } from './reference-speech.js';
import type { Speaker } from './speaker.js';
import type { SpeakerAdaptation } from './speaker-adaptation.js';
import { centred, meanOfSpeech, withChanges } from './speech-frames.js';

/** So much of what was aligned before is aligned anew when more is heard; what is older stays as it is. */
const revisedFrames = 300;
/** The first alignment, which only teaches how a new speaker sounds, needs no more than this. */
const learningFrames = 600;
/** A pause of the reference that the speaker hardly makes is none. */
const shortestPauseMs = 60;

/**
 * Tells when a piece of text, which a reference voice has spoken too, is said in audio that arrives in chunks. What
 * has been told is final: later chunks go on from there.
 */
export class PieceAligner {
  readonly #reference: ReferenceSpeech;
  readonly #speaker: Speaker;
  readonly #cepstrum: Cepstrum;
  readonly #sampleRate: number;
  #samples = 0;
  /** Up to here the timeline has been told. */
  #toldMs = 0;
  /** Onsets of the phonemes that have been told, in milliseconds. */
  readonly #onsets: number[] = [];
  /** Reference frame of each frame so far. */
  #path = new Int32Array(0);
  /** What was learnt of the speaker up to `#settledFrames`, and up to the last frame. */
  #settled: SpeakerAdaptation;
  #settledFrames = 0;
  #adaptation: SpeakerAdaptation;

  /** @param sampleRate of the spoken audio, in hertz */
  constructor(reference: ReferenceSpeech, speaker: Speaker, sampleRate: number) {
    this.#reference = reference;
    this.#speaker = speaker;
    this.#cepstrum = new Cepstrum(sampleRate);
    this.#sampleRate = sampleRate;
    this.#settled = speaker.adaptation;
    this.#adaptation = speaker.adaptation;
  }

  /** When each of the reference's phonemes began that were told so far, in milliseconds from the start of the piece. */
  get onsets(): readonly number[] {
    return this.#onsets;
  }

  /**
   * Takes the next samples of the piece.
   * @returns the mouth shapes in them, without gaps; times count from the start of the piece
   */
  push(samples: Float32Array, isLast: boolean): VisemeEvent[] {
    this.#samples += samples.length;
    this.#cepstrum.push(samples, isLast);
    const untilMs = (this.#samples / this.#sampleRate) * 1_000;
    const { levels, frames } = this.#cepstrum;
    const pauses = findPauses(levels, silenceLevel(levels, isLast), isLast);
    if (frames > 0) this.#align(pauses, isLast);
    const events = this.#timeline(pauses, untilMs);
    this.#toldMs = untilMs;
    return events;
  }

  #align(pauses: Uint8Array, isLast: boolean): void {
    const from = Math.max(0, this.#path.length - revisedFrames);
    const rows = this.#centredRows(pauses, isLast);
    const isFirst = this.#path.length === 0;
    this.#settle(rows, pauses, from);
    if (isFirst) {
      const heard = Math.min(pauses.length, learningFrames);
      this.#alignPart(rows, pauses, 0, heard, isLast && heard === pauses.length);
    }
    this.#alignPart(rows, pauses, from, pauses.length, isLast);
    if (!isLast) return;
    this.#speaker.adaptation = this.#adaptation;
    this.#speaker.rate = clampRate(countSpeech(this.#reference.pauses) / Math.max(1, countSpeech(pauses)));
  }

  /** Aligns a stretch of frames, and learns from it how the speaker differs from the reference. */
  #alignPart(rows: Float32Array, pauses: Uint8Array, from: number, to: number, endsTogether: boolean): void {
    const adapted = this.#adaptation.apply(rows.subarray(from * coefficients, to * coefficients));
    const spoken = { count: to - from, vectors: withChanges(adapted), pauses: pauses.subarray(from, to) };
    const part = warp(spoken, this.#reference, {
      startAt: this.#path[from] ?? 0,
      endsTogether,
      rate: this.#speaker.rate,
    });
    const path = new Int32Array(to);
    path.set(this.#path.subarray(0, from));
    path.set(part, from);
    this.#path = path;
    this.#adaptation = this.#settled.clone();
    this.#observe(this.#adaptation, rows, pauses, from, to);
  }

  /** The piece's rows less the speaker's mean, which is compared with that of about the same words. */
  #centredRows(pauses: Uint8Array, isLast: boolean): Float32Array {
    const { rows } = this.#cepstrum;
    const frames = countSpeech(pauses);
    const own = meanOfSpeech(rows, pauses);
    const mean = this.#speaker.meanWith(own, frames);
    const share = frames / Math.max(1, frames + this.#speaker.frames);
    const expected = isLast ? new Float64Array(coefficients) : this.#reference.meanOfFirst(frames);
    if (isLast) this.#speaker.remember(own, frames);
    return centred(
      rows,
      mean.map((value, k) => value - share * (expected[k] ?? 0)),
    );
  }

  /** Frames that will not be aligned again teach for good. */
  #settle(rows: Float32Array, pauses: Uint8Array, to: number): void {
    if (to === this.#settledFrames) return;
    this.#settled = this.#settled.clone();
    this.#observe(this.#settled, rows, pauses, this.#settledFrames, to);
    this.#settledFrames = to;
  }

  #observe(
    adaptation: SpeakerAdaptation,
    rows: Float32Array,
    pauses: Uint8Array,
    from: number,
    to: number,
  ): void {
    for (let frame = from; frame < to; frame++) {
      if (pauses[frame] === 1) continue;
      adaptation.observe(rows, frame, this.#reference.rows, this.#path[frame] ?? 0);
    }
  }

  #timeline(pauses: Uint8Array, untilMs: number): VisemeEvent[] {
    const { phonemes } = this.#reference;
    const events: AlignedPhoneme[] = [];
    let untilNextMs = untilMs;
    this.#onsets.push(...this.#newOnsets(untilMs));
    for (const [index, timeMs] of this.#onsets.entries()) {
      const phoneme = phonemes[index];
      if (!phoneme) break;
      const nextMs = this.#onsets[index + 1];
      if (phoneme.ipa === '' && nextMs !== undefined && nextMs - timeMs < shortestPauseMs) continue;
      events.push({ ipa: phoneme.ipa, timeMs, isClosed: phoneme.leadMs > 0 });
      untilNextMs = Math.max(untilMs, timeMs + phoneme.durationMs);
    }
    const timeline = visemeTimeline(withPauses(events, pauses), untilNextMs);
    return clipTimeline(timeline, this.#toldMs, untilMs);
  }

  /** Onsets of the phonemes that begin in what has not been told yet. */
  #newOnsets(untilMs: number): number[] {
    const { phonemes } = this.#reference;
    const onsets: number[] = [];
    let frame = Math.max(0, Math.floor(this.#toldMs / hopMs) - 20);
    let earliestMs = Math.max(this.#toldMs, this.#onsets.at(-1) ?? 0);
    for (let index = this.#onsets.length; index < phonemes.length; index++) {
      const at = phonemes[index]?.frame ?? 0;
      while (frame < this.#path.length && (this.#path[frame] ?? 0) < at) frame++;
      if (frame === this.#path.length) break;
      const before = this.#path[frame - 1] ?? 0;
      const after = this.#path[frame] ?? 0;
      const share = after > before && frame > 0 ? Math.max(0, (at - before) / (after - before)) : 1;
      const timeMs = (frame - 0.5 + share) * hopMs - (phonemes[index]?.leadMs ?? 0);
      earliestMs = Math.max(earliestMs, timeMs);
      if (earliestMs >= untilMs) break;
      onsets.push(earliestMs);
    }
    return onsets;
  }
}

/** Frames in which somebody speaks. */
function countSpeech(pauses: Uint8Array): number {
  return pauses.reduce((sum, isPause) => sum + 1 - isPause, 0);
}

/** A piece that was spoken faster or slower than this was no piece, or another one. */
function clampRate(rate: number): number {
  return Math.min(3, Math.max(0.3, rate));
}
