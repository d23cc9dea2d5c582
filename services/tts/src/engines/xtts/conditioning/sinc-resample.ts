/** Zero crossings of the sinc on each side, and the share of the band that is kept: torchaudio's defaults. */
const crossings = 6;
const rolloff = 0.99;

/**
 * Changes the sample rate as torchaudio.functional.resample does by default (2.8: a windowed sinc, `sinc_interp_hann`),
 * whose numbers the speaker's networks were trained on.
 * @param from in hertz, as `to`
 */
export function resampleLikeTorchaudio(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples;
  const divisor = greatestCommonDivisor(from, to);
  const [step, phases] = [from / divisor, to / divisor];
  const kernels = Array.from({ length: phases }, (_, phase) => sincKernel(phase, step, phases));
  const out = new Float32Array(Math.ceil((samples.length * phases) / step));
  for (let at = 0; at < out.length; at++) {
    const { first, weights } = kernels[at % phases] ?? { first: 0, weights: [] };
    const start = Math.floor(at / phases) * step + first;
    let sum = 0;
    for (let tap = 0; tap < weights.length; tap++) sum += (samples[start + tap] ?? 0) * (weights[tap] ?? 0);
    out[at] = sum;
  }
  return out;
}

/** The weights of one output sample of each `phases`, from the input sample `first` on; all others are 0. */
function sincKernel(phase: number, step: number, phases: number): { first: number; weights: Float32Array } {
  const band = Math.min(step, phases) * rolloff;
  const reach = (crossings * step) / band;
  const centre = (phase * step) / phases;
  const first = Math.ceil(centre - reach);
  const weights = Float32Array.from({ length: Math.floor(centre + reach) - first + 1 }, (_, tap) => {
    // torchaudio has the phase in single precision, everything else in double.
    const turns = (Math.fround(-phase / phases) + (first + tap) / step) * band;
    const clamped = Math.max(-crossings, Math.min(crossings, turns));
    const window = Math.cos((clamped * Math.PI) / crossings / 2) ** 2;
    const angle = clamped * Math.PI;
    return ((angle === 0 ? 1 : Math.sin(angle) / angle) * window * band) / step;
  });
  return { first, weights };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
