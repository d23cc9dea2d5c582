const firstMs = 250;
const longestMs = 10_000;
/** A program that ran this long was well: its next end is a first one again. */
const goodRunMs = 10_000;

/**
 * How long to wait before a program that ended is started again.
 * @param {number} previousDelayMs the delay before the run that ended; 0 for its first run
 * @param {number} ranForMs
 */
export function restartDelayMs(previousDelayMs, ranForMs) {
  if (previousDelayMs === 0 || ranForMs >= goodRunMs) return firstMs;
  return Math.min(previousDelayMs * 2, longestMs);
}
