import { expect, it } from 'vitest';
import { LiveDemand } from './live-demand.js';

it('counts the sessions that asked for frames lately', () => {
  const demand = new LiveDemand();
  expect(demand.sessions(0)).toBe(0);
  demand.frame('a', 0);
  demand.frame('a', 40);
  demand.frame('b', 50);
  expect(demand.sessions(60)).toBe(2);
  demand.frame('b', 1_045);
  expect(demand.sessions(1_045)).toBe(1);
  expect(demand.sessions(9_000)).toBe(0);
});
