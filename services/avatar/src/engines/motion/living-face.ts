import type { Expression } from '@parley/contracts';
import { blinkAt } from './blink.js';
import { ExpressionLayer } from './expression-layer.js';
import { addMotion, clampMotion } from './face-motion.js';
import type { FaceMotion } from './face-motion.js';
import { headMotionAt } from './head-motion.js';
import type { MotionSource } from './motion-source.js';
import { Ramp } from './ramp.js';
import { smootherStep } from './seeded-noise.js';
import { mouthChannels, restingMouth } from './viseme-shapes.js';
import type { MouthPose } from './viseme-shapes.js';

/** Lips are at rest within this time of the last frame that spoke: the third frame of 40 ms. */
const lipReleaseMs = 115;
/** Lips come from rest to speech over this time, where speech starts without warning. */
const lipEntryMs = 100;
const attentionMs = 400;
const speakingMarginMs = 250;
/** A reply only suggests its expression: it is shown by this much of its strength. */
const hintIntensity = 0.6;

export interface ExpressionTiming {
  /** The face goes back after this time; without it, a chosen expression stays and a hint lasts as long as the turn. */
  holdMs?: number | undefined;
  /** What suits the words: it gives way to an expression that somebody chose. */
  hint?: boolean | undefined;
}

/**
 * A living face: speech, expression, blinks, gaze, breath and head motion together, as one motion for each moment.
 *
 * Two clocks: `displayMs` is when the frame is to be seen (any monotonic clock) and drives all that lives by itself;
 * `mediaMs` is the place in the speech's audio and drives the lips. The same seed, the same calls: the same motion.
 */
export class LivingFace {
  readonly #seed: number;
  readonly #speaking = new Ramp(attentionMs);
  readonly #listening = new Ramp(attentionMs);
  readonly #expression = new ExpressionLayer();
  #speech: MotionSource | undefined;
  /** The mouth of the last frame that spoke, for the way back to rest. */
  #spoken: { mouth: MouthPose; displayMs: number; mediaMs: number } | undefined;
  #speechEntryMs: number | undefined;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** From `displayMs` on the face says `speech`, on an audio clock of its own; what it said before is broken off. */
  startSpeech(speech: MotionSource, displayMs: number): void {
    this.stopSpeech(displayMs);
    this.#speech = speech;
  }

  /** Speech ends at `displayMs`, wherever it was; lips go to rest from the shape that was seen at that moment. */
  stopSpeech(displayMs: number): void {
    if (this.#speech && this.#spoken && this.#spoken.displayMs > displayMs) {
      const mediaMs = this.#spoken.mediaMs - (this.#spoken.displayMs - displayMs);
      this.#spoken = { mouth: this.#speech.mouthAt(mediaMs), displayMs, mediaMs };
    }
    this.#speechEntryMs = undefined;
    this.#speech = undefined;
  }

  setListening(listening: boolean, displayMs: number): void {
    this.#listening.aim(listening ? 1 : 0, displayMs);
  }

  /** @param intensity 0..2; a hint is shown more gently than what somebody chose. */
  setExpression(
    name: Expression,
    intensity: number,
    displayMs: number,
    { holdMs, hint = false }: ExpressionTiming = {},
  ): void {
    if (hint) this.#expression.suggest(name, intensity * hintIntensity, displayMs, holdMs);
    else this.#expression.choose(name, intensity, displayMs, holdMs);
  }

  /** The face at `displayMs`, speaking where `mediaMs` is given. Ask in order of `displayMs`. */
  motionAt(displayMs: number, mediaMs?: number): FaceMotion {
    const voiced = mediaMs !== undefined && this.#speech?.voicedNear(mediaMs, speakingMarginMs) === true;
    this.#speaking.aim(voiced ? 1 : 0, displayMs);
    const attention = { speaking: this.#speaking.at(displayMs), listening: this.#listening.at(displayMs) };
    const mouth =
      mediaMs === undefined ? this.#releasedMouth(displayMs) : this.#spokenMouth(displayMs, mediaMs);
    const expression = this.#expression.motionAt(displayMs, attention.speaking);
    let motion = addMotion(expression, headMotionAt(this.#seed, displayMs, attention));
    motion = addMotion(motion, mouth);
    // A closed mouth is closed whatever the expression holds open.
    const open = 1 - Math.min(1, mouth.lipPress);
    motion.jawOpen *= open;
    motion.lipsPart *= open;
    motion.eyesClosed += (1 - motion.eyesClosed) * blinkAt(this.#seed, displayMs);
    return clampMotion(motion);
  }

  #spokenMouth(displayMs: number, mediaMs: number): MouthPose {
    const target = this.#speech?.mouthAt(mediaMs) ?? { ...restingMouth };
    this.#speechEntryMs ??= displayMs;
    const entry = smootherStep((displayMs - this.#speechEntryMs + 40) / lipEntryMs);
    const mouth = blendMouth(this.#releasedMouth(displayMs), target, entry);
    this.#speech?.forgetBefore(mediaMs);
    this.#spoken = { mouth, displayMs, mediaMs };
    return mouth;
  }

  #releasedMouth(displayMs: number): MouthPose {
    if (!this.#spoken) return { ...restingMouth };
    const position = smootherStep((displayMs - this.#spoken.displayMs) / lipReleaseMs);
    return blendMouth(this.#spoken.mouth, restingMouth, position);
  }
}

function blendMouth(from: MouthPose, to: MouthPose, position: number): MouthPose {
  const mouth = { ...from };
  for (const channel of mouthChannels) mouth[channel] += (to[channel] - from[channel]) * position;
  return mouth;
}
