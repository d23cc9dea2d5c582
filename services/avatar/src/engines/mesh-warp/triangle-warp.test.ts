import { describe, expect, it } from 'vitest';
import { textureOf, warpTriangles } from './triangle-warp.js';

const side = 33;

function noise(): Uint8Array {
  return Uint8Array.from({ length: side * side * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 7919) % 256));
}

/** A square of two triangles, corners half a pixel outside the outermost pixel centres. */
const square = Float32Array.of(-0.5, -0.5, side - 0.5, -0.5, side - 0.5, side - 0.5, -0.5, side - 0.5);
const triangles = Uint32Array.of(0, 1, 2, 0, 2, 3);

function warp(source: Float32Array, target: Float32Array, wanted = triangles): Uint8Array {
  const rgba = noise();
  const out = new Int32Array(side * side);
  warpTriangles(textureOf(rgba, side, side), wanted, source, target, out, side, side);
  return new Uint8Array(out.buffer);
}

describe('the triangle warp', () => {
  it('changes nothing where nothing moves', () => {
    expect(warp(square, square)).toEqual(noise());
  });

  it('shifts by whole pixels exactly', () => {
    const shifted = square.map((value, i) => (i % 2 === 0 ? value + 3 : value));
    const moved = warp(square, shifted);
    const original = noise();
    let wrong = 0;
    for (let y = 0; y < side; y++) {
      for (let x = 3; x < side; x++) {
        const [from, to] = [(y * side + x - 3) * 4, (y * side + x) * 4];
        if (moved[to] !== original[from] || moved[to + 1] !== original[from + 1]) wrong += 1;
      }
    }
    expect(wrong).toBe(0);
  });

  it('blends neighbours by half at half a pixel', () => {
    const shifted = square.map((value, i) => (i % 2 === 0 ? value + 0.5 : value));
    const moved = warp(square, shifted);
    const original = noise();
    const at = (10 * side + 10) * 4;
    const expected = ((original[at - 4] ?? 0) + (original[at] ?? 0)) / 2;
    expect(Math.abs((moved[at] ?? 0) - expected)).toBeLessThanOrEqual(1);
  });

  it('leaves no pixel between triangles that share edges, wherever their corners fall', () => {
    for (let round = 0; round < 50; round++) {
      const middle = [8 + ((round * 7.31) % 16), 8 + ((round * 3.77) % 16)];
      const corners = Float32Array.of(...square, ...middle);
      const fan = Uint32Array.of(0, 1, 4, 1, 2, 4, 2, 3, 4, 3, 0, 4);
      const drawn = warp(corners, corners, fan);
      expect(drawn.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
    }
  });
});
