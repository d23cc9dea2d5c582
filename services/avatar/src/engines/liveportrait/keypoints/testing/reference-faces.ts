import { expect } from 'vitest';
import { z } from 'zod';
import type { FaceKeypoints } from '../keypoints.js';

export const floatsSchema = z.array(z.number()).transform((values) => Float32Array.from(values));

/** A face as the reference's motion extractor gives it, angles in degrees. */
export const faceSchema = z
  .object({
    pitch: z.number(),
    yaw: z.number(),
    roll: z.number(),
    translation: floatsSchema,
    scale: z.number(),
    canonical: floatsSchema,
    expression: floatsSchema,
  })
  .transform(({ pitch, yaw, roll, ...face }): FaceKeypoints => ({ ...face, pose: { pitch, yaw, roll } }));

export function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(found).toHaveLength(wanted.length);
  for (const [at, value] of Array.from(wanted).entries()) {
    expect(Math.abs((found[at] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance);
  }
}
