import { ParleyError, frameSize } from '@parley/contracts';
import type { FaceFrame } from '../face-finding/face-frame.js';
import { textureOf, warpTriangles } from '../mesh-warp/triangle-warp.js';
import type { RgbPicture } from '../picture/picture.js';
import { bankPatches } from './bank-patches.js';
import type { PlannedPatch } from './bank-patches.js';
import { bankPlan, restNode } from './bank-plan.js';
import type { BankNode } from './bank-plan.js';
import { areaShare, faceAreas, leftEyeShare, pixelBox } from './face-areas.js';
import type { BankPatch, FaceBank } from './face-bank.js';
import { areaOfFlow, flowOfShape, unfold } from './grid-shape.js';
import { registered } from './registration.js';
import { warpGrid } from './warp-grid.js';
import type { WarpGrid } from './warp-grid.js';

/** A texture is corrected this often by what drawing it lacks of its picture. */
const corrections = 3;
/** Where a mouth's inside is squeezed to less than this part of its area, its look comes from a more open mouth. */
const [hiddenArea, shownArea] = [0.03, 0.09];

/** A picture brought to the common space. */
interface Registered {
  /** How far each vertex of the net goes to be where the picture has it. */
  shape: Float32Array;
  /** Pixels RGBA of a whole frame. */
  texture: Int32Array;
}

interface Taken {
  shape: Float32Array;
  /** Bytes RGB of the box of the node's area. */
  rgb: Uint8Array;
}

/**
 * Makes a bank from the plan's pictures, each as it is drawn: `next` says which. Finding how one picture moves into another
 * takes a few tenths of a second; some 15 MB are held, whatever the number of pictures.
 */
export class BankBuilder {
  readonly #frame: FaceFrame;
  readonly #grid: WarpGrid;
  readonly #taken = new Map<string, Taken>();
  /** Pictures that others will be registered with. */
  readonly #kept = new Map<string, Registered>();
  #count = 0;

  /** @param frame where the face at rest lies in the live frame */
  constructor(frame: FaceFrame) {
    this.#frame = frame;
    this.#grid = warpGrid(frame);
  }

