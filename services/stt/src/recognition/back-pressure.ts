/** Numbers of waiting recognitions at which the service slows itself down. */
export interface Watermarks {
  finalHigh: number;
  finalCritical: number;
  interimHigh: number;
  interimCritical: number;
}

export const defaultWatermarks: Watermarks = {
  finalHigh: 6,
  finalCritical: 12,
  interimHigh: 20,
  interimCritical: 40,
};

/**
 * How far recognition is behind. 0: not at all. 1, beyond a high watermark: interims come half as often. 2, beyond a
 * critical one: no interims, and nobody new is let in.
 */
export type BackPressureLevel = 0 | 1 | 2;

export function backPressureLevel(
  waiting: { finals: number; interims: number },
  watermarks: Watermarks,
): BackPressureLevel {
  const { finals, interims } = waiting;
  if (finals >= watermarks.finalCritical || interims >= watermarks.interimCritical) return 2;
  if (finals >= watermarks.finalHigh || interims >= watermarks.interimHigh) return 1;
  return 0;
}
