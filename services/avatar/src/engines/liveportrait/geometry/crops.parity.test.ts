import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mapPoint } from './affine.js';
import {
  averageBounds,
  cropBounds,
  cropFace,
  drivingBounds,
  drivingCrop,
  landmarkCrop,
  sourceCrop,
} from './face-crop.js';
import { halvePicture, prepareSource } from './resize.js';
import {
  affineSchema,
  hasPicture,
  hashOf,
  pictureSamplesSchema,
  pointsSchema,
  readFixture,
  readPicture,
} from './testing/reference-pictures.js';
import { warpAffine } from './warp-affine.js';

/** Largest error of a crop's numbers, in pixels. They are equal as a rule: see `face-rectangle.ts`. */
const tolerance = 1e-4;

const landmarks = readFixture('landmarks.json', z.record(z.string(), z.record(z.string(), pointsSchema)));
const crops = readFixture(
  'crops.json',
  z.object({
    cases: z.array(
      z.object({
        picture: z.string(),
        points: z.number(),
        setting: z.enum(['source', 'runner']),
        rotate: z.boolean(),
        toCrop: affineSchema,
        fromCrop: affineSchema,
        crop: pictureSamplesSchema.optional(),
        half: pictureSamplesSchema.optional(),
      }),
    ),
    eyesOnLips: z.object({ points: pointsSchema, toCrop: affineSchema }),
    driving: z.array(
      z.object({
        picture: z.string(),
        frames: z.array(pointsSchema),
        cropped: z.array(pointsSchema),
        crop: pictureSamplesSchema,
        half: pictureSamplesSchema,
      }),
    ),
    limits: z.array(z.object({ picture: z.string(), limit: z.number(), limited: pictureSamplesSchema })),
  }),
);
const settings = { source: sourceCrop, runner: landmarkCrop };

describe('crops, against LivePortrait', () => {
  it.each(crops.cases)('$picture, $points points, $setting, turned: $rotate', (wanted) => {
    const setting = { ...settings[wanted.setting], upright: wanted.rotate };
    const found = cropFace(landmarks[wanted.picture]?.[wanted.points] ?? [], setting);
    expectClose(found.toCrop, wanted.toCrop);
    expectClose(found.toPicture, wanted.fromCrop);
  });

  it('leaves a face upright whose eyes lie on its lips', () => {
    const { points, toCrop } = crops.eyesOnLips;
    expectClose(cropFace(points, sourceCrop).toCrop, toCrop);
  });

  it.each(crops.driving)('averages the boxes of a driving video: $picture', ({ frames, cropped }) => {
    const { toCrop } = cropBounds(averageBounds(frames.map((frame) => drivingBounds(frame))));
    for (const [frame, points] of frames.entries()) {
      expectClose(
        points.flatMap((point) => mapPoint(toCrop, point)),
        (cropped[frame] ?? []).flat(),
      );
    }
  });
});

describe('pixels of crops, against OpenCV', () => {
  for (const wanted of crops.cases) {
    const { picture, points, setting, rotate, toCrop, crop, half } = wanted;
    if (!crop) continue;
    it.skipIf(!hasPicture(picture))(
      `${picture}, ${points} points, ${setting}, turned: ${rotate}`,
      async () => {
        const found = warpAffine(await readPicture(picture), toCrop, { left: 0, top: 0, ...crop });
        expect(hashOf(found)).toBe(crop.sha256);
        if (half) expect(hashOf(halvePicture(found))).toBe(half.sha256);
      },
    );
  }

  for (const { picture, frames, crop, half } of crops.driving) {
    it.skipIf(!hasPicture(picture))(`a driving video: ${picture}`, async () => {
      const { toCrop } = cropBounds(averageBounds(frames.map((frame) => drivingBounds(frame))));
      const window = { left: 0, top: 0, width: drivingCrop.side, height: drivingCrop.side };
      const found = warpAffine(await readPicture(picture), toCrop, window);
      expect(hashOf(found)).toBe(crop.sha256);
      expect(hashOf(halvePicture(found))).toBe(half.sha256);
    });
  }

  for (const { picture, limit, limited } of crops.limits) {
    it.skipIf(!hasPicture(picture))(`a picture limited to ${limit} pixels: ${picture}`, async () => {
      const found = prepareSource(await readPicture(picture), limit).picture;
      expect([found.width, found.height]).toEqual([limited.width, limited.height]);
      expect(hashOf(found)).toBe(limited.sha256);
    });
  }
});

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  for (const [at, value] of wanted.entries()) {
    expect(Math.abs((found[at] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance);
  }
}
