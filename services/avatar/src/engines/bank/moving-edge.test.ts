import { frameSize } from '@parley/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { restingFace } from '../motion/face-motion.js';
import { BankBuilder } from './bank-builder.js';
import { BankRenderer } from './bank-renderer.js';
import { mouthFrame, mouthPicture, openingAt } from './testing/drawn-mouth.js';

let renderer: BankRenderer;

beforeAll(async () => {
  const builder = new BankBuilder(mouthFrame);
  for (let node = builder.next; node; node = builder.next) {
    builder.add({ rgb: mouthPicture(node.motion), width: frameSize, height: frameSize });
  }
  renderer = await BankRenderer.open(builder.build());
}, 180_000);

/** Green, from above the lips to below the widest opening: dark inside, 88 and more on lips, 168 on skin. */
function column(jawOpen: number, x: number): number[] {
  const rgba = new Uint8Array(4 * frameSize * frameSize);
  renderer.draw({ ...restingFace, jawOpen }, rgba);
  return Array.from(
    { length: 90 },
    (_, i) => rgba[4 * ((mouthFrame.origin[1] - 20 + i) * frameSize + x) + 1] ?? 0,
  );
}

/** Places where a profile goes through `level`, in pixels below the line between the lips. */
function crossings(profile: readonly number[], level: number): number[] {
  return profile.slice(1).flatMap((value, i) => {
    const before = profile[i] ?? value;
    if (before < level === value < level) return [];
    return [i + (level - before) / (value - before) - 20];
  });
}

describe('the edge of a moving lip', () => {
  const jaws = [0.15, 0.2, 0.25, 0.35, 0.45, 0.5, 0.55, 0.7, 0.8, 0.9];

  it.each(jaws.flatMap((jaw) => [240, 256, 270].map((x) => [jaw, x] as const)))(
    'is one, sharp, and where it belongs: jaw %s at %s',
    (jaw, x) => {
      const profile = column(jaw, x);
      const edges = crossings(profile, 50);
      expect(edges).toHaveLength(2);
      expect(edges[0]).toBeGreaterThan(-2);
      expect(edges[0]).toBeLessThan(1.5);
      expect(Math.abs((edges[1] ?? 0) - openingAt(x, jaw))).toBeLessThan(2);
      // From dark to lip within a few pixels: two edges over one another would take longer.
      const [from, to] = [crossings(profile, 28)[1] ?? 0, crossings(profile, 75)[1] ?? 99];
      expect(to - from).toBeLessThan(6.5);
    },
  );
});
