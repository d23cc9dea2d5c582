import type { FeatureRows } from './feature-rows.js';
import { alongBoth, type TileAlgorithm } from './tile-algorithm.js';
import type { TiledConvolution } from './tile-plan.js';

/** How a kernel of one tap along the depth is cut. */
const flat = { name: 'flat', taps: 1, blocks: 1, kernel: [[1]] } as const;

/**
 * A kernel at the points: [products, input channels, parts x output channels], or, where the depth has blocks, [products,
 * the depth's blocks, input channels, parts x output channels]. The depth's points are products too. It is made of the
 * weights inside the graph: onnxruntime computes it once, when it opens the graph.
 */
export function kernelPoints(features: FeatureRows, convolution: TiledConvolution): string {
  const { vertical, horizontal, depth = flat } = convolution.algorithms;
  const name = `kernel ${vertical.name}, ${horizontal.name}, ${depth.name}`;
  const matrix = alongBoth(alongBoth(vertical.kernel, horizontal.kernel), depth.kernel);
  return vertical.blocks * horizontal.blocks * depth.blocks === 1
    ? wholeKernel(features, convolution, name, matrix)
    : kernelInBlocks(features, convolution, name, matrix);
}

/** In one step, so that no further copy of large weights is made. */
function wholeKernel(
  features: FeatureRows,
  { weight, weightDims, algorithms }: TiledConvolution,
  name: string,
  matrix: number[][],
): string {
  const { vertical, horizontal, depth } = algorithms;
  const taps = [vertical.taps, horizontal.taps, ...(depth ? [depth.taps] : [])];
  const isFlatVolume = weightDims.length === 5 && !depth;
  const weights = isFlatVolume
    ? features.add('Reshape', [weight, features.list(...weightDims.toSpliced(2, 1))])
    : weight;
  const equation = depth ? 'pyxz,kczyx->pck' : 'pyx,kcyx->pck';
  const points = features.matrix(name, matrix, [matrix.length, ...taps]);
  return features.add('Einsum', [points, weights], { attributes: { equation } });
}

function kernelInBlocks(
  features: FeatureRows,
  convolution: TiledConvolution,
  name: string,
  matrix: number[][],
): string {
  const { vertical, horizontal, depth = flat } = convolution.algorithms;
  const [outputs = 0, inputs = 0] = convolution.weightDims;
  const cut = features.add('Reshape', [
    filledUp(features, convolution),
    features.list(
      outputs,
      inputs,
      depth.blocks,
      depth.taps,
      vertical.blocks,
      vertical.taps,
      horizontal.blocks,
      horizontal.taps,
    ),
  ]);
  const turned = features.add('Transpose', [cut], { attributes: { perm: [5, 7, 3, 2, 1, 4, 6, 0] } });
  const taps = vertical.taps * horizontal.taps * depth.taps;
  const width = vertical.blocks * horizontal.blocks * outputs;
  const lines = features.add('Reshape', [turned, features.list(taps, depth.blocks * inputs * width)]);
  const points = features.add('MatMul', [features.matrix(name, matrix), lines]);
  const dims = depth.blocks > 1 ? [-1, depth.blocks, inputs, width] : [-1, inputs, width];
  return features.add('Reshape', [points, features.list(...dims)]);
}

/** The weights with zeros after their last taps, so that blocks of taps make up the whole. */
function filledUp(features: FeatureRows, { weight, weightDims, algorithms }: TiledConvolution): string {
  const { depth, vertical, horizontal } = algorithms;
  const missing = (algorithm: TileAlgorithm | undefined, axis: number) =>
    algorithm ? algorithm.blocks * algorithm.taps - (weightDims.at(axis) ?? 0) : 0;
  const axes = [missing(vertical, -2), missing(horizontal, -1)];
  const after = weightDims.length === 5 ? [0, 0, missing(depth, -3), ...axes] : [0, 0, ...axes];
  if (after.every((count) => count === 0)) return weight;
  return features.add('Pad', [weight, features.list(...weightDims.map(() => 0), ...after)]);
}
