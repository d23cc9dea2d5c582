import { expect, test } from 'vitest';
import { greatestDifference, referenceCases, type ValuesAt } from '../testing/fixture-bundle.js';
import { FrameStream } from './frame-stream.js';
import { LinearStretch } from './linear-stretch.js';

interface SpeedCase {
  speed: number;
  latents: ValuesAt;
  stretched: ValuesAt;
}

const { cases, values } = referenceCases<SpeedCase>('speed');

/** Everything that comes out when rows come in portions. */
function inPortions(
  rows: Float32Array,
  width: number,
  size: number,
  stage: Pick<LinearStretch, 'push' | 'finish'>,
) {
  const out: number[] = [];
  for (let at = 0; at < rows.length; at += size * width)
    out.push(...stage.push(rows.subarray(at, at + size * width)));
  out.push(...stage.finish());
  return Float32Array.from(out);
}

// torch copies rows where as many come out as came in; for a speed, that is not waited for.
const stretching = cases.filter(({ latents, stretched }) => latents.shape[0] !== stretched.shape[0]);

test.each(stretching)(
  'speed $speed stretches $latents.shape as the reference does',
  ({ speed, latents, stretched }) => {
    const width = latents.shape[1] ?? 0;
    for (const size of [1, 3, 1000]) {
      const found = inPortions(values(latents), width, size, new LinearStretch(width, 1 / speed));
      expect(greatestDifference(found, values(stretched))).toBeLessThan(1e-6);
    }
  },
);

test.each([0.6, 1, 1.7])('at speed %d, frames are the same however their latents come', (speed) => {
  const width = 3;
  const latents = Float32Array.from({ length: 203 * width }, (_, index) => Math.sin(index * index));
  const whole = inPortions(latents, width, 1000, new FrameStream(width, speed));
  for (const size of [1, 2, 9, 50]) {
    expect(inPortions(latents, width, size, new FrameStream(width, speed))).toEqual(whole);
  }
});

test('so many tokens make so many frames as the reference says', () => {
  const framesOf = (tokens: number) => inPortions(new Float32Array(tokens), 1, 7, new FrameStream(1)).length;
  expect([1, 2, 5, 10, 20, 40, 147, 602].map(framesOf)).toEqual([4, 8, 21, 43, 87, 174, 640, 2620]);
});
