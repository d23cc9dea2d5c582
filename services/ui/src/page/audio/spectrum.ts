/** Samples of one analysis window: 32 ms at 16 kHz, a power of two. */
export const windowSamples = 512;

/**
 * Power of each frequency bin, in decibels, for one Hann-windowed stretch of `samples` from `start`.
 * Bin `k` of the 256 lies at `k * sampleRate / 512` hertz.
 */
export function spectrumAt(samples: Float32Array, start: number): Float32Array {
  const real = new Float32Array(windowSamples);
  const imaginary = new Float32Array(windowSamples);
  for (let index = 0; index < windowSamples; index += 1) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / windowSamples);
    real[reversed(index)] = (samples[start + index] ?? 0) * hann;
  }
  transform(real, imaginary);
  return Float32Array.from({ length: windowSamples / 2 }, (_, bin) => {
    const power = (real[bin] ?? 0) ** 2 + (imaginary[bin] ?? 0) ** 2;
    return 10 * Math.log10(power / windowSamples + 1e-12);
  });
}

const bits = Math.log2(windowSamples);

function reversed(index: number): number {
  let result = 0;
  for (let bit = 0; bit < bits; bit += 1) result |= ((index >> bit) & 1) << (bits - 1 - bit);
  return result;
}

/** The radix-2 fast Fourier transform, in place; its input comes in bit-reversed order. */
function transform(real: Float32Array, imaginary: Float32Array): void {
  for (let size = 2; size <= windowSamples; size *= 2) {
    const half = size / 2;
    for (let offset = 0; offset < half; offset += 1) {
      const angle = (-2 * Math.PI * offset) / size;
      const cosine = Math.cos(angle);
      const sine = Math.sin(angle);
      for (let even = offset; even < windowSamples; even += size) {
        const odd = even + half;
        const oddReal = (real[odd] ?? 0) * cosine - (imaginary[odd] ?? 0) * sine;
        const oddImaginary = (real[odd] ?? 0) * sine + (imaginary[odd] ?? 0) * cosine;
        real[odd] = (real[even] ?? 0) - oddReal;
        imaginary[odd] = (imaginary[even] ?? 0) - oddImaginary;
        real[even] = (real[even] ?? 0) + oddReal;
        imaginary[even] = (imaginary[even] ?? 0) + oddImaginary;
      }
    }
  }
}
