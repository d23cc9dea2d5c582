import { describe, expect, it } from 'vitest';
import { convexHullVolume } from './convex-hull.js';
import { motionMultiplier } from './motion-multiplier.js';

const cube = [0, 1].flatMap((x) => [0, 1].flatMap((y) => [0, 1].map((z) => [x, y, z])));
const octahedron = [0, 1, 2].flatMap((axis) =>
  [-1, 1].map((side) => [0, 1, 2].map((at) => (at === axis ? side : 0))),
);

describe('convexHullVolume', () => {
  it.each([
    ['a tetrahedron', [...cube.slice(0, 3), [1, 0, 0]], 1 / 6],
    ['a cube', cube, 1],
    ['an octahedron', octahedron, 4 / 3],
    [
      'an octahedron with points inside and doubled',
      [[0, 0, 0], [0.2, 0.1, -0.3], ...octahedron, ...octahedron],
      4 / 3,
    ],
    ['a cube with points on its faces and edges', [[0.5, 0.5, 1], [0.5, 0, 0], ...cube, [0.3, 1, 0.3]], 1],
    ['points of one plane', cube.map(([x = 0, y = 0]) => [x, y, x + y]), 0],
    [
      'points of one line',
      [
        [0, 0, 0],
        [1, 1, 1],
        [2, 2, 2],
        [5, 5, 5],
      ],
      0,
    ],
    [
      'one place',
      [
        [3, 3, 3],
        [3, 3, 3],
        [3, 3, 3],
        [3, 3, 3],
      ],
      0,
    ],
    ['no points', [], 0],
  ])('of %s', (_, points, volume) => {
    expect(convexHullVolume(Float32Array.from(points.flat()))).toBeCloseTo(volume, 6);
  });

  it('does not depend on the order, place or side of points', () => {
    const points = Float32Array.from(
      octahedron.toReversed().flat(),
      (value, at) => 100 - value * (1 + (at % 3)),
    );
    expect(convexHullVolume(points)).toBeCloseTo((4 / 3) * 6, 3);
  });

  it('answers for points that are not numbers', () => {
    expect(convexHullVolume(new Float32Array(63).fill(Number.NaN))).toBe(0);
  });
});

describe('motionMultiplier', () => {
  const small = Float32Array.from(octahedron.flat());

  it('is the root of the ratio of volumes', () => {
    expect(
      motionMultiplier(
        small.map((value) => value * 4),
        small,
      ),
    ).toBeCloseTo(8, 5);
  });

  it('is 1 where a face spans no volume', () => {
    const flat = new Float32Array(63);
    expect([
      motionMultiplier(small, flat),
      motionMultiplier(flat, small),
      motionMultiplier(flat, flat),
    ]).toEqual([1, 1, 1]);
  });
});
