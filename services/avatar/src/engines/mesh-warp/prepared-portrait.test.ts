import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { restingFace } from '../motion/face-motion.js';
import { UploadedImage } from '../picture/decode-image.js';
import { prepareDefaultPortrait, preparePortrait } from './prepared-portrait.js';

const portraits = fileURLToPath(new URL('../../../../../../shared/data/portraits/', import.meta.url));

/** A PNG whose header claims `side` x `side` pixels and whose data is a few bytes. */
function bomb(side: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    return framed;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const ihdr = chunk('IHDR', header);
  ihdr.writeUInt32BE(crc32(ihdr.subarray(4, -4)), ihdr.length - 4);
  const idat = chunk('IDAT', deflateSync(Buffer.alloc(64)));
  idat.writeUInt32BE(crc32(idat.subarray(4, -4)), idat.length - 4);
  return Buffer.concat([signature, ihdr, idat]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

async function animatedGif(): Promise<Buffer> {
  const frames = [0, 1].map((i) => ({
    create: { width: 32, height: 32, channels: 3 as const, background: { r: i * 200, g: 0, b: 0 } },
  }));
  const rows = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()));
  return sharp(rows, { join: { animated: true } })
    .gif({ delay: [100, 100] })
    .toBuffer();
}

describe('portraits', () => {
  it.skipIf(!existsSync(portraits))(
    'finds the face in all four of the test portraits',
    async () => {
      for (const name of ['s0', 's3', 's12', 's36']) {
        const portrait = await preparePortrait({ bytes: readFileSync(`${portraits}${name}.jpg`) });
        expect(portrait.faces, name).toBe(1);
        expect([portrait.live.width, portrait.live.height]).toEqual([512, 512]);
        for (const renderer of [portrait.still, portrait.live]) {
          const picture = renderer.createBuffer();
          renderer.draw({ ...restingFace, jawOpen: 0.4, eyesClosed: 0.4, gazeX: 0.4, yaw: 3 }, picture);
          expect(
            picture.every((value, i) => i % 4 !== 3 || value === 255),
            `${name}: every pixel drawn`,
          ).toBe(true);
        }
        // The face fills a good part of the live frame, and lies in it.
        expect(portrait.live.frame.size).toBeGreaterThan(60);
        const [x, y] = portrait.live.frame.origin;
        expect(Math.abs(x - 256), name).toBeLessThan(90);
        expect(Math.abs(y - 300), name).toBeLessThan(90);
      }
    },
    120_000,
  );

  it.skipIf(!existsSync(portraits))('turns a photograph upright as its EXIF orientation says', async () => {
    const upright = sharp(readFileSync(`${portraits}s12.jpg`));
    const sideways = await upright
      .rotate(270)
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toBuffer();
    const portrait = await preparePortrait({ bytes: sideways });
    expect([portrait.width, portrait.height]).toEqual([375, 500]);
    expect(portrait.live.frame.axisX).toBeGreaterThan(0.95);
  });

  it('draws its own without a detector', async () => {
    const own = await prepareDefaultPortrait();
    expect(own.live.contours.sourceGap).toBe(0);
    expect(own.faces).toBe(1);
  });

  it('says that there is no face', async () => {
    const blank = sharp({ create: { width: 300, height: 300, channels: 3, background: '#88aacc' } });
    await expect(preparePortrait({ bytes: await blank.png().toBuffer() })).rejects.toMatchObject({
      code: 'no_face_found',
    });
  });

  it('refuses what cannot be a portrait, each with its own code', async () => {
    const jpeg = await sharp({ create: { width: 600, height: 600, channels: 3, background: '#8ac' } })
      .jpeg()
      .toBuffer();
    const code = (bytes: Uint8Array): Promise<unknown> =>
      preparePortrait({ bytes }).then(
        () => 'accepted',
        (error: { code?: string }) => error.code,
      );
    expect(await code(new Uint8Array())).toBe('empty_file');
    expect(await code(Buffer.from('this is no picture'))).toBe('unreadable_image');
    expect(await code(jpeg.subarray(0, jpeg.length / 2))).toBe('unreadable_image');
    expect(await code(await animatedGif())).toBe('unreadable_image');
    expect(await code(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'))).toBe(
      'unreadable_image',
    );
    expect(await code(bomb(30_000))).toBe('image_too_large');
  });

  it('puts a transparent picture on white', async () => {
    const clear = { r: 0, g: 0, b: 0, alpha: 0 };
    const png = await sharp({ create: { width: 8, height: 8, channels: 4, background: clear } })
      .png()
      .toBuffer();
    const { rgba } = await (await UploadedImage.open(png)).whole(8);
    expect([...rgba.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
  });
});
