import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RgbPicture } from '../../picture/picture.js';
import { canonicalKeypoints } from '../testing/face-layout.js';
import { writeAnalyticModel } from '../testing/write-analytic-model.js';
import type { LivePortraitDialect } from './live-portrait-networks.js';
import { extractorSide, generatedSide } from './live-portrait-networks.js';
import type { NetworkOptions } from './network-options.js';
import { openLivePortrait } from './open-live-portrait.js';

const options: NetworkOptions = { device: 'cpu', threads: 1 };
const dialects: readonly LivePortraitDialect[] = ['fasterliveportrait', 'ditto', 'facefusion'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-live-portrait-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A smooth picture in which every place has a colour of its own. */
function testPicture(): RgbPicture {
  const rgb = new Uint8Array(3 * extractorSide ** 2);
  for (let pixel = 0; pixel < extractorSide ** 2; pixel++) {
    rgb.set([pixel % extractorSide, Math.floor(pixel / extractorSide), 100], 3 * pixel);
  }
  return { rgb, width: extractorSide, height: extractorSide };
}

/** A pixel of a drawn frame, RGB. */
function pixelAt(frame: Uint8Array, x: number, y: number): number[] {
  const at = 3 * (y * generatedSide + x);
  return [...frame.subarray(at, at + 3)];
}

describe.each(dialects)("%s's files", (dialect) => {
  it('draw the face that is seen, and move it', async () => {
    writeAnalyticModel(folder, dialect);
    const networks = await openLivePortrait(folder, options);
    expect(networks.dialect).toBe(dialect);
    const appearance = await networks.extractAppearance(testPicture());
    expect(appearance.dims).toEqual([1, 32, 16, 64, 64]);
    const face = await networks.extractKeypoints(testPicture());
    expect(face.scale).toBe(1);
    expect(face.pose.pitch).toBeCloseTo(0, 6);
    const source = face.canonical;
    expect(source).toEqual(canonicalKeypoints);

    const atRest = await networks.drawFace(appearance, source, source);
    expect(atRest).toHaveLength(3 * generatedSide ** 2);
    // Twice as large as the picture seen: 200, 300 there is 100, 150 here.
    const [red = 0, green = 0, blue = 0] = pixelAt(atRest, 200, 300);
    expect(Math.abs(red - 100)).toBeLessThanOrEqual(1);
    expect(Math.abs(green - 150)).toBeLessThanOrEqual(1);
    expect(Math.abs(blue - 100)).toBeLessThanOrEqual(1);

    // The whole head goes 0.1 of half a crop to the right: 25.6 pixels, so that what is seen comes from the left.
    const driving = source.map((value, index) => (index % 3 === 0 ? value + 0.1 : value));
    const stitched = await networks.stitch(source, driving);
    expect(stitched).toEqual(driving);
    const moved = await networks.drawFace(appearance, source, stitched);
    const [movedRed = 0] = pixelAt(moved, 256, 300);
    expect(movedRed).toBeGreaterThan(112);
    expect(movedRed).toBeLessThan(120);
    await networks.release();
  });
});
