import { type FeatureShape, positionCount } from './feature-shapes.js';
import { placesOf, type TileAlgorithm, tileCount } from './tile-algorithm.js';

/** Which row each place of each patch is, [places, depth x tiles]; the row after the last one is zeros. */
export function patchIndices(
  { vertical, horizontal }: { vertical: TileAlgorithm; horizontal: TileAlgorithm },
  source: FeatureShape,
  output: FeatureShape,
): Int32Array {
  const down = tileCount(vertical, output.height);
  const across = tileCount(horizontal, output.width);
  const outside = positionCount(source);
  const indices = new Int32Array(placesOf(vertical) * placesOf(horizontal) * source.depth * down * across);
  let index = 0;
  for (let row = 0; row < placesOf(vertical); row += 1) {
    for (let column = 0; column < placesOf(horizontal); column += 1) {
      for (let depth = 0; depth < source.depth; depth += 1) {
        for (let tile = 0; tile < down * across; tile += 1) {
          const y = Math.floor(tile / across) * vertical.stride + vertical.start + row;
          const x = (tile % across) * horizontal.stride + horizontal.start + column;
          const inside = y >= 0 && y < source.height && x >= 0 && x < source.width;
          indices[index] = inside ? (depth * source.height + y) * source.width + x : outside;
          index += 1;
        }
      }
    }
  }
  return indices;
}

/** Which line of [outputs of a tile, depth, tiles, parts] each part of each output is, [positions, parts]. */
export function outputIndices(
  { vertical, horizontal }: { vertical: TileAlgorithm; horizontal: TileAlgorithm },
  output: FeatureShape,
  count: number,
): Int32Array {
  const down = tileCount(vertical, output.height);
  const across = tileCount(horizontal, output.width);
  const parts = vertical.blocks * horizontal.blocks;
  const indices = new Int32Array(count);
  for (let index = 0; index < count; index += 1) {
    const part = index % parts;
    const position = Math.floor(index / parts);
    const x = position % output.width;
    const y = Math.floor(position / output.width) % output.height;
    const depth = Math.floor(position / (output.width * output.height));
    const within = (y % vertical.tile) * horizontal.tile + (x % horizontal.tile);
    const rowOfTiles = Math.floor(y / vertical.tile) + Math.floor(part / horizontal.blocks);
    const tile = Math.floor(x / horizontal.tile) + (part % horizontal.blocks);
    indices[index] = (((within * output.depth + depth) * down + rowOfTiles) * across + tile) * parts + part;
  }
  return indices;
}
