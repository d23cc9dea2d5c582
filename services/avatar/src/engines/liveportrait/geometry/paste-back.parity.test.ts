import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cropFace, sourceCrop } from './face-crop.js';
import { pasteFace, preparePaste } from './paste-back.js';
import { halvePicture, prepareSource } from './resize.js';
import {
  hasPicture,
  hashOf,
  pictureSamplesSchema,
  pointsSchema,
  readFixture,
  readPicture,
} from './testing/reference-pictures.js';
import { warpAffine } from './warp-affine.js';

const landmarks = readFixture('landmarks.json', z.record(z.string(), z.record(z.string(), pointsSchema)));
const frames = readFixture(
  'frames.json',
  z.object({
    cases: z.array(
      z.object({
        picture: z.string(),
        crop: pictureSamplesSchema,
        small: pictureSamplesSchema,
        pasted: z.array(pictureSamplesSchema),
      }),
    ),
  }),
);
/** The picture of which a drawn frame is kept, and which of its frames that is. */
const kept = { picture: 'drawn-upright.png', frame: 1 };

describe('a portrait, from picture to crop and back, against LivePortrait', () => {
  for (const { picture, crop, small } of frames.cases) {
    it.skipIf(!hasPicture(picture))(`cuts out ${picture}`, async () => {
      const { toCrop } = cropFace(landmarks[picture]?.[203] ?? [], sourceCrop);
      const found = warpAffine(await readPicture(picture), toCrop, {
        left: 0,
        top: 0,
        width: 512,
        height: 512,
      });
      expect(hashOf(found)).toBe(crop.sha256);
      expect(hashOf(halvePicture(found))).toBe(small.sha256);
    });
  }

  it('pastes a drawn frame back, pixel by pixel', async () => {
    const samples = frames.cases.find(({ picture }) => picture === kept.picture)?.pasted[kept.frame];
    const source = prepareSource(await readPicture(kept.picture)).picture;
    const { toPicture } = cropFace(landmarks[kept.picture]?.[203] ?? [], sourceCrop);
    const frame = await readPicture('frame.png');
    const found = pasteFace(frame.rgb, preparePaste(source, toPicture));
    expect(hashOf(found)).toBe(samples?.sha256);
  });
});
