import { randomUUID } from 'node:crypto';
import type { Expression, VisemeEvent } from '@parley/contracts';
import { ParleyError, errorTable, framesPerSecond } from '@parley/contracts';
import type { AvatarEngine, FrameFormat } from './avatar-engine.js';
import { defaultPortraitId } from './avatar-engine.js';
import { FrameSchedule } from './frame-schedule.js';
import type { FrameSlot } from './frame-schedule.js';
import { LivingFace } from './motion/living-face.js';
import type { ExpressionTiming } from './motion/living-face.js';
import { VisemeTrack } from './motion/viseme-track.js';

const frameMs = 1000 / framesPerSecond;

/** Time as the session sees it; tests pass their own. */
export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Resolves after `ms`, or as soon as `signal` aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
    }),
};

export interface LiveFrame {
  /** 512 x 512 pixels: a JPEG, or I420 planes, as the session was asked for. */
  bytes: Uint8Array;
  /** Which speech it belongs to; the last one's for idle frames. */
  generation: number;
  /** On the speech's audio clock; -1 for an idle frame, to be shown when it arrives. */
  mediaTimeMs: number;
}

/** How a session has fared so far. */
export interface LiveCounts {
  renderedFrames: number;
  /** Frames that were due but not rendered: too late, or the engine failed. */
  droppedFrames: number;
  lateFrames: number;
  failedFrames: number;
  droppedVisemes: number;
}

/** What a session needs of an engine. */
type FrameSource = Pick<AvatarEngine, 'renderFrame'>;

export interface LiveSessionOptions {
  engine: FrameSource;
  portrait?: string;
  /** JPEG where absent. */
  format?: FrameFormat;
  /** JPEG quality, 30 to 95. */
  quality?: number;
  /** Whether a corner of each frame says that it is AI-generated. */
  mark?: boolean;
  /** The same seed moves in the same way. */
  seed?: number;
  clock?: Clock;
}

export interface SpeechPart {
  /** One number for each stretch of speech; a new one drops what is left of the one before. */
  generation: number;
  visemes: readonly VisemeEvent[];
  /** How much audio exists so far, on the speech's own clock. */
  audioUntilMs: number;
  /** True with the last part. */
  final: boolean;
}

/**
 * One viewer's living face at 25 frames a second: idle frames paced by the clock, and for speech frames on the
 * audio's clock with a head start, never past the audio there is.
 *
 * One frame is under way at a time, so that sessions on one engine take turns, and a frame whose moment has passed is
 * dropped and counted, never queued.
 */
export class LiveSession {
  readonly #engine: FrameSource;
  readonly #format: FrameFormat;
  readonly #quality: number;
  readonly #mark: boolean;
  readonly #clock: Clock;
  readonly #face: LivingFace;
  readonly #schedule: FrameSchedule;
  readonly #id = randomUUID();
  #portrait: string;
  #speech = new VisemeTrack();
  #rendered = 0;
  #failed = 0;
  #droppedVisemes = 0;
  #wake = new AbortController();

  constructor(options: LiveSessionOptions) {
    this.#engine = options.engine;
    this.#portrait = options.portrait ?? defaultPortraitId;
    this.#format = options.format ?? 'jpeg';
    this.#quality = options.quality ?? 80;
    this.#mark = options.mark ?? false;
    this.#clock = options.clock ?? systemClock;
    this.#face = new LivingFace(options.seed ?? Math.floor(Math.random() * 2 ** 31));
    this.#schedule = new FrameSchedule(this.#clock.now());
  }

  get counts(): LiveCounts {
    const lateFrames = this.#schedule.dropped;
    const failedFrames = this.#failed;
    return {
      renderedFrames: this.#rendered,
      droppedFrames: lateFrames + failedFrames,
      lateFrames,
      failedFrames,
      droppedVisemes: this.#droppedVisemes,
    };
  }

  get portrait(): string {
    return this.#portrait;
  }

  speak(part: SpeechPart): void {
    const now = this.#clock.now();
    if (this.#schedule.extendSpeech(part, now) === 'started') {
      this.#speech = new VisemeTrack();
      this.#face.startSpeech(this.#speech, now);
    }
    this.#droppedVisemes += this.#speech.push(part.visemes);
    this.#reschedule();
  }

  /** Lips come to rest within three frames; what was still to be spoken is dropped. */
  stopSpeaking(): void {
    const now = this.#clock.now();
    this.#face.stopSpeech(now);
    this.#schedule.stopSpeech(now);
    this.#reschedule();
  }

  setListening(listening: boolean): void {
    this.#face.setListening(listening, this.#clock.now());
  }

  setExpression(expression: Expression, intensity: number, timing: ExpressionTiming = {}): void {
    this.#face.setExpression(expression, intensity, this.#clock.now(), timing);
  }

  setPortrait(portrait: string): void {
    this.#portrait = portrait;
  }

  /**
   * The frames, until `signal` aborts. A consumer that is slower than the clock gets fewer frames, not later ones.
   * @throws ParleyError where the portrait is unknown or the engine fails for good; failures that a moment can heal
   *   (an engine that restarts) only cost frames. May be called again after that, with another portrait.
   */
  async *frames(signal: AbortSignal): AsyncGenerator<LiveFrame, void> {
    signal.addEventListener('abort', () => this.#wake.abort(), { once: true });
    while (!signal.aborted) {
      const slot = this.#schedule.next(this.#clock.now());
      const waitMs = slot.dueMs - this.#clock.now();
      if (slot.type === 'wait' || waitMs > 0) {
        await this.#clock.sleep(Math.max(1, waitMs), this.#wake.signal);
        continue;
      }
      const frame = await this.#render(slot, signal);
      if (frame) yield frame;
    }
  }

  async #render(
    slot: Exclude<FrameSlot, { type: 'wait' }>,
    signal: AbortSignal,
  ): Promise<LiveFrame | undefined> {
    const mediaMs = slot.type === 'speech' ? slot.mediaTimeMs : undefined;
    const motion = this.#face.motionAt(slot.displayMs, mediaMs);
    this.#schedule.taken(slot);
    try {
      const request = {
        session: this.#id,
        portrait: this.#portrait,
        motion,
        format: this.#format,
        quality: this.#quality,
        mark: this.#mark,
      };
      const bytes = await this.#engine.renderFrame(request, signal);
      // Speech was stopped or replaced while this frame was drawn: nobody may see it any more.
      if (slot.epoch !== this.#schedule.epoch) return undefined;
      this.#rendered += 1;
      return { bytes, generation: slot.generation, mediaTimeMs: mediaMs ?? -1 };
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof ParleyError) || !errorTable[error.code].retryable) throw error;
      this.#failed += 1;
      await this.#clock.sleep(frameMs, signal);
      return undefined;
    }
  }

  /** Something new is due: whoever sleeps looks again. */
  #reschedule(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
  }
}
