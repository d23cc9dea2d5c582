import { beforeAll, describe, expect, it } from 'vitest';
import { restingFace } from '../motion/face-motion.js';
import { prepareDefaultPortrait } from '../mesh-warp/prepared-portrait.js';
import { decodeBank, encodeBank } from './bank-file.js';
import { BankRenderer } from './bank-renderer.js';
import type { FaceBank } from './face-bank.js';
import { bankOfMesh } from './testing/mesh-pictures.js';

let bank: FaceBank;
let file: Uint8Array;

beforeAll(async () => {
  bank = bankOfMesh((await prepareDefaultPortrait()).live);
  file = encodeBank(bank);
}, 120_000);

const changed = (at: number, value: number): Uint8Array => {
  const copy = file.slice();
  copy[at] = value;
  return copy;
};

describe('a bank as a file', () => {
  it('is a few megabytes', () => {
    expect(file.byteLength).toBeLessThan(4e6);
  });

  it('draws the same after it was read back', () => {
    const read = decodeBank(file);
    expect(Buffer.compare(read.texture, bank.texture)).toBe(0);
    for (const [i, { rgb }] of read.patches.entries())
      expect(Buffer.compare(rgb, bank.patches[i]?.rgb ?? new Uint8Array())).toBe(0);
    const motion = {
      ...restingFace,
      jawOpen: 0.4,
      mouthRound: 0.3,
      eyesClosed: 0.5,
      yaw: 4,
      roll: 2,
      breath: 1,
    };
    const [before, after] = [bank, read].map((each) => {
      const out = new Uint8Array(4 * 512 * 512);
      new BankRenderer(each).draw(motion, out);
      return out;
    });
    let most = 0;
    for (const [i, value] of (before ?? []).entries())
      most = Math.max(most, Math.abs(value - (after?.[i] ?? 0)));
    // Shapes are kept in steps of 1/64 pixel.
    expect(most).toBeLessThanOrEqual(12);
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
  ])('is refused where it %s', (_what, damaged) => {
    expect(() => decodeBank(damaged())).toThrow(expect.objectContaining({ code: 'unreadable_bank' }));
  });
});
