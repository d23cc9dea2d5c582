import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sliderNames, sliders } from './coefficient-tables.js';

const fixture = new URL(
  '../../../../../../tests/fixtures/liveportrait-expressions/deltas.json',
  import.meta.url,
);
const rows = z
  .array(z.object({ sliders: z.record(z.string(), z.number()), delta: z.array(z.number()).length(63) }))
  .parse(JSON.parse(readFileSync(fixture, 'utf8')));

describe('the coefficients of LivePortrait’s sliders', () => {
  it('add to a face what LivePortrait’s own editor adds', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const { sliders: values, delta } of rows) {
      const ours = new Float64Array(63);
      for (const slider of sliderNames) {
        for (const [keypoint, axis, perUnit] of sliders[slider]) {
          const at = 3 * keypoint + axis;
          ours[at] = (ours[at] ?? 0) + perUnit * (values[slider] ?? 0);
        }
      }
      const furthest = Math.max(...delta.map((value, i) => Math.abs(value - (ours[i] ?? 0))));
      expect(furthest, JSON.stringify(values)).toBeLessThan(1e-8);
    }
  });
});
