import { frameSize } from '@parley/contracts';
import { textureOf, warpTriangles } from '../mesh-warp/triangle-warp.js';
import type { Texture } from '../mesh-warp/triangle-warp.js';
import type { FaceMotion } from '../motion/face-motion.js';
import { patchWeights } from './bank-patches.js';
import type { PixelBox } from './face-areas.js';
import type { BankPatch, FaceBank } from './face-bank.js';
import { HeadSway } from './head-sway.js';

/** A patch with less weight than this is not seen. */
const leastWeight = 1 / 512;

/**
 * Draws live frames from a bank: the shapes of the patches added up by the motion's weights, their looks added up in a
 * texture, and the texture drawn once through the net, so that nothing is seen double. The head's tilt and the breath need no
 * pictures.
 */
export class BankRenderer {
  readonly #bank: FaceBank;
  readonly #texture: Texture;
  readonly #head: HeadSway;
  /** The part of the texture that patches change, with fractions. */
  readonly #box: PixelBox;
  readonly #rest: Float32Array;
  readonly #look: Float32Array;
  readonly #places: Float32Array;

  constructor(bank: FaceBank) {
    this.#bank = bank;
    const rgba = withAlpha(bank.texture);
    this.#texture = textureOf(rgba, frameSize, frameSize);
    this.#box = unionOf(bank.patches.map(({ box }) => box));
    this.#rest = Float32Array.from(cropOf(bank.texture, this.#box));
    this.#look = new Float32Array(this.#rest.length);
    this.#places = new Float32Array(bank.grid.places.length);
    this.#head = new HeadSway(bank);
  }

  /** Memory that it holds, the bank included. */
  get bytes(): number {
    const arrays = [this.#texture.pixels, this.#rest, this.#look, this.#places, this.#bank.texture];
    const patches = this.#bank.patches.flatMap(({ shape, rgb }) => [shape, rgb]);
    return [...arrays, ...patches].reduce((sum, array) => sum + array.byteLength, 0);
  }

  /** Draws the face in this motion into `out`: bytes RGBA of a live frame. */
  draw(motion: FaceMotion, out: Uint8Array): void {
    const { grid, shape, patches } = this.#bank;
    const places = this.#places;
    for (let i = 0; i < places.length; i++) places[i] = (grid.places[i] as number) + (shape[i] as number);
    this.#look.set(this.#rest);
    for (const [index, weight] of patchWeights(motion).entries()) {
      const patch = patches[index];
      if (!patch || weight < leastWeight) continue;
      for (let i = 0; i < places.length; i++)
        places[i] = (places[i] as number) + weight * (patch.shape[i] as number);
      this.#addLook(patch, weight);
    }
    this.#packLook();
    this.#head.apply(places, motion);
    const pixels = new Int32Array(out.buffer, out.byteOffset, frameSize * frameSize);
    warpTriangles(this.#texture, grid.triangles, grid.places, places, pixels, frameSize, frameSize);
  }

  #addLook({ box, rgb }: BankPatch, weight: number): void {
    const [rest, look, all] = [this.#rest, this.#look, this.#box];
    const length = 3 * box.width;
    for (let y = 0; y < box.height; y++) {
      const from = y * length;
      const to = 3 * ((box.top + y - all.top) * all.width + box.left - all.left);
      for (let i = 0; i < length; i++) {
        look[to + i] =
          (look[to + i] as number) + weight * ((rgb[from + i] as number) - (rest[to + i] as number));
      }
    }
  }

  #packLook(): void {
    const [look, { left, top, width, height }, { pixels }] = [this.#look, this.#box, this.#texture];
    for (let y = 0; y < height; y++) {
      let from = 3 * y * width;
      const row = (top + y + 1) * (frameSize + 2) + left + 1;
      for (let x = 0; x < width; x++, from += 3) {
        pixels[row + x] =
          inByte(look[from] as number) |
          (inByte(look[from + 1] as number) << 8) |
          (inByte(look[from + 2] as number) << 16) |
          -16777216;
      }
    }
  }
}

function inByte(value: number): number {
  const rounded = (value + 0.5) | 0;
  return value <= 0 ? 0 : rounded > 255 ? 255 : rounded;
}

function unionOf(boxes: readonly PixelBox[]): PixelBox {
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.left + box.width));
  const bottom = Math.max(...boxes.map((box) => box.top + box.height));
  return { left, top, width: right - left, height: bottom - top };
}

function cropOf(rgb: Uint8Array, { left, top, width, height }: PixelBox): Uint8Array {
  const crop = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 3 * ((top + y) * frameSize + left);
    crop.set(rgb.subarray(from, from + 3 * width), 3 * y * width);
  }
  return crop;
}

function withAlpha(rgb: Uint8Array): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba.set(rgb.subarray(from, from + 3), to);
  }
  return rgba;
}
