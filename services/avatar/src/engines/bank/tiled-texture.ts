import { frameSize } from '@parley/contracts';
import { textureOf } from '../mesh-warp/triangle-warp.js';
import type { Texture } from '../mesh-warp/triangle-warp.js';
import type { BankPatch } from './face-bank.js';

const tileSide = 8;
const tilesAcross = frameSize / tileSide;
/** Bytes RGB of a tile. */
const tileBytes = 3 * tileSide * tileSide;
/** Tiles that would change by less than this, in the mean of their bytes, stay as they are: most do, and it is not seen. */
const leastChange = 1;
/** Weights are whole numbers of this part; sums have as many bits of fraction. */
const weightBits = 12;

/** What a patch adds to a texture, in the tiles where it adds something, the most first. */
export interface TiledLook {
  tiles: Uint16Array;
  /** Mean size of a tile's differences. */
  means: Float32Array;
  /** Differences from the texture, a tile's bytes in a row. */
  differences: Int16Array;
}

/** A texture to which looks are added anew for each frame. */
export class TiledTexture {
  readonly texture: Texture;
  /** The texture at rest, tile by tile. */
  readonly #rest: Uint8Array;
  readonly #sums: Int32Array;
  /** The frame for which a tile was last changed; 0 where it is as at rest. */
  readonly #changed = new Uint32Array(tilesAcross * tilesAcross);
  #frame = 1;

  /** @param rgb bytes RGB of a whole live frame */
  constructor(rgb: Uint8Array) {
    this.texture = textureOf(withAlpha(rgb), frameSize, frameSize);
    this.#rest = new Uint8Array(rgb.length);
    this.#sums = new Int32Array(rgb.length);
    for (let y = 0, from = 0; y < frameSize; y++) {
      for (let x = 0; x < frameSize; x++, from += 3) {
        const to = inTiles(x, y);
        for (let k = 0; k < 3; k++) this.#rest[to + k] = rgb[from + k] as number;
      }
    }
  }

  get bytes(): number {
    return this.texture.pixels.byteLength + this.#rest.byteLength + this.#sums.byteLength;
  }

  /** A patch's look as `add` takes it. */
  tiled({ box, rgb }: BankPatch): TiledLook {
    const [left, top] = [box.left >> 3, box.top >> 3];
    const across = ((box.left + box.width - 1) >> 3) - left + 1;
    const down = ((box.top + box.height - 1) >> 3) - top + 1;
    const all = new Int16Array(across * down * tileBytes);
    const sums = new Uint32Array(across * down);
    for (let y = box.top, from = 0; y < box.top + box.height; y++) {
      for (let x = box.left; x < box.left + box.width; x++) {
        const own = ((y >> 3) - top) * across + (x >> 3) - left;
        let rest = inTiles(x, y);
        let to = own * tileBytes + (rest % tileBytes);
        for (const end = from + 3; from < end; from++, rest++, to++) {
          const difference = (rgb[from] as number) - (this.#rest[rest] as number);
          all[to] = difference;
          sums[own] = (sums[own] as number) + Math.abs(difference);
        }
      }
    }
    const found = Array.from(sums, (sum, own) => ({ own, mean: sum / tileBytes }));
    const most = found.filter(({ mean }) => mean >= leastChange).toSorted((a, b) => b.mean - a.mean);
    const differences = new Int16Array(most.length * tileBytes);
    for (const [i, { own }] of most.entries())
      differences.set(all.subarray(own * tileBytes, (own + 1) * tileBytes), i * tileBytes);
    const tiles = Uint16Array.from(
      most,
      ({ own }) => (top + Math.floor(own / across)) * tilesAcross + left + (own % across),
    );
    return { tiles, means: Float32Array.from(most, ({ mean }) => mean), differences };
  }

  /** Adds a share of a look, 0..1, to the frame that `finish` ends. */
  add({ tiles, means, differences }: TiledLook, share: number): void {
    const [sums, rest, frame] = [this.#sums, this.#rest, this.#frame];
    const weight = Math.round(share * (1 << weightBits));
    let from = 0;
    for (let t = 0; t < tiles.length && share * (means[t] as number) >= leastChange; t++) {
      const tile = tiles[t] as number;
      const start = tile * tileBytes;
      const end = start + tileBytes;
      if (this.#changed[tile] !== frame) {
        this.#changed[tile] = frame;
        for (let i = start; i < end; i++)
          sums[i] = ((rest[i] as number) << weightBits) + (1 << (weightBits - 1));
      }
      for (let i = start; i < end; i++, from++) {
        sums[i] = ((sums[i] as number) + Math.imul(weight, differences[from] as number)) | 0;
      }
    }
  }

  /** All looks are added: brings the texture up to date. */
  finish(): void {
    for (let tile = 0; tile < this.#changed.length; tile++) {
      const changed = this.#changed[tile];
      if (changed === 0) continue;
      if (changed === this.#frame) this.#write(tile, this.#sums, weightBits);
      else {
        this.#write(tile, this.#rest, 0);
        this.#changed[tile] = 0;
      }
    }
    this.#frame += 1;
  }

  #write(tile: number, values: Int32Array | Uint8Array, bits: number): void {
    const { pixels } = this.texture;
    const left = (tile % tilesAcross) * tileSide;
    const top = Math.floor(tile / tilesAcross) * tileSide;
    let from = tile * tileBytes;
    for (let y = 0; y < tileSide; y++) {
      // One pixel of border on every side.
      let to = (top + y + 1) * (frameSize + 2) + left + 1;
      for (let x = 0; x < tileSide; x++, from += 3, to++) {
        const r = inByte((values[from] as number) >> bits);
        const g = inByte((values[from + 1] as number) >> bits);
        const b = inByte((values[from + 2] as number) >> bits);
        pixels[to] = r | (g << 8) | (b << 16) | -16777216;
      }
    }
  }
}

function inByte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** Where a pixel's bytes begin, tile by tile. */
function inTiles(x: number, y: number): number {
  const tile = (y >> 3) * tilesAcross + (x >> 3);
  return tile * tileBytes + 3 * ((y & 7) * tileSide + (x & 7));
}

function withAlpha(rgb: Uint8Array): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    for (let k = 0; k < 3; k++) rgba[to + k] = rgb[from + k] as number;
  }
  return rgba;
}
