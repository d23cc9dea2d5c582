import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { toI420 } from './i420.js';
import type { RgbPicture } from './picture.js';

/** Blocks of 2 x 2 equal pixels in many colours, so that no scaler's filter matters. */
function colorBlocks(side: number): RgbPicture {
  const rgb = new Uint8Array(side * side * 3);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const block = Math.floor((pixel % side) / 2) + Math.floor(pixel / side / 2) * (side / 2);
    rgb.set([(block * 37) % 256, (block * 101 + 50) % 256, (block * 211 + 128) % 256], pixel * 3);
  }
  return { rgb, width: side, height: side };
}

function single(r: number, g: number, b: number): number[] {
  return [...toI420({ rgb: Uint8Array.from([r, g, b, r, g, b, r, g, b, r, g, b]), width: 2, height: 2 })];
}

describe('I420', () => {
  it('has the values of the standard for pure colours', () => {
    expect(single(0, 0, 0)).toEqual([16, 16, 16, 16, 128, 128]);
    expect(single(255, 255, 255)).toEqual([235, 235, 235, 235, 128, 128]);
    expect(single(255, 0, 0)).toEqual([82, 82, 82, 82, 90, 240]);
    expect(single(0, 255, 0)).toEqual([144, 144, 144, 144, 54, 34]);
    expect(single(0, 0, 255)).toEqual([41, 41, 41, 41, 240, 110]);
  });

  it('is within 1 of BT.601 in floating point, for every pixel and every colour', () => {
    const picture = colorBlocks(128);
    const planes = toI420(picture);
    let most = 0;
    for (let block = 0; block < 64 * 64; block++) {
      const [row, column] = [2 * Math.floor(block / 64), 2 * (block % 64)];
      const at = (row * 128 + column) * 3;
      const [r = 0, g = 0, b = 0] = picture.rgb.subarray(at, at + 3);
      const luminance = 0.299 * r + 0.587 * g + 0.114 * b;
      const expected = [
        16 + (219 * luminance) / 255,
        128 + (224 * (b - luminance)) / (1.772 * 255),
        128 + (224 * (r - luminance)) / (1.402 * 255),
      ];
      const ours = [planes[row * 128 + column], planes[128 * 128 + block], planes[128 * 160 + block]];
      for (const [i, value] of expected.entries()) most = Math.max(most, Math.abs((ours[i] ?? 0) - value));
    }
    expect(most).toBeLessThan(1);
  });

  it('takes the mean of four pixels for a colour', () => {
    const rgb = Uint8Array.from([255, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 255]);
    const [, , , , u = 0, v = 0] = toI420({ rgb, width: 2, height: 2 });
    const mean = single(128, 64, 128);
    expect(Math.abs(u - (mean[4] ?? 0))).toBeLessThanOrEqual(1);
    expect(Math.abs(v - (mean[5] ?? 0))).toBeLessThanOrEqual(1);
  });

  it('is the same from RGBA, and into planes that are there', () => {
    const { rgb, width, height } = colorBlocks(16);
    const rgba = new Uint8Array(width * height * 4).fill(255);
    for (let pixel = 0; pixel < width * height; pixel++)
      rgba.set(rgb.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
    const into = new Uint8Array((width * height * 3) / 2);
    expect(toI420({ rgba, width, height }, into)).toBe(into);
    expect(into).toEqual(toI420({ rgb, width, height }));
    expect(() => toI420({ rgb, width: 3, height: 2 })).toThrow(RangeError);
    expect(() => toI420({ rgb, width, height }, new Uint8Array(3))).toThrow(RangeError);
  });

  it.skipIf(spawnSync('ffmpeg', ['-version']).status !== 0)('is within 2 of what ffmpeg makes', () => {
    const picture = colorBlocks(128);
    const raw = ['-f', 'rawvideo', '-pix_fmt'];
    const args = ['-v', 'error', ...raw, 'rgb24', '-s', '128x128', '-i', '-'];
    const { stdout } = spawnSync(
      'ffmpeg',
      [...args, '-sws_flags', 'area+accurate_rnd', ...raw, 'yuv420p', '-'],
      {
        input: picture.rgb,
      },
    );
    const ours = toI420(picture);
    expect(stdout.length).toBe(ours.length);
    expect(
      ours.reduce((most, value, i) => Math.max(most, Math.abs(value - (stdout[i] ?? 0))), 0),
    ).toBeLessThanOrEqual(2);
  });
});
