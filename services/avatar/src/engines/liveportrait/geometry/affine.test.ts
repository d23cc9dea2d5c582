import { describe, expect, it } from 'vitest';
import { compose, cropping, inverse, mapPoint, resizing } from './affine.js';

describe('Affine', () => {
  const turned = [0, -2, 10, 2, 0, 20] as const;

  it('maps a point', () => {
    expect(mapPoint(turned, [1, 2])).toEqual([6, 22]);
  });

  it('is undone by its inverse', () => {
    expect(mapPoint(inverse(turned), [6, 22])).toEqual([1, 2]);
  });

  it('does one map after another', () => {
    const both = compose(turned, [1, 0, 100, 0, 3, 0]);
    expect(mapPoint(both, [1, 2])).toEqual([106, 66]);
  });

  it('keeps the edges of a resized picture where they are, not the middles of its pixels', () => {
    const half = resizing({ width: 4, height: 8 }, { width: 2, height: 4 });
    expect(mapPoint(half, [-0.5, 7.5])).toEqual([-0.5, 3.5]);
    expect(mapPoint(half, [0.5, 0.5])).toEqual([0, 0]);
  });

  it('starts a crop at its first pixel', () => {
    expect(mapPoint(cropping({ left: 3, top: 4 }), [3, 4])).toEqual([0, 0]);
  });

  it.each([
    ['flat', [1, 2, 0, 2, 4, 0]],
    ['of no size', [0, 0, 5, 0, 0, 5]],
    ['not a number', [Number.NaN, 0, 0, 0, 1, 0]],
    ['infinite', [1, 0, Number.POSITIVE_INFINITY, 0, 1, 0]],
  ] as const)('has no inverse where it is %s', (_, affine) => {
    expect(() => inverse(affine)).toThrow(expect.objectContaining({ code: 'no_face_found' }));
  });
});
