import type { FeatureRows } from './feature-rows.js';
import { type FeatureShape, positionCount } from './feature-shapes.js';
import { placesOf, type TileAlgorithm, tileCount } from './tile-algorithm.js';

/**
 * Rows with the depth's patches at their points, [points x tiles along the depth x height x width, channels]. The depth is
 * short: one small matrix holds all of its tiles, and the zeros around them.
 */
export function alongDepth(
  features: FeatureRows,
  rows: string,
  source: FeatureShape,
  depth: TileAlgorithm,
): string {
  const area = source.height * source.width * source.channels;
  const stacked = features.add('Reshape', [rows, features.list(source.depth, area)]);
  const matrix = features.matrix(
    `depth patches ${depth.name} ${source.depth}`,
    depthPatches(depth, source.depth),
  );
  const points = features.add('MatMul', [matrix, stacked]);
  const slices = depth.patch.length * tileCount(depth, source.depth);
  return features.add('Reshape', [
    points,
    features.list((slices * positionCount(source)) / source.depth, source.channels),
  ]);
}

/** [points x tiles, size] */
function depthPatches(algorithm: TileAlgorithm, size: number): number[][] {
  const tiles = tileCount(algorithm, size);
  return algorithm.patch.flatMap((point) =>
    Array.from({ length: tiles }, (_, tile) =>
      Array.from({ length: size }, (_unused, position) => {
        const place = position - tile * algorithm.stride - algorithm.start;
        return place >= 0 && place < placesOf(algorithm) ? (point[place] ?? 0) : 0;
      }),
    ),
  );
}

/** [size, points x blocks x tiles]: the outputs of all tiles along the depth, their blocks added up. */
export function depthOutputs(algorithm: TileAlgorithm, size: number): number[][] {
  const tiles = tileCount(algorithm, size);
  return Array.from({ length: size }, (_, position) => {
    const place = position % algorithm.tile;
    const seen = Math.floor(position / algorithm.tile);
    return (algorithm.outputs[place] ?? []).flatMap((factor) =>
      Array.from({ length: algorithm.blocks * tiles }, (_unused, index) => {
        const block = Math.floor(index / tiles);
        return index % tiles === seen + block ? factor : 0;
      }),
    );
  });
}
