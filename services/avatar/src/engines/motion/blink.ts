import { hashUnit } from './seeded-noise.js';

/** Blinks start this far apart on average; each is moved by up to `jitterMs`, so gaps are 2.4 to 4 s. */
const meanGapMs = 3200;
const jitterMs = 400;
/** The longest blink, from the first movement to the last (people's: 200 to 270 ms). */
export const longestBlinkMs = 270;

/**
 * How far the lids are shut by blinking, 0..1, at any moment: shut within 1 or 2 frames, reopening slowly
 * (the profile measured on recorded faces: shared reference page on avatars, C4).
 */
export function blinkAt(seed: number, timeMs: number): number {
  const slot = Math.floor(timeMs / meanGapMs);
  return Math.max(
    blinkOfSlot(seed, slot - 1, timeMs),
    blinkOfSlot(seed, slot, timeMs),
    blinkOfSlot(seed, slot + 1, timeMs),
  );
}

function blinkOfSlot(seed: number, slot: number, timeMs: number): number {
  const startMs = slot * meanGapMs + meanGapMs / 2 + (hashUnit(seed, slot) - 0.5) * jitterMs * 2;
  const durationMs = 200 + hashUnit(seed + 1, slot) * (longestBlinkMs - 200);
  return lidProfile((timeMs - startMs) / durationMs);
}

/** Lid over one blink: down in the first 28 %, shut to 45 % (at least one frame of 40 ms), then slowly up. */
function lidProfile(position: number): number {
  if (position <= 0 || position >= 1) return 0;
  if (position < 0.28) return Math.sin((position / 0.28) * (Math.PI / 2));
  if (position < 0.45) return 1;
  const reopening = (position - 0.45) / 0.55;
  return (1 - reopening) ** 2 * (1 + 0.6 * reopening);
}
