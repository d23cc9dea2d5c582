import type { VisemeEvent } from '@parley/contracts';
import type { MotionSource } from './motion-source.js';
import { smootherStep } from './seeded-noise.js';
import { mouthChannels, restingMouth, visemeShapes } from './viseme-shapes.js';
import type { MouthChannel, MouthPose, VisemeShape } from './viseme-shapes.js';

/** Lips start towards a sound before it is heard, and leave it slowly (reference page on avatars, rec. 8). */
const attackMs = 80;
const releaseMs = 95;
/** The release begins inside the sound: lips are already leaving it when it ends. */
const releaseLeadMs = 35;
/**
 * m, b and p are shut at their middle for at least this long, however short the sound: more than one frame of
 * 40 ms, so that one frame always falls inside.
 */
const shortestClosureMs = 50;
const closureAttackMs = 60;
const closureReleaseMs = 70;
/** No sound moves the mouth longer than this before it begins. */
const furthestReachMs = Math.max(attackMs, closureAttackMs + shortestClosureMs / 2);
/** A vowel shorter than this does not reach its full opening. */
const fullOpeningMs = 110;
/** What is heard and further back than this no longer shapes the mouth. */
const memoryMs = 1000;
/** Bound of the track; about ten minutes of speech that nobody has played yet. */
const mostEvents = 8192;

type Group = 'jaw' | 'lips';
const channelGroup: Readonly<Record<MouthChannel, Group>> = {
  jawOpen: 'jaw',
  lipsPart: 'jaw',
  lipPress: 'jaw',
  lipTuck: 'jaw',
  tongueUp: 'jaw',
  mouthWide: 'lips',
  mouthRound: 'lips',
};

/**
 * The mouth over the clock of one stretch of speech: each viseme pulls at the mouth through a window that starts
 * before it and ends after it, weighted by how firmly the sound holds its shape; what overlaps is blended, which is
 * co-articulation. Closures are a channel of their own, so that no vowel beside them can hold the lips apart.
 */
export class VisemeTrack implements MotionSource {
  readonly #events: VisemeEvent[] = [];

  constructor(events: readonly VisemeEvent[] = []) {
    this.push(events);
  }

  /** Adds events in any order. Answers how many were dropped because the track is full. */
  push(events: readonly VisemeEvent[]): number {
    const room = Math.max(0, mostEvents - this.#events.length);
    this.#events.push(...events.slice(0, room));
    this.#events.sort((a, b) => a.timeMs - b.timeMs);
    return Math.max(0, events.length - room);
  }

  forgetBefore(timeMs: number): void {
    const keep = this.#events.findIndex((event) => event.timeMs + event.durationMs > timeMs - memoryMs);
    if (keep > 0) this.#events.splice(0, keep);
  }

  voicedNear(timeMs: number, marginMs: number): boolean {
    return this.#startedBy(timeMs + marginMs).some(
      (event) => event.viseme !== 'sil' && event.timeMs + event.durationMs + marginMs >= timeMs,
    );
  }

  mouthAt(timeMs: number): MouthPose {
    const near = this.#startedBy(timeMs + furthestReachMs);
    const pulls = near
      .map((event) => ({ event, shape: visemeShapes[event.viseme], weight: pullOf(event, timeMs) }))
      .filter((pull) => pull.weight > 0);
    const pose = blend(pulls);
    const closure = Math.max(0, ...near.map((event) => closureOf(event, timeMs)));
    const open = 1 - closure;
    pose.lipPress = closure;
    pose.jawOpen *= open;
    pose.lipsPart *= open;
    pose.lipTuck *= open;
    return pose;
  }

  /** The events that begin at `timeMs` or before; they are in order, and what is long past has been forgotten. */
  #startedBy(timeMs: number): VisemeEvent[] {
    const next = this.#events.findIndex((event) => event.timeMs > timeMs);
    return next < 0 ? this.#events : this.#events.slice(0, next);
  }
}

interface Pull {
  event: VisemeEvent;
  shape: VisemeShape;
  weight: number;
}

function blend(pulls: readonly Pull[]): MouthPose {
  const pose: MouthPose = { ...restingMouth };
  const rest = 1 - Math.max(0, ...pulls.map((pull) => pull.weight));
  for (const channel of mouthChannels) {
    const group = channelGroup[channel];
    let sum = 0;
    let weights = rest;
    for (const { event, shape, weight } of pulls) {
      const pull = weight * shape[group];
      const opening = channel === 'jawOpen' ? openingOf(event) : 1;
      sum += pull * opening * (shape.pose[channel] ?? 0);
      weights += pull;
    }
    pose[channel] = weights > 0 ? sum / weights : 0;
  }
  return pose;
}

function openingOf(event: VisemeEvent): number {
  return 0.72 + 0.28 * Math.min(1, event.durationMs / fullOpeningMs);
}

function pullOf(event: VisemeEvent, timeMs: number): number {
  const endMs = event.timeMs + event.durationMs - Math.min(releaseLeadMs, event.durationMs / 3);
  return window(timeMs, event.timeMs, endMs, attackMs, releaseMs);
}

function closureOf(event: VisemeEvent, timeMs: number): number {
  if (event.viseme !== 'PP') return 0;
  const middle = event.timeMs + event.durationMs / 2;
  const half = Math.max(shortestClosureMs, event.durationMs * 0.8) / 2;
  return window(timeMs, middle - half, middle + half, closureAttackMs, closureReleaseMs);
}

/** 1 from `startMs` to `endMs`, smoothly to 0 over `riseMs` before and `fallMs` after. */
function window(timeMs: number, startMs: number, endMs: number, riseMs: number, fallMs: number): number {
  if (timeMs < startMs) return smootherStep(1 - (startMs - timeMs) / riseMs);
  if (timeMs > endMs) return smootherStep(1 - (timeMs - endMs) / fallMs);
  return 1;
}
