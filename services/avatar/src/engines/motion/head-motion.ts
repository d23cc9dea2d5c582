import type { FaceMotion } from './face-motion.js';
import { hashUnit, smoothNoise, smootherStep } from './seeded-noise.js';

/** Standard deviation of a living head that does nothing, in degrees (measured on recordings: reference page, C4). */
const idlePitchStd = 1.5;
const idleYawStd = 0.8;
const idleRollStd = 0.8;
/** Slowest component of the head's drift. */
const driftPeriodMs = 1900;
/**
 * What speaking adds: livelier and quicker, to 2.4, 1.1 and 1.5 degrees in all. Recorded talk reaches 4.5, 1.3 and 4.8
 * (C4, five seconds of one lively speaker); a face that talks all day does well with half of that.
 */
const speakingPitchStd = 1.9;
const speakingYawStd = 0.75;
const speakingRollStd = 1.25;
const speakingPeriodMs = 900;

/** A listener leans in, tilts its head a little and raises its brows. */
const listening = { pitch: 0.8, roll: 1.2, browUp: 0.07 } as const;

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
  const speaks = attention.speaking;
  return {
    pitch:
      idlePitchStd * calm * smoothNoise(seed + 11, timeMs, driftPeriodMs) +
      speaks * speakingPitchStd * smoothNoise(seed + 12, timeMs, speakingPeriodMs) +
      attention.listening * (listening.pitch + nodAt(seed, timeMs)),
    yaw:
      idleYawStd * calm * smoothNoise(seed + 13, timeMs, driftPeriodMs * 1.3) +
      speaks * speakingYawStd * smoothNoise(seed + 14, timeMs, speakingPeriodMs * 1.4),
    roll:
      idleRollStd * calm * smoothNoise(seed + 15, timeMs, driftPeriodMs * 1.2) +
      speaks * speakingRollStd * smoothNoise(seed + 16, timeMs, speakingPeriodMs * 1.3) +
      attention.listening * listening.roll * (hashUnit(seed, 18) < 0.5 ? -1 : 1),
    breath: 0.5 - 0.5 * Math.cos((timeMs / breathPeriodMs) * 2 * Math.PI),
    browUp: 0.1 * speaks * smoothNoise(seed + 17, timeMs, 900) + listening.browUp * attention.listening,
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
