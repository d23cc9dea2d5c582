/**
 * One pass of a Stockham transform (Cooley-Tukey, decimation in frequency, sorted as it goes): splits `blocks * radix`
 * groups of `stride` complex numbers by their radix, from one pair of arrays into the other.
 */
export interface FourierStage {
  readonly radix: 2 | 4 | 5;
  readonly blocks: number;
  readonly stride: number;
  /** For each block, the factors of outputs 1 to radix - 1. */
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

/** Real and imaginary parts. */
export interface ComplexNumbers {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/**
 * The passes of a transform of `size` complex numbers.
 * @throws Error where `size` has a prime factor above 5, or 3
 */
export function planStages(size: number): FourierStage[] {
  const stages: FourierStage[] = [];
  let length = size;
  for (let stride = 1; length > 1; stride = size / length) {
    const radix = length % 5 === 0 ? 5 : length % 4 === 0 ? 4 : 2;
    if (length % radix !== 0) throw new Error(`No transform of ${String(size)}: only factors 2 and 5.`);
    const blocks = length / radix;
    const factors = Array.from({ length: blocks * (radix - 1) }, (_, i) => {
      const angle = (-2 * Math.PI * Math.floor(i / (radix - 1)) * ((i % (radix - 1)) + 1)) / length;
      return { cosine: Math.cos(angle), sine: Math.sin(angle) };
    });
    stages.push({
      radix,
      blocks,
      stride,
      cosines: Float64Array.from(factors, ({ cosine }) => cosine),
      sines: Float64Array.from(factors, ({ sine }) => sine),
    });
    length = blocks;
  }
  return stages;
}

/** Runs one pass. */
export function runStage(stage: FourierStage, from: ComplexNumbers, to: ComplexNumbers): void {
  if (stage.radix === 5) runRadix5(stage, from, to);
  else if (stage.radix === 4) runRadix4(stage, from, to);
  else runRadix2(stage, from, to);
}

function runRadix2(
  { blocks, stride, cosines, sines }: FourierStage,
  from: ComplexNumbers,
  to: ComplexNumbers,
) {
  const { real: xr, imaginary: xi } = from;
  const { real: yr, imaginary: yi } = to;
  const half = blocks * stride;
  for (let block = 0; block < blocks; block++) {
    const c = cosines[block] ?? 0;
    const s = sines[block] ?? 0;
    for (let at = block * stride, out = 2 * block * stride; at < (block + 1) * stride; at++, out++) {
      const ar = xr[at] ?? 0;
      const ai = xi[at] ?? 0;
      const br = xr[at + half] ?? 0;
      const bi = xi[at + half] ?? 0;
      const dr = ar - br;
      const di = ai - bi;
      yr[out] = ar + br;
      yi[out] = ai + bi;
      yr[out + stride] = dr * c - di * s;
      yi[out + stride] = dr * s + di * c;
    }
  }
}

function runRadix4(
  { blocks, stride, cosines, sines }: FourierStage,
  from: ComplexNumbers,
  to: ComplexNumbers,
) {
  const { real: xr, imaginary: xi } = from;
  const { real: yr, imaginary: yi } = to;
  const quarter = blocks * stride;
  for (let block = 0; block < blocks; block++) {
    const c1 = cosines[3 * block] ?? 0;
    const s1 = sines[3 * block] ?? 0;
    const c2 = cosines[3 * block + 1] ?? 0;
    const s2 = sines[3 * block + 1] ?? 0;
    const c3 = cosines[3 * block + 2] ?? 0;
    const s3 = sines[3 * block + 2] ?? 0;
    for (let at = block * stride, out = 4 * block * stride; at < (block + 1) * stride; at++, out++) {
      const ar = xr[at] ?? 0;
      const ai = xi[at] ?? 0;
      const br = xr[at + quarter] ?? 0;
      const bi = xi[at + quarter] ?? 0;
      const cr = xr[at + 2 * quarter] ?? 0;
      const ci = xi[at + 2 * quarter] ?? 0;
      const dr = xr[at + 3 * quarter] ?? 0;
      const di = xi[at + 3 * quarter] ?? 0;
      const acr = ar + cr;
      const aci = ai + ci;
      const bdr = br + dr;
      const bdi = bi + di;
      const acdr = ar - cr;
      const acdi = ai - ci;
      const bddr = br - dr;
      const bddi = bi - di;
      const r1 = acdr + bddi;
      const i1 = acdi - bddr;
      const r2 = acr - bdr;
      const i2 = aci - bdi;
      const r3 = acdr - bddi;
      const i3 = acdi + bddr;
      yr[out] = acr + bdr;
      yi[out] = aci + bdi;
      yr[out + stride] = r1 * c1 - i1 * s1;
      yi[out + stride] = r1 * s1 + i1 * c1;
      yr[out + 2 * stride] = r2 * c2 - i2 * s2;
      yi[out + 2 * stride] = r2 * s2 + i2 * c2;
      yr[out + 3 * stride] = r3 * c3 - i3 * s3;
      yi[out + 3 * stride] = r3 * s3 + i3 * c3;
    }
  }
}

const cos1 = Math.cos((2 * Math.PI) / 5);
const cos2 = Math.cos((4 * Math.PI) / 5);
const sin1 = Math.sin((2 * Math.PI) / 5);
const sin2 = Math.sin((4 * Math.PI) / 5);

function runRadix5(
  { blocks, stride, cosines, sines }: FourierStage,
  from: ComplexNumbers,
  to: ComplexNumbers,
) {
  const { real: xr, imaginary: xi } = from;
  const { real: yr, imaginary: yi } = to;
  const fifth = blocks * stride;
  for (let block = 0; block < blocks; block++) {
    const c1 = cosines[4 * block] ?? 0;
    const s1 = sines[4 * block] ?? 0;
    const c2 = cosines[4 * block + 1] ?? 0;
    const s2 = sines[4 * block + 1] ?? 0;
    const c3 = cosines[4 * block + 2] ?? 0;
    const s3 = sines[4 * block + 2] ?? 0;
    const c4 = cosines[4 * block + 3] ?? 0;
    const s4 = sines[4 * block + 3] ?? 0;
    for (let at = block * stride, out = 5 * block * stride; at < (block + 1) * stride; at++, out++) {
      const ar = xr[at] ?? 0;
      const ai = xi[at] ?? 0;
      const br = xr[at + fifth] ?? 0;
      const bi = xi[at + fifth] ?? 0;
      const cr = xr[at + 2 * fifth] ?? 0;
      const ci = xi[at + 2 * fifth] ?? 0;
      const dr = xr[at + 3 * fifth] ?? 0;
      const di = xi[at + 3 * fifth] ?? 0;
      const er = xr[at + 4 * fifth] ?? 0;
      const ei = xi[at + 4 * fifth] ?? 0;
      const ber = br + er;
      const bei = bi + ei;
      const cdr = cr + dr;
      const cdi = ci + di;
      const bedr = br - er;
      const bedi = bi - ei;
      const cddr = cr - dr;
      const cddi = ci - di;
      const evenR1 = ar + cos1 * ber + cos2 * cdr;
      const evenI1 = ai + cos1 * bei + cos2 * cdi;
      const evenR2 = ar + cos2 * ber + cos1 * cdr;
      const evenI2 = ai + cos2 * bei + cos1 * cdi;
      const oddR1 = sin1 * bedi + sin2 * cddi;
      const oddI1 = sin1 * bedr + sin2 * cddr;
      const oddR2 = sin2 * bedi - sin1 * cddi;
      const oddI2 = sin2 * bedr - sin1 * cddr;
      const r1 = evenR1 + oddR1;
      const i1 = evenI1 - oddI1;
      const r2 = evenR2 + oddR2;
      const i2 = evenI2 - oddI2;
      const r3 = evenR2 - oddR2;
      const i3 = evenI2 + oddI2;
      const r4 = evenR1 - oddR1;
      const i4 = evenI1 + oddI1;
      yr[out] = ar + ber + cdr;
      yi[out] = ai + bei + cdi;
      yr[out + stride] = r1 * c1 - i1 * s1;
      yi[out + stride] = r1 * s1 + i1 * c1;
      yr[out + 2 * stride] = r2 * c2 - i2 * s2;
      yi[out + 2 * stride] = r2 * s2 + i2 * c2;
      yr[out + 3 * stride] = r3 * c3 - i3 * s3;
      yi[out + 3 * stride] = r3 * s3 + i3 * c3;
      yr[out + 4 * stride] = r4 * c4 - i4 * s4;
      yi[out + 4 * stride] = r4 * s4 + i4 * c4;
    }
  }
}
