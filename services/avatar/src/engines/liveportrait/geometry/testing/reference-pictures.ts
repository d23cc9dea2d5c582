import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { z } from 'zod';
import type { RgbPicture } from '../../../picture/picture.js';
import { toFloat32 } from '../affine.js';

const fixtures = new URL('../../../../../../../tests/fixtures/liveportrait/', import.meta.url);
const photographs = new URL('../../../../../../../../shared/data/portraits/', import.meta.url);

/** What a test takes of a picture that the reference has sampled. */
export const pictureSamplesSchema = z.object({ width: z.number(), height: z.number(), sha256: z.string() });

export const pointsSchema = z.array(z.tuple([z.number(), z.number()]));

/** A 3 x 3 matrix of 32-bit floats, whose last row says nothing. */
export const affineSchema = z
  .tuple([
    z.tuple([z.number(), z.number(), z.number()]),
    z.tuple([z.number(), z.number(), z.number()]),
    z.array(z.number()),
  ])
  .transform(([[a, b, c], [d, e, f]]) => toFloat32([a, b, c, d, e, f]));

export function readFixture<Schema extends z.ZodType>(name: string, schema: Schema): z.infer<Schema> {
  return schema.parse(JSON.parse(readFileSync(new URL(name, fixtures), 'utf8')));
}

/** Where a picture of the fixtures lies: drawn ones beside them, photographs outside the repository. */
function pathOf(name: string): URL {
  const drawn = new URL(`pictures/${name}`, fixtures);
  return existsSync(drawn) ? drawn : new URL(name, photographs);
}

export function hasPicture(name: string): boolean {
  return existsSync(pathOf(name));
}

export async function readPicture(name: string): Promise<RgbPicture> {
  const file = sharp(readFileSync(pathOf(name))).removeAlpha();
  const { data, info } = await file.raw().toBuffer({ resolveWithObject: true });
  return { rgb: new Uint8Array(data), width: info.width, height: info.height };
}

/** SHA-256 of a picture's bytes, as the samples have it. */
export function hashOf({ rgb }: RgbPicture): string {
  return createHash('sha256').update(rgb).digest('hex');
}
