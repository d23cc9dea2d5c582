import { createServer } from 'node:http';
import { deflateSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { UploadedImage } from './decode-image.js';
import { pngWithHeader } from './testing/made-pictures.js';

const blue = { r: 40, g: 80, b: 200 };
const plain = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 3, background: blue } });

/** A picture in which every pixel tells where it is. */
function gradient(width: number, height: number): Sharp {
  const rgb = Buffer.from(
    Array.from({ length: width * height }, (_, i) => [
      Math.round((255 * (i % width)) / width),
      Math.round((255 * Math.floor(i / width)) / height),
      128,
    ]).flat(),
  );
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

async function firstPixel(bytes: Uint8Array): Promise<number[]> {
  const { rgba } = await (await UploadedImage.open(bytes)).whole(8);
  return [...rgba.subarray(0, 4)];
}

async function refusal(bytes: Uint8Array): Promise<{ code: string; message: string }> {
  try {
    await (await UploadedImage.open(bytes)).whole(64);
  } catch (error) {
    return error as { code: string; message: string };
  }
  return { code: 'accepted', message: '' };
}

function mostDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))), 0);
}

describe('a picture that was sent', () => {
  it('is turned upright in all eight ways, whole and in part', async () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const file = await gradient(90, 60).withMetadata({ orientation }).png().toBuffer();
      const upright = await sharp(file).rotate().png().toBuffer();
      const image = await UploadedImage.open(file);
      const { width = 0, height = 0 } = await sharp(upright).metadata();
      expect([image.width, image.height], `${orientation}`).toEqual([width, height]);
      const whole = await image.wholeRgb(200);
      expect([whole.width, whole.height]).toEqual([width, height]);
      expect(mostDifference(whole.rgb, await sharp(upright).raw().toBuffer()), `${orientation}`).toBe(0);
      const part = await image.square({ left: 7, top: 11, side: 40 }, 40);
      const cut = sharp(upright).extract({ left: 7, top: 11, width: 40, height: 40 });
      const same = await cut.ensureAlpha().raw().toBuffer();
      expect(mostDifference(part.rgba, same), `${orientation}`).toBe(0);
    }
  });

  it('may be grey, of 16 bits, of ink, or transparent, which is put on white', async () => {
    const grey = await plain(9, 9).greyscale().png().toBuffer();
    const [r = 0, g = 0, b = 0] = await firstPixel(grey);
    expect(r === g && g === b && r > 60 && r < 110).toBe(true);
    const deep = await plain(9, 9).toColourspace('rgb16').png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    expect(await firstPixel(deep)).toEqual([40, 80, 200, 255]);
    const ink = await plain(9, 9).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(ink).metadata()).space).toBe('cmyk');
    const [cyan = 0, , blueness = 0] = await firstPixel(ink);
    expect(blueness - cyan).toBeGreaterThan(60);
    const clear = sharp({ create: { width: 9, height: 9, channels: 4, background: { ...blue, alpha: 0 } } });
    expect(await firstPixel(await clear.png().toBuffer())).toEqual([255, 255, 255, 255]);
    expect(await firstPixel(await clear.webp().toBuffer())).toEqual([255, 255, 255, 255]);
  });

  it('is known by its bytes: the kinds that are read', async () => {
    for (const make of ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const) {
      const image = await UploadedImage.open(await plain(16, 12)[make]().toBuffer());
      expect([image.width, image.height], make).toEqual([16, 12]);
      expect((await image.whole(8)).width, make).toBe(8);
    }
  });

  it('may be as small as 1 pixel', async () => {
    const image = await UploadedImage.open(await plain(1, 1).png().toBuffer());
    expect((await image.wholeRgb(1280)).rgb).toEqual(Uint8Array.of(40, 80, 200));
  });

  it('is refused where it is cut short, empty, no picture, or an animation', async () => {
    expect((await refusal(new Uint8Array())).code).toBe('empty_file');
    const jpeg = await gradient(300, 300).jpeg().toBuffer();
    for (const length of [3, 100, jpeg.length >> 1]) {
      expect((await refusal(jpeg.subarray(0, length))).code, `${length}`).toBe('unreadable_image');
    }
    for (const text of ['this is no picture', '%PDF-1.7', 'RIFF....WAVE', '\0\0\0\x18ftypisom']) {
      expect((await refusal(Buffer.from(text))).code, text).toBe('unreadable_image');
    }
    const frames = await Promise.all([plain(32, 32), gradient(32, 32)].map((each) => each.png().toBuffer()));
    const moving = () => sharp(frames, { join: { animated: true } });
    for (const bytes of [
      await moving()
        .gif({ delay: [100, 100] })
        .toBuffer(),
      await moving().webp().toBuffer(),
    ]) {
      const { code, message } = await refusal(bytes);
      expect(code).toBe('unreadable_image');
      expect(message).toContain('animated');
    }
  });

  it('is refused where it is SVG, and nothing that the SVG names is fetched', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const svg = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64">
        <image xlink:href="http://127.0.0.1:${port}/x.png" width="64" height="64"/>
        <image href="file:///etc/passwd" width="9" height="9"/></svg>`,
    );
    for (const bytes of [
      svg,
      Buffer.concat([Buffer.from('\uFEFF<?xml version="1.0"?>'), svg]),
      gzipSync(svg),
    ]) {
      expect((await refusal(bytes)).code).toBe('unreadable_image');
    }
    expect(requests).toBe(0);
    await new Promise((resolve) => server.close(resolve));
  });

  it('is refused where it is HEIC, and JPEG is advised', async () => {
    for (const brand of ['heic', 'heix', 'mif1']) {
      const header = Buffer.from(`\0\0\0\x1cftyp${brand}\0\0\0\0mif1heic\0\0\0\0`, 'latin1');
      const { code, message } = await refusal(header);
      expect(code).toBe('unreadable_image');
      expect(message).toContain('JPEG');
      expect(message).toContain('HEIC');
    }
  });
});

describe('a picture that is large', () => {
  it('is read row by row where its kind allows: 144 megapixels, in little memory', async () => {
    const side = 12_000;
    const turned = await plain(side, side).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    for (const file of [turned, await plain(side, side).png({ compressionLevel: 1 }).toBuffer()]) {
      const image = await UploadedImage.open(file);
      const before = process.resourceUsage().maxRSS;
      expect((await image.whole(1280)).width).toBe(1280);
      expect((await image.square({ left: 3000, top: 3000, side: 6000 }, 512)).width).toBe(512);
      // Its pixels alone are 432 MB.
      expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(200);
    }
  }, 60_000);

  it('is refused where it would be held whole: progressive, or of another kind', async () => {
    const large = plain(7000, 7000);
    const progressive = await large.clone().jpeg({ progressive: true }).toBuffer();
    const webp = await large.clone().webp({ effort: 0 }).toBuffer();
    for (const file of [progressive, webp]) expect((await refusal(file)).code).toBe('image_too_large');
  }, 60_000);

  it('is refused by its header where it is a decompression bomb', async () => {
    const { code, message } = await refusal(pngWithHeader(30_000));
    expect(code).toBe('image_too_large');
    expect(message).toContain('900 megapixels');
    expect((await refusal(pngWithHeader(12_000))).code).toBe('unreadable_image');
    // Rows of zeros, compressed a thousandfold: 35,000 x 4,000 pixels of 16 bits in 1 MB are read, and in bounds.
    const rows = deflateSync(Buffer.alloc((4000 * 8 + 1) * 1000));
    expect((await refusal(pngWithHeader(4000, rows, 1000))).code).toBe('accepted');
  });
});
