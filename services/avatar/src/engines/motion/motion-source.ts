import type { Expression, VisemeEvent } from '@parley/contracts';
import { blinkAt } from './blink.js';
import { expressionMotion } from './expressions.js';
import { addMotion, blendMotion, clampMotion, restingFace } from './face-motion.js';
import type { FaceMotion } from './face-motion.js';
import { headMotionAt } from './head-motion.js';
import { Ramp } from './ramp.js';
import { smootherStep } from './seeded-noise.js';
import { VisemeTrack } from './viseme-track.js';
import { mouthChannels, restingMouth } from './viseme-shapes.js';
import type { MouthPose } from './viseme-shapes.js';

/** Lips are at rest within this time of the last frame that spoke: the third frame of 40 ms. */
const lipReleaseMs = 115;
/** Lips come from rest to speech over this time, where speech starts without warning. */
const lipEntryMs = 100;
const expressionMs = 320;
const attentionMs = 400;
const speakingMarginMs = 250;

/**
 * A living face: visemes, expression, blinks, gaze, breath and head motion together, as one motion for each moment.
 *
 * Two clocks: `displayMs` is when the frame is to be seen (any monotonic clock) and drives all that lives by itself;
 * `mediaMs` is the place in the speech's audio and drives the lips. The same seed, the same calls: the same motion.
 */
export class MotionSource {
  readonly #seed: number;
  readonly #speaking = new Ramp(attentionMs);
  readonly #listening = new Ramp(attentionMs);
  #track = new VisemeTrack();
  #expression: { name: Expression; intensity: number } = { name: 'neutral', intensity: 0 };
  #expressionFrom: FaceMotion = { ...restingFace };
  #expressionSinceMs = 0;
  /** The mouth of the last frame that spoke, for the way back to rest. */
  #spoken: { mouth: MouthPose; displayMs: number; mediaMs: number } | undefined;
  #speechEntryMs: number | undefined;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Forgets the speech so far: what follows is on a new audio clock. */
  startSpeech(): void {
    this.#track = new VisemeTrack();
    this.#speechEntryMs = undefined;
  }

  /** Visemes of the current speech, as they become known. Answers how many did not fit. */
  pushVisemes(events: readonly VisemeEvent[]): number {
    return this.#track.push(events);
  }

  /** Speech ends at `displayMs`, wherever it was; lips go to rest from the shape that was seen at that moment. */
  stopSpeech(displayMs: number): void {
    if (this.#spoken && this.#spoken.displayMs > displayMs) {
      const mediaMs = this.#spoken.mediaMs - (this.#spoken.displayMs - displayMs);
      this.#spoken = { mouth: this.#track.mouthAt(mediaMs), displayMs, mediaMs };
    }
    this.#speechEntryMs = undefined;
    this.#track = new VisemeTrack();
  }

  setListening(listening: boolean, displayMs: number): void {
    this.#listening.aim(listening ? 1 : 0, displayMs);
  }

  setExpression(name: Expression, intensity: number, displayMs: number): void {
    this.#expressionFrom = this.#expressionAt(displayMs);
    this.#expression = { name, intensity };
    this.#expressionSinceMs = displayMs;
  }

  /** The face at `displayMs`, speaking where `mediaMs` is given. Ask in order of `displayMs`. */
  motionAt(displayMs: number, mediaMs?: number): FaceMotion {
    const voiced = mediaMs !== undefined && this.#track.voicedNear(mediaMs, speakingMarginMs);
    this.#speaking.aim(voiced ? 1 : 0, displayMs);
    const attention = { speaking: this.#speaking.at(displayMs), listening: this.#listening.at(displayMs) };
    const mouth =
      mediaMs === undefined ? this.#releasedMouth(displayMs) : this.#spokenMouth(displayMs, mediaMs);
    let motion = addMotion(this.#expressionAt(displayMs), headMotionAt(this.#seed, displayMs, attention));
    motion = addMotion(motion, mouth);
    // A closed mouth is closed whatever the expression holds open.
    const open = 1 - Math.min(1, mouth.lipPress);
    motion.jawOpen *= open;
    motion.lipsPart *= open;
    motion.eyesClosed += (1 - motion.eyesClosed) * blinkAt(this.#seed, displayMs);
    return clampMotion(motion);
  }

  #spokenMouth(displayMs: number, mediaMs: number): MouthPose {
    this.#speechEntryMs ??= displayMs;
    const entry = smootherStep((displayMs - this.#speechEntryMs + 40) / lipEntryMs);
    const from = this.#releasedMouth(displayMs);
    const target = this.#track.mouthAt(mediaMs);
    const mouth = blendMouth(from, target, entry);
    this.#track.forgetBefore(mediaMs);
    this.#spoken = { mouth, displayMs, mediaMs };
    return mouth;
  }

  #releasedMouth(displayMs: number): MouthPose {
    if (!this.#spoken) return { ...restingMouth };
    const position = smootherStep((displayMs - this.#spoken.displayMs) / lipReleaseMs);
    return blendMouth(this.#spoken.mouth, restingMouth, position);
  }

  #expressionAt(displayMs: number): FaceMotion {
    const { name, intensity } = this.#expression;
    const target = expressionMotion(name, intensity, this.#speaking.at(displayMs));
    const position = smootherStep((displayMs - this.#expressionSinceMs) / expressionMs);
    return blendMotion(this.#expressionFrom, addMotion(restingFace, target), position);
  }
}

function blendMouth(from: MouthPose, to: MouthPose, position: number): MouthPose {
  const mouth = { ...from };
  for (const channel of mouthChannels) mouth[channel] += (to[channel] - from[channel]) * position;
  return mouth;
}
