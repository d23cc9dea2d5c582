import { frameSize } from '@parley/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FaceRenderer } from '../mesh-warp/face-renderer.js';
import { prepareDefaultPortrait } from '../mesh-warp/prepared-portrait.js';
import { clipMotions } from '../motion/clip-motions.js';
import { restingFace } from '../motion/face-motion.js';
import type { FaceMotion } from '../motion/face-motion.js';
import { visemeShapes } from '../motion/viseme-shapes.js';
import { VisemeTrack } from '../motion/viseme-track.js';
import { rgbOf } from '../picture/picture.js';
import { decodeBank, encodeBank } from './bank-file.js';
import { bankPlan } from './bank-plan.js';
import { BankRenderer } from './bank-renderer.js';
import type { FaceBank } from './face-bank.js';
import { bankOfMesh, meshPicture } from './testing/mesh-pictures.js';

let mesh: FaceRenderer;
let bank: FaceBank;
let renderer: BankRenderer;
let file: Uint8Array;

beforeAll(async () => {
  ({ live: mesh } = await prepareDefaultPortrait());
  bank = bankOfMesh(mesh);
  renderer = await BankRenderer.open(bank);
  file = encodeBank(bank);
}, 180_000);

function draw(motion: Partial<FaceMotion>, by = renderer): Uint8Array {
  const rgba = new Uint8Array(4 * frameSize * frameSize);
  by.draw({ ...restingFace, ...motion }, rgba);
  return rgbOf({ rgba, width: frameSize, height: frameSize }).rgb;
}

/** Of the face with its hair and neck, in decibels. */
function psnr(a: Uint8Array, b: Uint8Array): number {
  const { origin, size } = mesh.frame;
  const [left, right] = [origin[0] - 1.2 * size, origin[0] + 1.2 * size].map(Math.round);
  const [top, bottom] = [origin[1] - 2 * size, origin[1] + 1.5 * size].map(Math.round);
  let [squares, count] = [0, 0];
  for (let y = Math.max(0, top ?? 0); y < Math.min(frameSize, bottom ?? 0); y++) {
    for (let x = left ?? 0; x < (right ?? 0); x++) {
      for (let k = 0; k < 3; k++, count++) {
        const i = 3 * (y * frameSize + x) + k;
        squares += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
      }
    }
  }
  return 10 * Math.log10((255 * 255 * count) / Math.max(1, squares));
}

const meanDifference = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;

const against = (motion: Partial<FaceMotion>): number =>
  psnr(draw(motion), meshPicture(mesh, { ...restingFace, ...motion }));

