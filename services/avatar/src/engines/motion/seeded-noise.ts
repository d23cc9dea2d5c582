/**
 * Randomness as a pure function of seed and index: the same session always moves in the same way, and any moment
 * can be asked for in any order (an interruption goes back to what the listener has heard).
 */

/** A number in 0..1 for each (seed, index): the finaliser of MurmurHash3 over both. */
export function hashUnit(seed: number, index: number): number {
  let hash = Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(index | 0, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** A quintic step: slope and curvature are zero at both ends, so that motion built on it never jerks. */
export function smootherStep(position: number): number {
  const x = Math.min(1, Math.max(0, position));
  return x * x * x * (x * (x * 6 - 15) + 10);
}

/**
 * Smooth noise with mean 0 and standard deviation about 1, bounded by +-2.4, without energy above `1 / periodMs`.
 * Two octaves of value noise; their gain is chosen by measurement (see the test).
 */
export function smoothNoise(seed: number, timeMs: number, periodMs: number): number {
  return 1.62 * lattice(seed, timeMs / periodMs) + 0.78 * lattice(seed + 7919, (timeMs / periodMs) * 2.1);
}

function lattice(seed: number, position: number): number {
  const index = Math.floor(position);
  const here = hashUnit(seed, index) * 2 - 1;
  const next = hashUnit(seed, index + 1) * 2 - 1;
  return here + (next - here) * smootherStep(position - index);
}
