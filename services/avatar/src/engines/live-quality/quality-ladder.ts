import type { FrameQuality } from '../avatar-engine.js';

/** The better first. */
const rungs = ['direct', 'bank', 'mesh'] as const satisfies readonly FrameQuality[];

/** Share of an engine's time that frames may take before a cheaper way to draw them is chosen. */
const mostBusy = 0.95;
/** Share that they may take on a better rung to go up to it: far enough below `mostBusy` not to come down again at once. */
const busyAfterClimbing = 0.7;
/** A better rung must look affordable this long before it is taken. */
const calmMs = 2_000;
/** A rung that was left for being a little slow is tried again after this long, then after twice as long, and so on. */
const firstRetryMs = 30_000;
const longestRetryMs = 600_000;
/** A frame that took more frame times than this is not a matter of a busy moment: such a rung is not tried again. */
const hopeless = 4;
/** Weight of a new frame in a rung's mean time: about the last second of one session. */
const newest = 0.05;

/**
 * Which way live frames are drawn, from what they were measured to cost: the best that all sessions together can have 25
 * times a second. One ladder serves one engine.
 */
export class QualityLadder {
  readonly #frameMs: number;
  readonly #costMs = new Map<FrameQuality, number>();
  #limit: FrameQuality = 'direct';
  #affordableSinceMs: number | undefined;
  #leftAtMs = 0;
  #retryMs = firstRetryMs;

  /** @param frameMs time between two frames of a session */
  constructor(frameMs: number) {
    this.#frameMs = frameMs;
  }

  /** The mean time to draw a frame in this way, once it was measured. */
  costMs(quality: FrameQuality): number | undefined {
    return this.#costMs.get(quality);
  }

  /** A frame was drawn in this way, in `elapsedMs` of the engine's time, waiting apart. */
  measured(quality: FrameQuality, elapsedMs: number): void {
    const mean = this.#costMs.get(quality);
    this.#costMs.set(quality, mean === undefined ? elapsedMs : mean + newest * (elapsedMs - mean));
  }

  /**
   * How to draw the next frame.
   * @param possible what the portrait has: `mesh` always
   * @param sessions live sessions on this engine
   */
  choose(possible: readonly FrameQuality[], sessions: number, nowMs: number): FrameQuality {
    const ladder = rungs.filter((rung) => rung === 'mesh' || possible.includes(rung));
    const at = ladder.findIndex((rung) => rungs.indexOf(rung) >= rungs.indexOf(this.#limit));
    const [above, here = 'mesh', below] = [ladder[at - 1], ladder[at], ladder[at + 1]];
    if (below && this.#busy(here, sessions) > mostBusy) return this.#comeDown(below, nowMs);
    if (above && this.#mayClimb(above, sessions, nowMs)) {
      this.#limit = above;
      this.#affordableSinceMs = undefined;
      return above;
    }
    return here;
  }

  #comeDown(to: FrameQuality, nowMs: number): FrameQuality {
    this.#limit = to;
    this.#leftAtMs = nowMs;
    this.#affordableSinceMs = undefined;
    return to;
  }

  /** Down at once, up after a calm time, one rung at a time. */
  #mayClimb(to: FrameQuality, sessions: number, nowMs: number): boolean {
    if (this.#isWorthATry(to, nowMs)) {
      this.#retryMs = Math.min(longestRetryMs, 2 * this.#retryMs);
      this.#costMs.delete(to);
      return true;
    }
    if (this.#busy(to, sessions) > busyAfterClimbing) {
      this.#affordableSinceMs = undefined;
      return false;
    }
    this.#affordableSinceMs ??= nowMs;
    return nowMs - this.#affordableSinceMs >= calmMs;
  }

  /** What a rung that is not used costs by now is not known: what slowed it down may be over. */
  #isWorthATry(rung: FrameQuality, nowMs: number): boolean {
    const costMs = this.#costMs.get(rung) ?? 0;
    return nowMs - this.#leftAtMs >= this.#retryMs && costMs <= hopeless * this.#frameMs;
  }

  /** Share of the engine's time that all sessions would take; 0 for what was never measured. */
  #busy(quality: FrameQuality, sessions: number): number {
    return ((this.#costMs.get(quality) ?? 0) * Math.max(1, sessions)) / this.#frameMs;
  }
}
