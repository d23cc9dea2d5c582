import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeFrame, encodeStill } from './encode-image.js';
import { drawGeneratedMark } from './generated-mark.js';
import { withGeneratedSegment } from './generated-metadata.js';
import type { RgbPicture } from './picture.js';

const sourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

function plain(width: number, height: number, value = 120): RgbPicture {
  return { rgb: new Uint8Array(width * height * 3).fill(value), width, height };
}

describe('what was generated says so in its metadata', () => {
  it('in a live frame and in stills, which stay what they were', async () => {
    const picture = plain(64, 64);
    const files = [
      await encodeFrame(picture, 80),
      (await encodeStill(picture, 'jpeg')).bytes,
      (await encodeStill(picture, 'png')).bytes,
    ];
    for (const file of files) {
      const { xmpAsString = '' } = await sharp(file).metadata();
      expect(xmpAsString).toContain(`DigitalSourceType="${sourceType}"`);
      expect(xmpAsString).toContain('CreatorTool="Parley"');
      expect(Buffer.from(file).includes(sourceType), 'to be found in the bytes as they are').toBe(true);
      const { data, info } = await sharp(file, { failOn: 'warning' })
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([64, 64]);
      expect(data.every((value) => Math.abs(value - 120) <= 1)).toBe(true);
    }
  });

  it('in a PNG before its pixels, in the chunk that XMP asks for', async () => {
    const png = Buffer.from((await encodeStill(plain(32, 32), 'png')).bytes);
    expect(png.toString('latin1', 37, 37 + 4 + 22)).toBe('iTXtXML:com.adobe.xmp\0\0\0\0\0');
    const end = 41 + png.readUInt32BE(33);
    expect(png.readUInt32BE(end)).toBe(crc32(png.subarray(37, end)));
    expect(png.includes('IDAT', end)).toBe(true);
  });

  it('also in a JPEG without a JFIF header', async () => {
    const jpeg = await encodeFrame(plain(32, 32), 80);
    const headerless = Buffer.concat([jpeg.subarray(0, 2), jpeg.subarray(20)]);
    expect((await sharp(withGeneratedSegment(headerless)).metadata()).xmpAsString).toContain(sourceType);
  });
});

describe('the visible mark', () => {
  it('is drawn into the lower right corner only, with light letters on a dark ground', () => {
    for (const [width, height] of [
      [64, 64],
      [512, 512],
      [1280, 720],
    ] as const) {
      const picture = plain(width, height);
      drawGeneratedMark(picture);
      const changed = { light: 0, dark: 0, outside: 0 };
      for (let pixel = 0; pixel < width * height; pixel++) {
        const value = picture.rgb[pixel * 3] ?? 0;
        if (value === 120) continue;
        const [x, y] = [pixel % width, Math.floor(pixel / width)];
        if (x < width / 2 || y < height / 2) changed.outside++;
        if (value > 200) changed.light++;
        if (value < 80) changed.dark++;
      }
      expect(changed.outside).toBe(0);
      expect(changed.light).toBeGreaterThan(10);
      expect(changed.dark).toBeGreaterThan(changed.light);
      expect(changed.dark + changed.light).toBeLessThan(0.08 * width * height);
    }
  });

  it('can be seen on black, on white and in RGBA, and leaves a tiny picture alone', () => {
    for (const value of [0, 255]) {
      const picture = plain(512, 512, value);
      drawGeneratedMark(picture);
      expect(picture.rgb.some((each) => Math.abs(each - value) > 100)).toBe(true);
    }
    const rgba = new Uint8Array(128 * 128 * 4).fill(120);
    const rgb = plain(128, 128);
    drawGeneratedMark({ rgba, width: 128, height: 128 });
    drawGeneratedMark(rgb);
    expect(rgba.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 120)).toBe(true);
    expect(rgba.filter((_, i) => i % 4 !== 3)).toEqual(rgb.rgb);
    const tiny = plain(8, 8);
    drawGeneratedMark(tiny);
    expect(tiny).toEqual(plain(8, 8));
  });
});
