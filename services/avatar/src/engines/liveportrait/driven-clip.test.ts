import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultPortraitId } from '../avatar-engine.js';
import { restingFace } from '../motion/face-motion.js';
import type { RgbPicture } from '../picture/picture.js';
import { readDriving } from './driven-clip.js';
import { resizePicture } from './geometry/resize.js';
import { LivePortraitDrawing } from './live-portrait-drawing.js';
import { writeAnalyticModel } from './testing/write-analytic-model.js';

const folder = mkdtempSync(join(tmpdir(), 'parley-driven-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function* emptyFrames(count: number): AsyncGenerator<RgbPicture> {
  for (let frame = 0; frame < count; frame++) yield { rgb: Uint8Array.of(frame, 0, 0), width: 1, height: 1 };
}

describe('the face in a driving video', () => {
  it.each([
    [60, [0, 5, 10, 15, 20]],
    [7, [0, 5]],
  ])('is searched in every fifth frame of the first second, in a video of %i', async (count, searched) => {
    const seen: (number | undefined)[] = [];
    const sight = {
      find: async ({ rgb }: RgbPicture) => {
        seen.push(rgb[0]);
        return undefined;
      },
      read: () => Promise.reject(new Error('Nothing is read before a face is found.')),
    };
    await expect(readDriving(emptyFrames(count), sight)).rejects.toMatchObject({ code: 'no_face_found' });
    expect(seen).toEqual(searched);
  });

  it(
    'is found in a small copy, and its bounds are those of the large picture',
    { timeout: 60_000 },
    async () => {
      const model = join(folder, 'model');
      writeAnalyticModel(model);
      const drawing = await LivePortraitDrawing.open({
        directory: model,
        finder: { type: 'embedded' },
        device: 'cpu',
        threads: 1,
        cacheDirectory: join(folder, 'graphs'),
        features: { folder: join(folder, 'faces'), mostBytes: 2 ** 26 },
        preparedBytes: 2 ** 26,
      });
      const { signal } = new AbortController();
      const request = { portrait: defaultPortraitId, motion: restingFace, longestSide: 640 };
      const small = await drawing.clipPicture(request, signal);
      expect(Math.max(small.width, small.height)).toBeGreaterThan(500);
      const large = resizePicture(small, 2 * small.width, 2 * small.height);
      const there = await drawing.findDriving(small, signal);
      const bounds = await drawing.findDriving(large, signal);
      if (!there || !bounds) throw new Error('No face was found.');
      for (const edge of ['left', 'top', 'right', 'bottom'] as const)
        expect(Math.abs(bounds[edge] - 2 * there[edge])).toBeLessThan(12);
    },
  );
});
