import { existsSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { UploadedImage } from '../picture/decode-image.js';
import type { RgbPicture } from '../picture/picture.js';
import { EmbeddedFinder } from './embedded-finder.js';
import { boxAround, overlapOf } from './face-finder.js';
import { faceFrame } from './face-frame.js';
import { faceInBox } from './face-template.js';
import type { Landmarks } from './landmarks.js';
import { landmarkCount } from './landmarks.js';
import { findPortraitFace } from './portrait-face.js';

const portraits = new URL('../../../../../../shared/data/portraits/', import.meta.url);
const people = ['s0', 's3', 's12'] as const;
const finder = new EmbeddedFinder();
const seconds = 60_000;

const photograph = (name: string): Sharp => sharp(readFileSync(new URL(`${name}.jpg`, portraits)));

async function pictureOf(image: Sharp): Promise<RgbPicture> {
  return (await UploadedImage.open(await image.png({ compressionLevel: 1 }).toBuffer())).wholeRgb(1280);
}

function rollOf(landmarks: Landmarks): number {
  const { axisX, axisY } = faceFrame(landmarks);
  return (Math.atan2(axisY, axisX) * 180) / Math.PI;
}

const smiley = sharp(
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400">
    <rect width="400" height="400" fill="#fff"/><circle cx="200" cy="200" r="120" fill="#fd0"/>
    <circle cx="160" cy="170" r="14"/><circle cx="240" cy="170" r="14"/>
    <path d="M140 240 Q200 300 260 240" fill="none" stroke="#000" stroke-width="8"/></svg>`),
);

describe.skipIf(!existsSync(portraits))('portraits that are not as they should be', () => {
  it(
    'a face at any roll is found where it is, and its roll is right',
    async () => {
      for (const name of people) {
        const upright = await findPortraitFace(await pictureOf(photograph(name)), { finder });
        const [roll, { size }] = [rollOf(upright.guess.landmarks), faceFrame(upright.guess.landmarks)];
        for (const turn of [80, -130]) {
          const turned = photograph(name).rotate(turn, { background: '#888' });
          const { guess, faces } = await findPortraitFace(await pictureOf(turned), { finder });
          const off = ((rollOf(guess.landmarks) - roll - turn + 900) % 360) - 180;
          expect(faces, `${name} at ${turn}`).toBe(1);
          expect(Math.abs(off), `${name} at ${turn}: roll`).toBeLessThan(6);
          expect(faceFrame(guess.landmarks).size / size, `${name} at ${turn}: size`).toBeGreaterThan(0.85);
          expect(faceFrame(guess.landmarks).size / size, `${name} at ${turn}: size`).toBeLessThan(1.2);
        }
      }
    },
    seconds,
  );

  it(
    'of several faces the largest is taken, and the others are told',
    async () => {
      const [one, other] = [photograph('s12').resize(300, 400), photograph('s3').resize(300, 388)];
      const both = sharp({ create: { width: 700, height: 400, channels: 3, background: '#777' } }).composite([
        { input: await one.png().toBuffer(), left: 0, top: 0 },
        { input: await other.png().toBuffer(), left: 380, top: 0 },
      ]);
      const picture = await pictureOf(both);
      const { guess, faces } = await findPortraitFace(picture, { finder });
      expect(faces).toBe(2);
      expect(faceFrame(guess.landmarks).origin[0]).toBeLessThan(300);
      const box = { left: 380 + 115, top: 60, width: 70, height: 80 };
      const marked = await findPortraitFace(picture, { finder, box });
      expect(faceFrame(marked.guess.landmarks).origin[0]).toBeGreaterThan(480);
    },
    seconds,
  );

  it(
    'a face that the border cuts is found, or refused, but breaks nothing',
    async () => {
      const whole = await findPortraitFace(await pictureOf(photograph('s12')), { finder });
      const { left, top, width, height } = boxAround(whole.guess.landmarks);
      const middle = { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
      for (const part of [
        { left: 0, top: 0, width: middle.x + Math.round(width / 4), height: 500 },
        { left: middle.x, top: 0, width: 375 - middle.x, height: 500 },
        { left: 0, top: middle.y - Math.round(height / 4), width: 375, height: 300 },
        { left: 0, top: 0, width: 375, height: middle.y },
      ]) {
        const found = await findPortraitFace(await pictureOf(photograph('s12').extract(part)), {
          finder,
        }).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'no_face_found' });
        });
        for (const [x, y] of found?.guess.landmarks ?? []) {
          expect(Math.abs(x) + Math.abs(y)).toBeLessThan(2000);
        }
      }
    },
    seconds,
  );

  it(
    'a blurred and a tiny face are found or refused',
    async () => {
      for (const side of [8, 24, 60]) {
        const small = photograph('s12').resize(side);
        const outcome = await findPortraitFace(await pictureOf(small), { finder }).then(
          ({ guess }) => guess.landmarks.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y)),
          (error: { code?: string }) => error.code,
        );
        expect([true, 'no_face_found']).toContain(outcome);
      }
    },
    seconds,
  );
});

describe('pictures without a face that the embedded finder knows', () => {
  it(
    'are refused, with the advice to mark the face',
    async () => {
      await expect(findPortraitFace(await pictureOf(smiley), { finder })).rejects.toMatchObject({
        code: 'no_face_found',
        message: expect.stringContaining('box'),
      });
    },
    seconds,
  );

  it(
    'are taken with a box, whose face then looks straight ahead',
    async () => {
      const box = { left: 80, top: 90, width: 240, height: 230 };
      const { guess, faces } = await findPortraitFace(await pictureOf(smiley), { finder, box });
      expect(faces).toBe(1);
      expect(guess.landmarks.length).toBe(landmarkCount);
      expect(overlapOf(boxAround(guess.landmarks), box)).toBeGreaterThan(0.3);
    },
    seconds,
  );

  it('are refused where the box is not in the picture, or of no size', async () => {
    const picture = await pictureOf(smiley);
    for (const box of [
      { left: 500, top: 90, width: 240, height: 230 },
      { left: -300, top: 90, width: 320, height: 230 },
      { left: 80, top: 90, width: 0, height: 230 },
      { left: 80, top: 90, width: -40, height: 230 },
      { left: 80, top: 90, width: 15, height: 230 },
      { left: Number.NaN, top: 90, width: 100, height: 230 },
      { left: 80, top: 90, width: Number.POSITIVE_INFINITY, height: 230 },
    ]) {
      await expect(findPortraitFace(picture, { finder, box })).rejects.toMatchObject({
        code: 'invalid_parameter',
        param: 'face',
      });
    }
  });

  it('have a face in their box that is one: eyes above the mouth, the same on both sides', () => {
    const face = faceInBox({ left: 100, top: 50, width: 200, height: 240 });
    expect(face.length).toBe(landmarkCount);
    const { origin, axisX } = faceFrame(face);
    expect(axisX).toBeCloseTo(1, 6);
    expect(origin[0]).toBeCloseTo(200, 6);
    const { left, top, width, height } = boxAround(face);
    expect(left).toBeGreaterThan(100);
    expect(top).toBeGreaterThan(50);
    expect(left + width).toBeLessThan(300);
    expect(top + height).toBeLessThanOrEqual(290);
  });
});
