import { setImmediate } from 'node:timers/promises';
import { frameSize } from '@parley/contracts';
import { warpTriangles } from '../mesh-warp/triangle-warp.js';
import { clampMotion } from '../motion/face-motion.js';
import type { FaceMotion } from '../motion/face-motion.js';
import type { Pause } from './bank-file.js';
import { patchWeights } from './bank-patches.js';
import { chestRise } from './chest-rise.js';
import type { FaceBank } from './face-bank.js';
import { TiledTexture } from './tiled-texture.js';
import type { TiledLook } from './tiled-texture.js';
import type { WarpGrid } from './warp-grid.js';

/** A patch with less weight than this is not seen. */
const leastWeight = 1 / 1024;

/** A patch, ready to be added. */
interface Addend {
  look: TiledLook;
  /** Vertices that it moves, and by how much (interleaved x, y). */
  vertices: Uint16Array;
  moves: Float32Array;
}

/**
 * Draws live frames from a bank: the shapes of the patches added up by the motion's weights, their looks added up in a
 * texture, and the texture drawn once through the net, so that nothing is seen double. The breath needs no picture.
 */
export class BankRenderer {
  readonly #grid: WarpGrid;
  readonly #texture: TiledTexture;
  readonly #addends: readonly Addend[];
  /** Where the net's vertices are at rest, what a full breath adds, and where they are in the frame. */
  readonly #rest: Float32Array;
  readonly #rise: Float32Array;
  readonly #places: Float32Array;

  private constructor({ frame, grid, shape }: FaceBank, texture: TiledTexture, addends: readonly Addend[]) {
    this.#grid = grid;
    this.#texture = texture;
    this.#addends = addends;
    this.#rest = grid.places.map((place, i) => place + (shape[i] ?? 0));
    this.#places = this.#rest.slice();
    this.#rise = chestRise(frame, this.#rest);
  }

  static async open(bank: FaceBank, pause: Pause = setImmediate): Promise<BankRenderer> {
    const texture = new TiledTexture(bank.texture);
    const addends: Addend[] = [];
    for (const patch of bank.patches) {
      await pause();
      addends.push({ look: texture.tiled(patch), ...movingVertices(patch.shape) });
    }
    await pause();
    return new BankRenderer(bank, texture, addends);
  }

  /** Memory that it holds, about. */
  get bytes(): number {
    const arrays = this.#addends.flatMap(({ look, vertices, moves }) => [look.differences, vertices, moves]);
    return [this.#grid.triangles, this.#grid.places, this.#rest, this.#places, ...arrays].reduce(
      (sum, { byteLength }) => sum + byteLength,
      this.#texture.bytes,
    );
  }

  /** Draws the face in this motion into `out`: bytes RGBA of a live frame. */
  draw(motion: FaceMotion, out: Uint8Array): void {
    const places = this.#places;
    const { breath } = clampMotion(motion);
    for (let i = 0; i < places.length; i++)
      places[i] = (this.#rest[i] as number) + breath * (this.#rise[i] as number);
    for (const [index, weight] of patchWeights(motion).entries()) {
      const addend = this.#addends[index];
      if (!addend || weight < leastWeight) continue;
      const { vertices, moves } = addend;
      for (let i = 0; i < vertices.length; i++) {
        const at = 2 * (vertices[i] as number);
        places[at] = (places[at] as number) + weight * (moves[2 * i] as number);
        places[at + 1] = (places[at + 1] as number) + weight * (moves[2 * i + 1] as number);
      }
      this.#texture.add(addend.look, weight);
    }
    this.#texture.finish();
    const pixels = new Int32Array(out.buffer, out.byteOffset, frameSize * frameSize);
    const { triangles, places: source } = this.#grid;
    warpTriangles(this.#texture.texture, triangles, source, places, pixels, frameSize, frameSize);
  }
}

function movingVertices(shape: Float32Array): { vertices: Uint16Array; moves: Float32Array } {
  const vertices: number[] = [];
  for (let i = 0; i < shape.length; i += 2) if (shape[i] !== 0 || shape[i + 1] !== 0) vertices.push(i / 2);
  const moves = vertices.flatMap((vertex) => [shape[2 * vertex] ?? 0, shape[2 * vertex + 1] ?? 0]);
  return { vertices: Uint16Array.from(vertices), moves: Float32Array.from(moves) };
}
