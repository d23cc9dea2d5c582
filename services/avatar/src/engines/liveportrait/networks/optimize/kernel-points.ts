import type { FeatureRows } from './feature-rows.js';
import { alongBoth, type TileAlgorithm } from './tile-algorithm.js';
import type { TiledConvolution } from './tiled-convolution.js';

/** How a kernel of one tap along the depth is cut. */
const flat = { name: 'flat', taps: 1, blocks: 1, kernel: [[1]] } as const;

/**
 * A kernel at the points: [products, input channels, parts x output channels], or, where it has taps along the depth,
 * [products x the depth's points, the depth's blocks, input channels, parts x output channels]. It is made of the weights
 * inside the graph: onnxruntime computes it once, when it opens the graph.
 */
export function kernelPoints(features: FeatureRows, convolution: TiledConvolution): string {
  const { weightDims, algorithms } = convolution;
  const { vertical, horizontal } = algorithms;
  const depth = algorithms.depth ?? flat;
  const [outputs = 0, inputs = 0] = weightDims;
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
  const parts = vertical.blocks * horizontal.blocks;
  const lines = features.add('Reshape', [
    turned,
    features.list(taps, depth.blocks * inputs * parts * outputs),
  ]);
  const matrix = features.matrix(
    `kernel ${vertical.name}, ${horizontal.name}, ${depth.name}`,
    alongBoth(alongBoth(vertical.kernel, horizontal.kernel), depth.kernel),
  );
  const points = features.add('MatMul', [matrix, lines]);
  const dims = algorithms.depth ? [-1, depth.blocks, inputs, parts * outputs] : [-1, inputs, parts * outputs];
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
