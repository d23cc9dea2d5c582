/**
 * How a convolution is computed along one axis, tile by tile, with fewer multiplications than its definition has: a tile's
 * outputs are y = A ((G w) * (B x)), where x is the patch of the input that it sees, w the kernel's taps and * multiplies
 * element by element (Toom and Cook; for convolutions of images: Winograd, Lavin and Gray, arXiv 1509.09308).
 */
export interface TileAlgorithm {
  /** Tells this algorithm from all others. */
  name: string;
  /** Outputs of a tile: rows of `outputs`. */
  tile: number;
  /** By how much the patch of the next tile lies further on in the input. */
  stride: number;
  /** Taps of the kernel that one application takes; longer kernels are cut into `blocks`, the last filled up with zeros. */
  taps: number;
  /** Where it is more than one, `tile` equals `stride` and `taps`: the next block sees the next tile's patch. */
  blocks: number;
  /** Where the first tile's patch begins in the input; what lies outside is zero. */
  start: number;
  /** A: [tile, products] */
  outputs: readonly (readonly number[])[];
  /** G: [products, taps] */
  kernel: readonly (readonly number[])[];
  /** B: [products, patch] */
  patch: readonly (readonly number[])[];
}

/**
 * Points at which the polynomials are evaluated besides infinity, by their number. Measured over random numbers along
 * three axes: five such points lose a third of what the customary 0, 1, -1, 2, -2 lose to rounding, six lose half.
 */
const points: Readonly<Record<number, readonly number[]>> = {
  3: [0, 1, -1],
  5: [0, Math.SQRT1_2, -Math.SQRT1_2, Math.SQRT2, -Math.SQRT2],
  6: [0.35, -0.35, 0.85, -0.85, 1.75, -1.75],
};

/**
 * The algorithm for a kernel that keeps the size: as many zeros on both sides as make the output as long as the input.
 * @param kernelSize taps of the kernel
 * @param size of the axis: short ones take smaller tiles
 * @returns undefined for kernels that no network here has
 */
export function sameSizeAlgorithm(kernelSize: number, size: number): TileAlgorithm | undefined {
  if (kernelSize === 3) return toomCook(size > 4 ? 4 : 2, 3, 1, 1);
  if (kernelSize === 7) return toomCook(4, 4, 2, 3);
  return undefined;
}

/** Each tap by itself, one output a tile: for so few output channels that all taps' together make one product. */
export function tapByTapAlgorithm(kernelSize: number): TileAlgorithm {
  const once = [[1]];
  return {
    name: `tap by tap ${kernelSize}`,
    tile: 1,
    stride: 1,
    taps: 1,
    blocks: kernelSize,
    start: -(kernelSize - 1) / 2,
    outputs: once,
    kernel: once,
    patch: once,
  };
}

function toomCook(tile: number, taps: number, blocks: number, padding: number): TileAlgorithm {
  const finite = points[tile + taps - 2] ?? [];
  const scale = (point: number) =>
    finite.reduce((product, other) => (other === point ? product : product * (point - other)), 1);
  const powers = (point: number, count: number) =>
    Array.from({ length: count }, (_, power) => point ** power);
  const last = (length: number) => Array.from({ length }, (_, index) => (index === length - 1 ? 1 : 0));
  const evaluated = [...finite.map((point) => powers(point, tile)), last(tile)];
  return {
    name: `toom-cook ${tile} ${taps} ${blocks}`,
    tile,
    stride: tile,
    taps,
    blocks,
    start: -padding,
    outputs: Array.from({ length: tile }, (_, row) => evaluated.map((column) => column[row] ?? 0)),
    kernel: [...finite.map((point) => powers(point, taps).map((power) => power / scale(point))), last(taps)],
    patch: [
      ...finite.map((point) => [...polynomialWithRoots(finite.filter((other) => other !== point)), 0]),
      polynomialWithRoots(finite),
    ],
  };
}

/** Coefficients of the product of all (x - root), from the lowest power. */
function polynomialWithRoots(roots: readonly number[]): number[] {
  let polynomial = [1];
  for (const root of roots) {
    polynomial = [0, ...polynomial].map((shifted, power) => shifted - root * (polynomial[power] ?? 0));
  }
  return polynomial;
}

/**
 * Three taps over an input of which every element is repeated `factor` times: a tile is what one element becomes. Inside
 * it all three taps see the same element; at its edges one of them sees the neighbour.
 */
export function repeatedInputAlgorithm(factor: number): TileAlgorithm {
  const inside = [1, 0, 0];
  return {
    name: `repeated ${factor}`,
    tile: factor,
    stride: 1,
    taps: 3,
    blocks: 1,
    start: -1,
    outputs: [[1, 1, 0], ...Array.from({ length: factor - 2 }, () => inside), [1, 0, 1]],
    kernel: [
      [1, 1, 1],
      [1, 0, 0],
      [0, 0, 1],
    ],
    patch: [
      [0, 1, 0],
      [1, -1, 0],
      [0, -1, 1],
    ],
  };
}

/** The same along two axes: the Kronecker product, [rows of one x rows of other, columns of one x columns of other]. */
export function alongBoth(
  one: readonly (readonly number[])[],
  other: readonly (readonly number[])[],
): number[][] {
  return one.flatMap((left) => other.map((right) => left.flatMap((a) => right.map((b) => a * b))));
}

/** Tiles along an axis of the output, and those whose patches only later blocks of the kernel see. */
export const tileCount = ({ tile, blocks }: TileAlgorithm, size: number): number =>
  Math.ceil(size / tile) + blocks - 1;

/** Elements of a patch. */
export const placesOf = ({ patch }: TileAlgorithm): number => patch[0]?.length ?? 0;