describe('a bank of a face whose every motion is known', () => {
  it('shows its own pictures', () => {
    const psnrs = Object.fromEntries(bankPlan.map(({ name, motion }) => [name, against(motion)]));
    for (const [name, value] of Object.entries(psnrs)) expect(value, name).toBeGreaterThan(32);
    const mean = Object.values(psnrs).reduce((sum, value) => sum + value, 0) / bankPlan.length;
    expect(mean).toBeGreaterThan(36);
  });

  it.each([
    ['a jaw between two pictures', { jawOpen: 0.45 }, 30],
    ['a jaw that only begins to open', { jawOpen: 0.06 }, 32],
    ['a', visemeShapes.aa.pose, 28],
    ['o', visemeShapes.oh.pose, 28],
    ['i', visemeShapes.ih.pose, 27],
    ['f', visemeShapes.FF.pose, 28],
    ['half a blink', { eyesClosed: 0.5 }, 29],
    ['a turn', { yaw: 5, pitch: 3, roll: 2, breath: 1 }, 27],
    ['a smile with an open mouth', { lipCornerUp: 0.5, mouthWide: 0.2, jawOpen: 0.3, squint: 0.3 }, 26],
  ])('draws %s near enough to the truth', (_what, motion, least) => {
    expect(against(motion)).toBeGreaterThan(least);
    expect(against(motion)).toBeGreaterThan(psnr(draw({}), meshPicture(mesh, { ...restingFace, ...motion })));
  });

  it('shuts one eye alone', () => {
    const [rest, wink, shut] = [draw({}), draw({ winkLeft: 1 }), draw({ eyesClosed: 1 })];
    const half = (picture: Uint8Array, left: boolean): Uint8Array =>
      picture.filter((_, i) => Math.floor(i / 3) % frameSize < mesh.frame.origin[0] === left);
    expect(meanDifference(half(wink, true), half(shut, true))).toBeLessThan(0.05);
    expect(meanDifference(half(wink, false), half(rest, false))).toBeLessThan(0.05);
  });

  it('never jumps between two frames of a speaking face', () => {
    const visemes = Object.keys(visemeShapes) as (keyof typeof visemeShapes)[];
    const speech = new VisemeTrack(visemes.map((viseme, i) => ({ viseme, timeMs: i * 90, durationMs: 90 })));
    const motions = [...clipMotions({ speech, durationMs: 1600, seed: 11 })];
    const jumps = (frames: Uint8Array[]): number[] =>
      frames.slice(1).map((frame, i) => meanDifference(frame, frames[i] ?? frame));
    const drawn = jumps(motions.map((motion) => draw(motion)));
    const truth = jumps(motions.map((motion) => meshPicture(mesh, motion)));
    // A jump would show as a frame that changes far more than the face itself does then.
    for (const [i, jump] of drawn.entries())
      expect(jump, String(i)).toBeLessThan(1.25 * (truth[i] ?? 0) + 0.3);
  });

  it('changes little where the motion changes little, also past its pictures’ own motions', () => {
    const step = 0.004;
    for (const { motion } of bankPlan) {
      for (const channel of ['jawOpen', 'mouthRound', 'eyesClosed', 'yaw'] as const) {
        const by = channel === 'yaw' ? 12 * step : step;
        const [before, after] = [-by, by].map((change) =>
          draw({ ...motion, [channel]: motion[channel] + change }),
        );
        // Less than a hundredth of the channel's way: rounding apart, less than a hundredth of the picture's change.
        expect(meanDifference(before ?? file, after ?? file)).toBeLessThan(0.6);
      }
    }
  }, 60_000);

  it('keeps within its memory', () => {
    expect(renderer.bytes).toBeLessThan(16e6);
  });
});

describe('a bank as a file', () => {
  const changed = (at: number, value: number): Uint8Array => {
    const copy = file.slice();
    copy[at] = value;
    return copy;
  };

  it('is a few megabytes', () => {
    expect(file.byteLength).toBeLessThan(4e6);
  });

  it('draws the same after it was read back', async () => {
    const read = await decodeBank(file);
    expect(Buffer.compare(read.texture, bank.texture)).toBe(0);
    for (const [i, { rgb }] of read.patches.entries())
      expect(Buffer.compare(rgb, bank.patches[i]?.rgb ?? new Uint8Array())).toBe(0);
    // Shapes are kept in steps of 1/64 pixel.
    const motion = { jawOpen: 0.4, mouthRound: 0.3, eyesClosed: 0.5, yaw: 4, roll: 2, breath: 1 };
    expect(psnr(draw(motion, await BankRenderer.open(read)), draw(motion))).toBeGreaterThan(45);
  });

  it.each([
    ['is empty', () => new Uint8Array()],
    ['is something else', () => Buffer.from('a picture, perhaps'.repeat(100))],
    ['is cut off', () => file.subarray(0, file.length / 2)],
    ['is longer than it was', () => Buffer.concat([file, Buffer.alloc(1)])],
    ['has another format', () => changed(4, 99)],
    ['has another plan', () => changed(8, 99)],
    ['says that the face lies elsewhere', () => changed(20, (file[20] ?? 0) ^ 1)],
    ['has one wrong byte', () => changed(file.length - 5, (file.at(-5) ?? 0) ^ 1)],
  ])('is refused where it %s', async (_what, damaged) => {
    await expect(decodeBank(damaged())).rejects.toMatchObject({ code: 'unreadable_bank' });
  });
});
