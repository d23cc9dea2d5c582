/**
 * How alike two waveforms are, from -1 to 1: the normalised correlation at the best shift of `b` within
 * `maxShift` samples either way. Codecs delay a little; what they delay by is not what a test asks.
 */
export function bestCorrelation(a: Float32Array, b: Float32Array, maxShift: number): number {
  let best = -1;
  for (let shift = -maxShift; shift <= maxShift; shift++) best = Math.max(best, correlation(a, b, shift));
  return best;
}

function correlation(a: Float32Array, b: Float32Array, shift: number): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = Math.max(0, -shift); i < Math.min(a.length, b.length - shift); i++) {
    const x = a[i] ?? 0;
    const y = b[i + shift] ?? 0;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / (Math.sqrt(aa * bb) || 1);
}
