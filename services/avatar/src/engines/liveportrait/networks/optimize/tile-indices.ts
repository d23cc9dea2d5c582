import { type FeatureShape, positionCount } from './feature-shapes.js';
import { placesOf, type TileAlgorithm, tileCount } from './tile-algorithm.js';

/** Rows of tiles that are computed together. */
export interface Band {
  /** The first row of tiles. */
  first: number;
  /** How many there are, with those whose patches only later blocks of the kernel see. */
  tiles: number;
}

/** Cuts the rows of tiles of `size` rows of outputs into bands of nearly the same height. */
export function bandsOf(vertical: TileAlgorithm, size: number, count: number): Band[] {
  const rows = Math.ceil(size / vertical.tile);
  const bands = Math.min(count, rows);
  return Array.from({ length: bands }, (_, band) => {
    const first = Math.floor((rows * band) / bands);
    const end = Math.floor((rows * (band + 1)) / bands);
    return { first, tiles: end - first + vertical.blocks - 1 };
  });
}

/** Which row each place of each patch is, [places, depth x tiles]; the row after the last one is zeros. */
export function patchIndices(
  { vertical, horizontal }: { vertical: TileAlgorithm; horizontal: TileAlgorithm },
  source: FeatureShape,
  output: FeatureShape,
  { first, tiles: down }: Band,
): Int32Array {
  const across = tileCount(horizontal, output.width);
  const outside = positionCount(source);
  const indices = new Int32Array(placesOf(vertical) * placesOf(horizontal) * source.depth * down * across);
  let index = 0;
  for (let row = 0; row < placesOf(vertical); row += 1) {
    for (let column = 0; column < placesOf(horizontal); column += 1) {
      for (let depth = 0; depth < source.depth; depth += 1) {
        for (let tile = 0; tile < down * across; tile += 1) {
          const y = (first + Math.floor(tile / across)) * vertical.stride + vertical.start + row;
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

/**
 * Which line each part of each output is, [positions, parts]; the lines of a band are [outputs of a tile, depth, tiles,
 * parts], one band's after another's.
 */
export function outputIndices(
  { vertical, horizontal }: { vertical: TileAlgorithm; horizontal: TileAlgorithm },
  output: FeatureShape,
  bands: readonly Band[],
  count: number,
): Int32Array {
  const across = tileCount(horizontal, output.width);
  const parts = vertical.blocks * horizontal.blocks;
  const within = vertical.tile * horizontal.tile;
  const bandOfRow = bands.flatMap(({ tiles }, band) =>
    Array.from({ length: tiles - vertical.blocks + 1 }, () => band),
  );
  let end = 0;
  const starts = bands.map(({ tiles }) => {
    const start = end;
    end += within * output.depth * tiles * across * parts;
    return start;
  });
  const indices = new Int32Array(count);
  for (let index = 0; index < count; index += 1) {
    const part = index % parts;
    const position = Math.floor(index / parts);
    const x = position % output.width;
    const y = Math.floor(position / output.width) % output.height;
    const depth = Math.floor(position / (output.width * output.height));
    const row = Math.floor(y / vertical.tile);
    const band = bandOfRow[row] ?? 0;
    const { first, tiles } = bands[band] ?? { first: 0, tiles: 0 };
    const place = (y % vertical.tile) * horizontal.tile + (x % horizontal.tile);
    const rowInBand = row - first + Math.floor(part / horizontal.blocks);
    const tile = Math.floor(x / horizontal.tile) + (part % horizontal.blocks);
    const line = ((place * output.depth + depth) * tiles + rowInBand) * across + tile;
    indices[index] = (starts[band] ?? 0) + line * parts + part;
  }
  return indices;
}