  /** The picture that is wanted now; undefined when all are there. */
  get next(): BankNode | undefined {
    return bankPlan[this.#count];
  }

  /** Share of the pictures that are there, 0..1. */
  get progress(): number {
    return this.#count / bankPlan.length;
  }

  /** Takes the picture of `next`: a live frame. @throws RangeError for another size, or when none is wanted. */
  add({ rgb, width, height }: RgbPicture): void {
    const node = this.next;
    if (!node) throw new RangeError('The bank has all its pictures.');
    if (width !== frameSize || height !== frameSize || rgb.byteLength !== 3 * width * height) {
      throw new RangeError(`A bank's pictures are RGB of ${frameSize} x ${frameSize}.`);
    }
    const picture = pixelsOf(rgb);
    const like = node.like === undefined ? undefined : this.#kept.get(node.like);
    const result = like
      ? this.#register(node, picture, like)
      : { shape: new Float32Array(this.#grid.places.length), texture: picture };
    const box = pixelBox(faceAreas[node.area].looks, this.#frame, frameSize);
    this.#taken.set(node.name, { shape: result.shape, rgb: cropped(result.texture, box) });
    this.#kept.set(node.name, result);
    this.#count += 1;
    const needed = new Set(bankPlan.slice(this.#count).map((later) => later.like));
    for (const name of this.#kept.keys()) {
      if (!needed.has(name) && name !== restNode) this.#kept.delete(name);
    }
  }

  /** The bank. @throws ParleyError `internal_error` while pictures are missing. */
  build(): FaceBank {
    const rest = this.#kept.get(restNode);
    if (this.next || !rest) throw new ParleyError('internal_error', 'The bank lacks pictures.');
    const whole = { left: 0, top: 0, width: frameSize, height: frameSize };
    const texture = cropped(rest.texture, whole);
    return {
      frame: this.#frame,
      grid: this.#grid,
      texture,
      shape: rest.shape,
      patches: bankPatches.map((patch) => this.#patch(patch, rest.shape, texture)),
    };
  }

  #register(node: BankNode, picture: Int32Array, like: Registered): Registered {
    const shape = registered(this.#grid, this.#frame, faceAreas[node.area].moves, {
      texture: like.texture,
      shape: like.shape,
      picture,
      coarse: node.area !== 'eyes',
    });
    unfold(this.#grid, shape);
    const texture = this.#textureOf(picture, shape);
    if (node.area === 'mouth') this.#fillHidden(texture, shape, like.texture);
    return { shape, texture };
  }

  /**
   * The picture in the common space. Sampled twice, there and back, it would be blurred; so what its drawing lacks is
   * added, a few times over (back projection).
   */
  #textureOf(picture: Int32Array, shape: Float32Array): Int32Array {
    const wanted = this.#warp(picture, shape, 'back');
    const texture = wanted.slice();
    for (let round = 0; round < corrections; round++) {
      const shown = this.#warp(this.#warp(texture, shape, 'forth'), shape, 'back');
      addDifference(bytesOf(texture), bytesOf(wanted), bytesOf(shown));
    }
    return texture;
  }

  #warp(pixels: Int32Array, shape: Float32Array, direction: 'forth' | 'back'): Int32Array {
    const { places, triangles } = this.#grid;
    const moved = places.map((place, i) => place + (shape[i] ?? 0));
    const out = new Int32Array(frameSize * frameSize);
    const texture = textureOf(bytesOf(pixels), frameSize, frameSize);
    const [source, target] = direction === 'forth' ? [places, moved] : [moved, places];
    warpTriangles(texture, triangles, source, target, out, frameSize, frameSize);
    return out;
  }

  /** Lips that nearly meet hide the mouth's inside: what is seen as they part is what a more open mouth has there. */
  #fillHidden(texture: Int32Array, shape: Float32Array, open: Int32Array): void {
    const box = pixelBox(faceAreas.mouth.looks, this.#frame, frameSize);
    const areas = areaOfFlow(flowOfShape(this.#grid, shape, box));
    const [to, from] = [bytesOf(texture), bytesOf(open)];
    for (let y = 0; y < box.height; y++) {
      for (let x = 0; x < box.width; x++) {
        const shown = ((areas[y * box.width + x] ?? 1) - hiddenArea) / (shownArea - hiddenArea);
        if (shown >= 1) continue;
        const at = 4 * ((box.top + y) * frameSize + box.left + x);
        for (let i = at; i < at + 3; i++) {
          to[i] = (from[i] ?? 0) + ((to[i] ?? 0) - (from[i] ?? 0)) * Math.max(0, shown);
        }
      }
    }
  }

  /** A node's difference from the face at rest, fading out towards the edges of its area. */
  #patch({ node, side }: PlannedPatch, rest: Float32Array, texture: Uint8Array): BankPatch {
    const taken = this.#taken.get(node.name);
    if (!taken) throw new ParleyError('internal_error', `The bank lacks the picture ${node.name}.`);
    const area = faceAreas[node.area];
    const shareOfSide = (x: number, y: number): number => {
      if (side === undefined) return 1;
      const left = leftEyeShare(this.#frame, [x, y]);
      return side === 'left' ? left : 1 - left;
    };
    const { places } = this.#grid;
    const shape = taken.shape.map((to, i) => {
      const share = shareOfSide(places[i & ~1] ?? 0, places[i | 1] ?? 0);
      return (to - (rest[i] ?? 0)) * share;
    });
    const box = pixelBox(area.looks, this.#frame, frameSize);
    const rgb = new Uint8Array(taken.rgb.length);
    for (let i = 0; i < rgb.length; i++) {
      const pixel = Math.floor(i / 3);
      const x = box.left + (pixel % box.width);
      const y = box.top + Math.floor(pixel / box.width);
      const own = texture[3 * (y * frameSize + x) + (i % 3)] ?? 0;
      const share = areaShare(area.looks, this.#frame, [x, y]) * shareOfSide(x, y);
      rgb[i] = Math.round(own + ((taken.rgb[i] ?? 0) - own) * share);
    }
    return { shape, box, rgb };
  }
}

function addDifference(to: Uint8Array, wanted: Uint8Array, shown: Uint8Array): void {
  for (let i = 0; i < to.length; i++) {
    const value = (to[i] ?? 0) + (wanted[i] ?? 0) - (shown[i] ?? 0);
    to[i] = Math.min(255, Math.max(0, value));
  }
}

function bytesOf(pixels: Int32Array): Uint8Array {
  return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}

function pixelsOf(rgb: Uint8Array): Int32Array {
  const pixels = new Int32Array(rgb.length / 3);
  for (let i = 0; i < pixels.length; i++) {
    const at = 3 * i;
    pixels[i] = (rgb[at] ?? 0) | ((rgb[at + 1] ?? 0) << 8) | ((rgb[at + 2] ?? 0) << 16) | (255 << 24);
  }
  return pixels;
}

function cropped(
  pixels: Int32Array,
  box: { left: number; top: number; width: number; height: number },
): Uint8Array {
  const rgb = new Uint8Array(3 * box.width * box.height);
  for (let y = 0, to = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++, to += 3) {
      const pixel = pixels[(box.top + y) * frameSize + box.left + x] ?? 0;
      rgb[to] = pixel & 255;
      rgb[to + 1] = (pixel >> 8) & 255;
      rgb[to + 2] = (pixel >> 16) & 255;
    }
  }
  return rgb;
}
