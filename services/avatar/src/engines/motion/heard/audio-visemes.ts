import { visemes } from '@parley/contracts';
import type { VisemeEvent } from '@parley/contracts';
import { hearVisemes } from './hearing-network.js';
import { SpeechFeatures } from './speech-features.js';
import { SpeechFrames, hopMs } from './speech-frames.js';

/**
 * Staying with a sound is this much likelier than going on to another (natural logarithm): sounds last 80 ms or so, and
 * frames that waver between two do not make the lips tremble.
 */
const changeCost = 2.2;
/** A decision is final once so many later frames have been heard. */
const decisionFrames = 10;

/**
 * Mouth shapes from speech alone, as it arrives: no text. Which of two similar sounds it was is a guess; where visemes
 * are known from the text, they are better. Loud noise without speech moves the lips too. Tells the most likely sequence (Viterbi) of what a small network hears.
 */
export class AudioVisemes {
  readonly #frames = new SpeechFrames();
  readonly #features = new SpeechFeatures();
  /** For each viseme, how likely the best sequence that ends in it is. */
  #scores = new Float64Array(visemes.length);
  /** For each undecided frame and viseme, which viseme came before it. */
  #before: Int8Array[] = [];
  #decided = 0;
  #heardMs = 0;
  #open: VisemeEvent | undefined;

  /**
   * Takes the next samples: mono, 16 kHz, -1 to 1.
   * @returns the mouth shapes that are decided by now, in order and without gaps; some 0.3 s behind the sound
   */
  push(samples: Float32Array): VisemeEvent[] {
    const told: VisemeEvent[] = [];
    for (const frame of this.#frames.push(samples)) {
      this.#heardMs = frame.timeMs + hopMs / 2;
      const features = this.#features.push(frame);
      if (!features) continue;
      this.#advance(hearVisemes(features));
      if (this.#before.length > decisionFrames) this.#decide(1, told);
    }
    return told;
  }

  /** The speech is over: the rest. */
  end(): VisemeEvent[] {
    const told: VisemeEvent[] = [];
    this.#decide(this.#before.length, told);
    if (!this.#open) return told;
    this.#open.durationMs = Math.max(this.#open.durationMs, this.#heardMs - this.#open.timeMs);
    told.push(this.#open);
    this.#open = undefined;
    return told;
  }

  #advance(likelihoods: Float32Array): void {
    const best = indexOfMost(this.#scores);
    const bestScore = this.#scores[best] ?? 0;
    const before = new Int8Array(visemes.length);
    this.#scores = Float64Array.from(this.#scores, (score, viseme) => {
      const stays = score >= bestScore - changeCost;
      before[viseme] = stays ? viseme : best;
      return (stays ? score : bestScore - changeCost) - bestScore + (likelihoods[viseme] ?? 0);
    });
    this.#before.push(before);
  }

  /** Follows the likeliest sequence back, and settles its first `count` frames. */
  #decide(count: number, told: VisemeEvent[]): void {
    const path: number[] = [];
    let viseme = indexOfMost(this.#scores);
    for (const before of this.#before.toReversed()) {
      path.push(viseme);
      viseme = before[viseme] ?? viseme;
    }
    for (const decided of path.toReversed().slice(0, count)) this.#settle(decided, told);
    this.#before.splice(0, count);
  }

  #settle(index: number, told: VisemeEvent[]): void {
    const viseme = visemes[index] ?? 'sil';
    // The first frame stands for the 12.5 ms before its middle as well.
    const endMs = ++this.#decided * hopMs + 12.5 - hopMs / 2;
    if (this.#open?.viseme === viseme) {
      this.#open.durationMs = endMs - this.#open.timeMs;
      return;
    }
    const timeMs = this.#open ? this.#open.timeMs + this.#open.durationMs : 0;
    if (this.#open) told.push(this.#open);
    this.#open = { viseme, timeMs, durationMs: endMs - timeMs };
  }
}

function indexOfMost(values: Float64Array): number {
  let most = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[most] ?? 0)) most = i;
  return most;
}

/** The mouth shapes of a whole recording: mono, 16 kHz, -1 to 1. */
export function audioVisemes(samples: Float32Array): VisemeEvent[] {
  const heard = new AudioVisemes();
  return [...heard.push(samples), ...heard.end()];
}
