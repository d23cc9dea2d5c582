import type { Expression } from '@parley/contracts';
import { expressionMotion } from './expressions.js';
import { addMotion, blendMotion, motionChannels, restingFace } from './face-motion.js';
import type { FaceMotion } from './face-motion.js';
import { smootherStep } from './seeded-noise.js';

/** An expression that somebody chose comes quickly; one that a reply suggests grows, and fades slowly. */
const chosenMs = 320;
const hintMs = 700;
const fadeMs = 1600;
/** A change of expression by this much, of a channel's range or in degrees, takes the time above. */
const usualWay = 0.9;
const usualAngle = 4;
/** A suggested expression outlasts the words that it suits by this. */
const hintAfterSpeechMs = 900;
/** Where no word follows at all, it fades after this. */
const hintWithoutSpeechMs = 6000;

interface Shown {
  name: Expression;
  intensity: number;
}

interface Timed extends Shown {
  untilMs: number;
}

const neutral: Shown = { name: 'neutral', intensity: 0 };

/** Which expression a face shows over time: what somebody chose, or else what the words suggest, or nothing. */
export class ExpressionLayer {
  #chosen: Shown = neutral;
  #passing: Timed | undefined;
  #hint: Timed | undefined;
  #shown: Shown = neutral;
  #from: FaceMotion = { ...restingFace };
  #sinceMs = 0;
  #durationMs = chosenMs;

  /** From `nowMs` on the face shows this; for `holdMs` where given, and then again what it showed before. */
  choose(name: Expression, intensity: number, nowMs: number, holdMs?: number): void {
    const chosen = { name, intensity };
    if (holdMs === undefined) {
      this.#chosen = chosen;
      this.#passing = undefined;
    } else {
      this.#passing = { ...chosen, untilMs: nowMs + holdMs };
    }
  }

  /** What suits the words: shown while nobody has chosen an expression, until the turn is over. */
  suggest(name: Expression, intensity: number, nowMs: number, holdMs?: number): void {
    this.#hint = { name, intensity, untilMs: nowMs + (holdMs ?? hintWithoutSpeechMs) };
  }

  /** The expression's share of the face, which speaks by 0..1 and is within its speech or not. */
  motionAt(timeMs: number, speaking: number): FaceMotion {
    // Words go on: so does what suits them.
    if (this.#hint && speaking > 0.5) {
      this.#hint.untilMs = Math.max(this.#hint.untilMs, timeMs + hintAfterSpeechMs);
    }
    const wanted = this.#wantedAt(timeMs);
    if (wanted.name !== this.#shown.name || wanted.intensity !== this.#shown.intensity) {
      this.#from = this.#blended(timeMs, speaking);
      this.#sinceMs = timeMs;
      this.#shown = wanted;
      this.#durationMs = this.#paceOf(wanted) * this.#wayTo(wanted);
    }
    return this.#blended(timeMs, speaking);
  }

  #wantedAt(timeMs: number): Shown {
    if (this.#passing && this.#passing.untilMs <= timeMs) this.#passing = undefined;
    if (this.#hint && this.#hint.untilMs <= timeMs) this.#hint = undefined;
    if (this.#passing) return this.#passing;
    return this.#chosen.name === 'neutral' && this.#hint ? this.#hint : this.#chosen;
  }

  #paceOf(wanted: Shown): number {
    if (wanted === this.#hint) return hintMs;
    return wanted === neutral ? fadeMs : chosenMs;
  }

  /** A long way takes its time: 1 for a way that is usual, more for one from a wild face to another. */
  #wayTo({ name, intensity }: Shown): number {
    const target = expressionMotion(name, intensity);
    const ways = motionChannels.map((channel) => {
      const isAngle = channel === 'pitch' || channel === 'yaw' || channel === 'roll';
      return Math.abs((target[channel] ?? 0) - this.#from[channel]) / (isAngle ? usualAngle : usualWay);
    });
    return Math.max(1, ...ways);
  }

  #blended(timeMs: number, speaking: number): FaceMotion {
    const { name, intensity } = this.#shown;
    const target = addMotion(restingFace, expressionMotion(name, intensity, speaking));
    return blendMotion(this.#from, target, smootherStep((timeMs - this.#sinceMs) / this.#durationMs));
  }
}
