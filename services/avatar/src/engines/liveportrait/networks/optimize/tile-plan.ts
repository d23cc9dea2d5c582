import type { FeatureShape } from './feature-shapes.js';
import type { TileAlgorithm } from './tile-algorithm.js';

/** A convolution that keeps depth, height and width, over rows. */
export interface TiledConvolution {
  /** The input's rows, [positions of `source`, channels]. */
  rows: string;
  /** The input's size, before it is repeated. */
  source: FeatureShape;
  output: FeatureShape;
  /** The weights' name and dimensions, [output channels, input channels, (depth,) height, width]. */
  weight: string;
  weightDims: readonly number[];
  /** Along depth, height and width; the depth's is undefined where the kernel has one tap there. */
  algorithms: { depth: TileAlgorithm | undefined; vertical: TileAlgorithm; horizontal: TileAlgorithm };
}
