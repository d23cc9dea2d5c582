import { describe, expect, it } from 'vitest';
import type { Point } from '../../face-finding/landmarks.js';
import { compose, mapPoint } from './affine.js';
import { averageBounds, cropBounds, cropFace, drivingBounds, sourceCrop } from './face-crop.js';

/** Eyes, nose, corners of the mouth: a box of 100 x 100 around (150, 150). */
const face: readonly Point[] = [
  [100, 100],
  [200, 100],
  [150, 150],
  [120, 200],
  [180, 200],
];
/** The landmarks' box, enlarged 2.3 times. */
const side = 230;

describe('cropFace', () => {
  it('puts the face where the setting says', () => {
    const { toCrop } = cropFace(face, sourceCrop);
    const scale = 512 / side;
    // The square's middle is an eighth of its side above the box's.
    expectClose(toCrop, [scale, 0, 256 - scale * 150, 0, scale, 256 - scale * (150 - side / 8)]);
  });

  it('leads back', () => {
    const { toCrop, toPicture } = cropFace(face.map(turned), sourceCrop);
    expectClose(compose(toCrop, toPicture), [1, 0, 0, 0, 1, 0]);
  });

  it('turns a face upright, whichever way it lies', () => {
    const upright = cropFace(face, sourceCrop);
    const lying = cropFace(face.map(turned), sourceCrop);
    for (const point of face) {
      expectClose(mapPoint(lying.toCrop, turned(point)), mapPoint(upright.toCrop, point));
    }
  });

  it('leaves it lying where the setting says so', () => {
    const [a, b] = cropFace(face.map(turned), { ...sourceCrop, upright: false }).toCrop;
    expectClose([a, b], [512 / side, 0]);
  });

  it('takes landmarks on one line', () => {
    const line = [10, 30, 20, 12, 28].map((x): Point => [x, 40]);
    expectClose(mapPoint(cropFace(line, sourceCrop).toCrop, [20, 40 - (20 * 2.3) / 8]), [256, 256]);
    const upright = [0, 0, 10, 20, 20].map((y): Point => [50, y]);
    expect(cropFace(upright, sourceCrop).toCrop.every(Number.isFinite)).toBe(true);
  });

  it('takes a face outside the picture', () => {
    const far = face.map(([x, y]): Point => [x - 5000, y + 40_000]);
    expectClose(mapPoint(cropFace(far, sourceCrop).toCrop, [-4850, 40_150 - side / 8]), [256, 256], 0.05);
  });

  it.each([
    ['that are all in one place', face.map((): Point => [7, 7])],
    ['that are not numbers', face.map((): Point => [Number.NaN, 1])],
    ['of which one is not a number', [...face.slice(1), [3, Number.NaN] as const]],
    ['of which one is infinite', [...face.slice(1), [Number.POSITIVE_INFINITY, 3] as const]],
    ['that are too large for a float', face.map(([x, y]): Point => [x * 1e300, y * 1e300])],
  ])('refuses landmarks %s', (_, landmarks) => {
    expect(() => cropFace(landmarks, sourceCrop)).toThrow(expect.objectContaining({ code: 'no_face_found' }));
  });

  it.each([0, 4, 6, 479])('refuses %i landmarks', (count) => {
    const landmarks = Array.from({ length: count }, (_, at): Point => [at, at * at]);
    expect(() => cropFace(landmarks, sourceCrop)).toThrow(expect.objectContaining({ code: 'engine_failed' }));
  });
});

describe('bounds of a driving video', () => {
  it('are a square around the face, not turned', () => {
    const half = (100 * 2.2) / 2;
    const middle = 150 - 100 * 2.2 * 0.1;
    const wanted = { left: 150 - half, top: middle - half, right: 150 + half, bottom: middle + half };
    const found = drivingBounds(face);
    expectClose(Object.values(found), Object.values(wanted));
    expectClose(mapPoint(cropBounds(found).toCrop, [found.left, found.bottom]), [0, 512]);
  });

  it('are the mean of all frames', () => {
    const frames = [
      { left: 0, top: 0, right: 10, bottom: 10 },
      { left: 3, top: 4, right: 17, bottom: 18 },
    ];
    expect(averageBounds(frames)).toEqual({ left: 1.5, top: 2, right: 13.5, bottom: 14 });
  });

  it('are refused where there are none, or where they have no size', () => {
    const refused = expect.objectContaining({ code: 'no_face_found' });
    expect(() => averageBounds([])).toThrow(refused);
    expect(() => cropBounds({ left: 4, top: 0, right: 4, bottom: 9 })).toThrow(refused);
    expect(() => cropBounds({ left: Number.NaN, top: 0, right: 4, bottom: 9 })).toThrow(refused);
  });
});

/** A quarter turn clockwise about the origin. */
function turned([x, y]: Point): Point {
  return [-y, x];
}

function expectClose(found: readonly number[], wanted: readonly number[], tolerance = 1e-3): void {
  expect(found).toHaveLength(wanted.length);
  for (const [at, value] of wanted.entries()) {
    expect(Math.abs((found[at] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance);
  }
}
