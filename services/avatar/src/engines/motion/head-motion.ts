import type { FaceMotion } from './face-motion.js';
import { hashUnit, smoothNoise, smootherStep } from './seeded-noise.js';

/** Standard deviation of a living head that does nothing, in degrees (measured on recordings: reference page, C4). */
const idlePitchStd = 1.5;
const idleYawStd = 0.8;
const idleRollStd = 0.8;
/** Slowest component of the head's drift. */
const driftPeriodMs = 1900;
/** What speaking adds: livelier and quicker. */
const speakingStd = 1.1;
const speakingPeriodMs = 620;

const breathPeriodMs = 4200;

const nodGapMs = 3600;
const nodDurationMs = 640;
const nodDegrees = 3.2;

export interface Attention {
  /** 0..1: how much the face is speaking. */
  speaking: number;
  /** 0..1: how much it is listening. */
  listening: number;
}

/** Head pose, breath and gaze at one moment of a living face. */
export function headMotionAt(seed: number, timeMs: number, attention: Attention): Partial<FaceMotion> {
  // A listener keeps its head stiller and its eyes on the person.
  const calm = 1 - 0.35 * attention.listening;
  const speech = speakingStd * attention.speaking;
  return {
    pitch:
      idlePitchStd * calm * smoothNoise(seed + 11, timeMs, driftPeriodMs) +
      speech * smoothNoise(seed + 12, timeMs, speakingPeriodMs) +
      attention.listening * nodAt(seed, timeMs),
    yaw:
      idleYawStd * calm * smoothNoise(seed + 13, timeMs, driftPeriodMs * 1.3) +
      speech * 0.9 * smoothNoise(seed + 14, timeMs, speakingPeriodMs * 1.4),
    roll:
      idleRollStd * calm * smoothNoise(seed + 15, timeMs, driftPeriodMs * 1.2) +
      speech * 0.6 * smoothNoise(seed + 16, timeMs, speakingPeriodMs * 1.7),
    breath: 0.5 - 0.5 * Math.cos((timeMs / breathPeriodMs) * 2 * Math.PI),
    browUp: 0.1 * attention.speaking * smoothNoise(seed + 17, timeMs, 900),
    ...gazeAt(seed, timeMs, attention),
  };
}

/** A nod now and then: down quickly, back slowly, sometimes twice. */
function nodAt(seed: number, timeMs: number): number {
  const slot = Math.floor(timeMs / nodGapMs);
  const startMs = slot * nodGapMs + hashUnit(seed + 21, slot) * (nodGapMs - 2 * nodDurationMs);
  const position = (timeMs - startMs) / nodDurationMs;
  const nods = hashUnit(seed + 22, slot) < 0.35 ? 2 : 1;
  if (position <= 0 || position >= nods) return 0;
  return nodDegrees * (0.5 - 0.5 * Math.cos(position * 2 * Math.PI)) * (position > 1 ? 0.6 : 1);
}

const saccadeGapMs = 900;
/** A saccade is over within one or two frames. */
const saccadeMs = 45;

/** Fixations near the viewer's eyes, changed by saccades; now and then a look aside while speaking. */
function gazeAt(seed: number, timeMs: number, attention: Attention): { gazeX: number; gazeY: number } {
  const slot = Math.floor(timeMs / saccadeGapMs);
  const startMs = slot * saccadeGapMs + hashUnit(seed + 31, slot) * (saccadeGapMs - saccadeMs);
  const [from, to] = timeMs < startMs ? [slot - 1, slot - 1] : [slot - 1, slot];
  const position = smootherStep((timeMs - startMs) / saccadeMs);
  const [fromX, fromY] = fixation(seed, from, attention);
  const [toX, toY] = fixation(seed, to, attention);
  return { gazeX: fromX + (toX - fromX) * position, gazeY: fromY + (toY - fromY) * position };
}

function fixation(seed: number, slot: number, attention: Attention): readonly [number, number] {
  const aside = hashUnit(seed + 32, slot) < 0.18 * (1 - attention.listening) ? 3.2 : 1;
  return [(hashUnit(seed + 33, slot) - 0.5) * 0.24 * aside, (hashUnit(seed + 34, slot) - 0.5) * 0.14 * aside];
}
