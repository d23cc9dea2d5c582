import { elementCount } from '@parley/inference/graph-surgery';
import { alongDepth, depthOutputs } from './depth-matrices.js';
import type { FeatureRows } from './feature-rows.js';
import { type FeatureShape, positionCount } from './feature-shapes.js';
import { kernelPoints } from './kernel-points.js';
import { type Band, bandsOf, outputIndices, patchIndices } from './tile-indices.js';
import { alongBoth, placesOf, tileCount } from './tile-algorithm.js';
import type { TiledConvolution } from './tile-plan.js';

/**
 * Writes a convolution as products of matrices: patches to points, points with the kernel, points to outputs; the second
 * holds nearly all multiplications. Blocks of a long kernel are further output channels of that product, which are moved
 * to their places and added up at the end. Large ones are written in bands of rows, one after another.
 * @returns the output's rows
 */
export function tiledConvolution(features: FeatureRows, convolution: TiledConvolution): string {
  const { output, algorithms } = convolution;
  const { vertical, horizontal } = algorithms;
  const kernel = kernelPoints(features, convolution);
  const bands = bandsOf(vertical, output.height, bandCount(convolution, features.bandBytes));
  const lines = bands.map((band) => outputLines(features, convolution, band, kernel));
  const parts = vertical.blocks * horizontal.blocks;
  const positions = positionCount(output);
  const dims = parts === 1 ? [positions] : [positions, parts];
  const name = `outputs ${nameOf(convolution)} of ${sizeName(output)} in ${bands.length}`;
  const indices = features.indices(name, dims, () =>
    outputIndices(algorithms, output, bands, elementCount(dims)),
  );
  const all =
    bands.length === 1 ? (lines[0] ?? '') : features.add('Concat', lines, { attributes: { axis: 0 } });
  const gathered = features.add('Gather', [all, indices], { attributes: { axis: 0 } });
  if (parts === 1) return gathered;
  return features.add('ReduceSum', [gathered, features.list(1)], { attributes: { keepdims: 0 } });
}

function bandCount({ source, output, algorithms }: TiledConvolution, bandBytes: number): number {
  const { depth, vertical, horizontal } = algorithms;
  const tiles = tileCount(vertical, output.height) * tileCount(horizontal, output.width);
  const slices = depth ? depth.patch.length * tileCount(depth, source.depth) : source.depth;
  const products = vertical.patch.length * horizontal.patch.length;
  const parts = vertical.blocks * horizontal.blocks * (depth?.blocks ?? 1);
  const bytes = 4 * products * slices * tiles * (2 * source.channels + parts * output.channels);
  return Math.ceil(bytes / bandBytes);
}

/** The outputs of a band's tiles, [outputs of a tile x depth x tiles x parts, channels]. */
function outputLines(
  features: FeatureRows,
  convolution: TiledConvolution,
  band: Band,
  kernel: string,
): string {
  const { output, algorithms, source } = convolution;
  const { depth, vertical, horizontal } = algorithms;
  const tiles = band.tiles * tileCount(horizontal, output.width);
  const width = vertical.blocks * horizontal.blocks * output.channels;
  const products = vertical.patch.length * horizontal.patch.length;
  const slices = depth ? depth.patch.length * tileCount(depth, source.depth) : source.depth;
  const points = inputPoints(features, convolution, band, slices, tiles);
  let multiplied = features.add('MatMul', [points, kernel]);
  if (depth) {
    const stacked = features.add('Reshape', [
      multiplied,
      features.list(products, slices * depth.blocks, tiles * width),
    ]);
    const matrix = features.matrix(
      `depth outputs ${depth.name} ${source.depth}`,
      depthOutputs(depth, source.depth),
    );
    multiplied = features.add('MatMul', [matrix, stacked]);
  }
  const flat = features.add('Reshape', [multiplied, features.list(products, output.depth * tiles * width)]);
  const matrix = features.matrix(
    `outputs ${nameOf(convolution)}`,
    alongBoth(vertical.outputs, horizontal.outputs),
  );
  const summed = features.add('MatMul', [matrix, flat]);
  return features.add('Reshape', [summed, features.list(-1, output.channels)]);
}

const nameOf = ({ algorithms: { vertical, horizontal } }: TiledConvolution) =>
  `${vertical.name}, ${horizontal.name}`;

const sizeName = ({ depth, height, width }: FeatureShape) => `${depth} ${height} ${width}`;

/**
 * The input's patches at the points, [products, tiles, channels], or, where the depth has blocks, [products, 1, tiles,
 * channels]. The depth's points are products, its slices and tiles are tiles. Made once for all convolutions of the same
 * input.
 */
function inputPoints(
  features: FeatureRows,
  convolution: TiledConvolution,
  band: Band,
  slices: number,
  tiles: number,
): string {
  const { rows, source, output, algorithms } = convolution;
  const { depth, vertical, horizontal } = algorithms;
  const places = placesOf(vertical) * placesOf(horizontal);
  const name = `${depth?.name ?? 'flat'}, ${nameOf(convolution)} of ${sizeName(source)} to ${sizeName(output)}, ${band.tiles} from ${band.first}`;
  return features.once(`points ${rows} ${name}`, () => {
    const sliced = depth ? alongDepth(features, rows, source, depth) : rows;
    const padded = features.once(`padded ${sliced}`, () =>
      features.add('Pad', [sliced, features.list(0, 0, 1, 0)]),
    );
    const size = { ...source, depth: slices };
    const indices = features.indices(`patches ${name}`, [places, slices * tiles], () =>
      patchIndices({ vertical, horizontal }, size, output, band),
    );
    const patches = features.add('Gather', [padded, indices], { attributes: { axis: 0 } });
    const flat = features.add('Reshape', [patches, features.list(places, slices * tiles * source.channels)]);
    const matrix = features.matrix(
      `patch ${nameOf(convolution)}`,
      alongBoth(vertical.patch, horizontal.patch),
    );
    const points = features.add('MatMul', [matrix, flat]);
    const lines = depth ? tileCount(depth, source.depth) * tiles : slices * tiles;
    const dims = depth && depth.blocks > 1 ? [-1, 1, lines] : [-1, lines];
    return features.add('Reshape', [points, features.list(...dims, source.channels)]);
  });
}
