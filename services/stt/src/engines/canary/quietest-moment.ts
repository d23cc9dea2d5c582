const stretchSamples = 320;

/**
 * Where to cut a waveform in two: the middle of its quietest 60 ms between one third and two thirds.
 * @param samples 16 kHz mono
 */
export function quietestMoment(samples: Float32Array): number {
  const first = Math.floor(samples.length / 3 / stretchSamples);
  const last = Math.ceil((samples.length * 2) / 3 / stretchSamples);
  const energies = Array.from({ length: last - first }, (_, index) =>
    energyOf(samples, (first + index) * stretchSamples),
  );
  let best = Math.floor(energies.length / 2);
  let least = Infinity;
  for (let index = 1; index < energies.length - 1; index++) {
    const around = (energies[index - 1] ?? 0) + (energies[index] ?? 0) + (energies[index + 1] ?? 0);
    if (around >= least) continue;
    least = around;
    best = index;
  }
  return (first + best) * stretchSamples + stretchSamples / 2;
}

function energyOf(samples: Float32Array, start: number): number {
  let energy = 0;
  for (let index = start; index < start + stretchSamples; index++) energy += (samples[index] ?? 0) ** 2;
  return energy;
}
