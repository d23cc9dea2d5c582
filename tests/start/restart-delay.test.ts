import { expect, it } from 'vitest';

import { restartDelayMs } from '../../infra/start/restart-delay.mjs';

it('doubles from 250 ms to 10 s while a program keeps ending', () => {
  const delays = [0, 0, 0, 0, 0, 0, 0, 0].reduce<number[]>(
    (seen) => [...seen, restartDelayMs(seen.at(-1) ?? 0, 100)],
    [],
  );
  expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

it('begins anew after a run of 30 s', () => {
  expect(restartDelayMs(10_000, 9_999)).toBe(10_000);
  expect(restartDelayMs(10_000, 10_000)).toBe(250);
});
