import { framesPerSecond } from '@parley/contracts';

const frameMs = 1000 / framesPerSecond;
/** Speech frames sent ahead of their time as fast as they can be made, so that the viewer has a buffer. */
export const headStartFrames = 8;
/** A frame is drawn only when audio exists this far beyond it: the lips anticipate the next sound. */
const lookAheadMs = 80;

interface Slot {
  /** When it may be rendered, on the clock. */
  dueMs: number;
  /** When it is meant to be seen. */
  displayMs: number;
  generation: number;
  /** Changes when speech starts, stops or is replaced. */
  epoch: number;
}

export type FrameSlot =
  | ({ type: 'idle' } & Slot)
  | ({ type: 'speech'; mediaTimeMs: number } & Slot)
  /** Nothing to render before `dueMs`. */
  | { type: 'wait'; dueMs: number };

interface Speech {
  generation: number;
  /** When media time 0 is meant to be seen, on the clock. */
  startMs: number;
  nextFrame: number;
  audioUntilMs: number;
  final: boolean;
}

/**
 * Which frame comes next, and when. Idle frames lie on an absolute grid of 40 ms. Speech frame n is meant to be seen
 * 40 n ms after the speech began and may be rendered a head start earlier. Pure: time comes in as an argument.
 */
export class FrameSchedule {
  #dropped = 0;
  #epoch = 0;
  #nextIdleMs: number;
  #generation = 0;
  #speech: Speech | undefined;

  constructor(nowMs: number) {
    this.#nextIdleMs = nowMs;
  }

  get dropped(): number {
    return this.#dropped;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** Takes another part of a speech; a new generation replaces the one before. */
  extendSpeech(
    part: { generation: number; audioUntilMs: number; final: boolean },
    nowMs: number,
  ): 'started' | 'extended' {
    const { generation, audioUntilMs, final } = part;
    if (this.#speech?.generation === generation) {
      this.#speech.audioUntilMs = Math.max(this.#speech.audioUntilMs, audioUntilMs);
      this.#speech.final ||= final;
      return 'extended';
    }
    this.#epoch += 1;
    this.#generation = generation;
    this.#speech = { generation, startMs: nowMs, nextFrame: 0, audioUntilMs, final };
    return 'started';
  }

  stopSpeech(nowMs: number): void {
    if (!this.#speech) return;
    this.#epoch += 1;
    this.#speech = undefined;
    this.#nextIdleMs = nowMs;
  }

  /** The next thing to do at `nowMs`. Frames whose time has passed are counted as dropped. */
  next(nowMs: number): FrameSlot {
    const speech = this.#speech;
    return speech ? this.#nextOfSpeech(speech, nowMs) : this.#nextIdle(nowMs);
  }

  /** The slot is being rendered: the one after it is next. */
  taken(slot: FrameSlot): void {
    if (slot.type === 'idle') this.#nextIdleMs = slot.displayMs + frameMs;
    else if (slot.type === 'speech' && this.#speech) this.#speech.nextFrame = slot.mediaTimeMs / frameMs + 1;
  }

  #nextIdle(nowMs: number): FrameSlot {
    const late = Math.floor((nowMs - this.#nextIdleMs) / frameMs);
    if (late > 0) {
      this.#dropped += late;
      this.#nextIdleMs += late * frameMs;
    }
    const dueMs = this.#nextIdleMs;
    return { type: 'idle', dueMs, displayMs: dueMs, generation: this.#generation, epoch: this.#epoch };
  }

  #nextOfSpeech(speech: Speech, nowMs: number): FrameSlot {
    const shownMs = (frame: number): number => speech.startMs + frame * frameMs;
    if (speech.final && speech.nextFrame * frameMs >= speech.audioUntilMs)
      return this.#afterSpeech(speech, nowMs);
    const known = speech.final ? Infinity : speech.audioUntilMs - lookAheadMs;
    if (speech.nextFrame * frameMs > known) return this.#starved(speech, nowMs);
    const late = Math.floor((nowMs - shownMs(speech.nextFrame)) / frameMs);
    // The first frames cannot be late: they define when the speech is seen.
    if (late > 0 && speech.nextFrame > 0) {
      const last = Math.floor(Math.min(known, speech.audioUntilMs - 1) / frameMs);
      const skipped = Math.min(late, Math.max(0, last - speech.nextFrame));
      this.#dropped += skipped;
      speech.nextFrame += skipped;
    }
    const displayMs = shownMs(speech.nextFrame);
    return {
      type: 'speech',
      dueMs: shownMs(speech.nextFrame - headStartFrames),
      displayMs,
      mediaTimeMs: speech.nextFrame * frameMs,
      generation: speech.generation,
      epoch: this.#epoch,
    };
  }

  /** All frames of the speech are out; idle ones follow when the last has been seen. */
  #afterSpeech(speech: Speech, nowMs: number): FrameSlot {
    const endMs = speech.startMs + speech.nextFrame * frameMs;
    if (nowMs < endMs) return { type: 'wait', dueMs: endMs };
    this.#speech = undefined;
    this.#nextIdleMs = Math.max(endMs, nowMs - frameMs);
    return this.#nextIdle(nowMs);
  }

  /**
   * The audio has not come yet. Until what was sent has been seen, wait; then idle frames keep the face alive, and
   * the speech's clock stands still.
   */
  #starved(speech: Speech, nowMs: number): FrameSlot {
    const seenMs = speech.startMs + speech.nextFrame * frameMs;
    if (nowMs < seenMs) return { type: 'wait', dueMs: Math.min(seenMs, nowMs + frameMs) };
    this.#nextIdleMs = Math.max(this.#nextIdleMs, seenMs);
    speech.startMs = nowMs - speech.nextFrame * frameMs;
    return this.#nextIdle(nowMs);
  }
}
