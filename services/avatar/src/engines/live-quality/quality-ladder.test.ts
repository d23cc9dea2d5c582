import { describe, expect, it } from 'vitest';
import { QualityLadder } from './quality-ladder.js';

const all = ['direct', 'bank', 'mesh'] as const;

function measuredLadder(costs: { direct: number; bank: number; mesh: number }): QualityLadder {
  const ladder = new QualityLadder(40);
  for (const quality of all) ladder.measured(quality, costs[quality]);
  return ladder;
}

describe('the quality ladder', () => {
  it('draws directly where the network is quick enough', () => {
    expect(measuredLadder({ direct: 12, bank: 6, mesh: 5 }).choose(all, 1, 0)).toBe('direct');
  });

  it('takes the bank where the network is too slow, the mesh while there is no bank', () => {
    const ladder = measuredLadder({ direct: 6_000, bank: 6, mesh: 5 });
    expect(ladder.choose(all, 1, 0)).toBe('bank');
    expect(ladder.choose(['mesh'], 1, 40)).toBe('mesh');
    expect(ladder.choose(['bank', 'mesh'], 1, 80)).toBe('bank');
  });

  it('comes down from a bank that is too slow, where the network is not to be had', () => {
    const ladder = new QualityLadder(40);
    const seen = new Set<string>();
    for (let nowMs = 0; nowMs < 20_000; nowMs += 40) {
      const quality = ladder.choose(['bank', 'mesh'], 1, nowMs);
      ladder.measured(quality, quality === 'bank' ? 100 : 5);
      if (nowMs > 1_000) seen.add(quality);
    }
    expect([...seen]).toEqual(['mesh']);
  });

  it('comes down at once when sessions join, and climbs only after a calm time', () => {
    const ladder = measuredLadder({ direct: 20, bank: 6, mesh: 5 });
    expect(ladder.choose(all, 1, 0)).toBe('direct');
    expect(ladder.choose(all, 2, 40)).toBe('bank');
    expect(ladder.choose(all, 1, 80)).toBe('bank');
    expect(ladder.choose(all, 1, 2_000)).toBe('bank');
    expect(ladder.choose(all, 1, 2_080)).toBe('direct');
  });

  it('does not swing where two sessions are just too many', () => {
    const ladder = measuredLadder({ direct: 15, bank: 6, mesh: 5 });
    const seen = new Set<string>();
    for (let nowMs = 0; nowMs < 60_000; nowMs += 40) {
      ladder.measured('direct', nowMs % 400 === 0 ? 25 : 15);
      if (nowMs > 4_000) seen.add(ladder.choose(all, 2, nowMs));
      else ladder.choose(all, 2, nowMs);
    }
    expect([...seen]).toHaveLength(1);
  });

  it('notices a network that slows down under way', () => {
    const ladder = measuredLadder({ direct: 12, bank: 6, mesh: 5 });
    let frames = 0;
    while (ladder.choose(all, 1, frames * 40) === 'direct' && frames < 1_000) {
      ladder.measured('direct', 80);
      frames += 1;
    }
    expect(frames).toBeGreaterThan(2);
    expect(frames).toBeLessThan(25);
  });

  it('tries a rung again that was left in a busy moment, ever more seldom, and never a hopeless one', () => {
    const tries = (directMs: number): number => {
      const ladder = measuredLadder({ direct: directMs, bank: 6, mesh: 5 });
      let count = 0;
      for (let nowMs = 0; nowMs < 1_200_000; nowMs += 40) {
        if (ladder.choose(all, 1, nowMs) !== 'direct') continue;
        count += 1;
        ladder.measured('direct', directMs);
      }
      return count;
    };
    expect(tries(60)).toBeGreaterThan(2);
    expect(tries(60)).toBeLessThan(12);
    expect(tries(6_000)).toBe(0);
  });
});
