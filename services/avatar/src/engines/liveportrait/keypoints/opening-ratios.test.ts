import { describe, expect, it } from 'vitest';
import type { Point } from '../../face-finding/landmarks.js';
import { openingRatios, portraitLandmarkCount } from './opening-ratios.js';

describe('openingRatios', () => {
  it('is height over width', () => {
    const landmarks = face({
      6: [5, 1],
      18: [5, 4],
      0: [0, 0],
      12: [10, 0],
      30: [0, 0],
      42: [3, 4],
      24: [0, 0],
      36: [0, 20],
      90: [0, 1],
      102: [0, 2],
      48: [0, 0],
      66: [4, 3],
    });
    const { leftEye, rightEye, lips } = openingRatios(landmarks);
    expect(leftEye).toBeCloseTo(0.3, 6);
    expect(rightEye).toBeCloseTo(0.25, 6);
    expect(lips).toBeCloseTo(0.2, 6);
  });

  it('is 0 for a face of no size', () => {
    expect(openingRatios(face({}))).toEqual({ leftEye: 0, rightEye: 0, lips: 0 });
  });

  it('refuses landmarks that are not numbers, and another count of them', () => {
    const refused = expect.objectContaining({ code: 'engine_failed' });
    expect(() => openingRatios(face({ 90: [Number.NaN, 0] }))).toThrow(refused);
    expect(() =>
      openingRatios(face({ 12: [Number.POSITIVE_INFINITY, 0], 6: [Number.POSITIVE_INFINITY, 0] })),
    ).toThrow(refused);
    expect(() => openingRatios(face({}).slice(1))).toThrow(refused);
  });
});

/** Landmarks that all lie at the origin but for these. */
function face(places: Record<number, Point>): Point[] {
  return Array.from({ length: portraitLandmarkCount }, (_, index): Point => places[index] ?? [0, 0]);
}
