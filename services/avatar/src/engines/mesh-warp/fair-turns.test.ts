import { describe, expect, it } from 'vitest';
import { FairTurns } from './fair-turns.js';

const settle = async (rounds: number): Promise<void> => {
  for (let i = 0; i < rounds; i++) await new Promise(setImmediate);
};

describe('turns', () => {
  it('go round, whoever asked for more', async () => {
    const turns = new FairTurns();
    const order: string[] = [];
    const ask = (party: string): Promise<number> => turns.take(party, () => order.push(party));
    const all = [...'aaaaaaaa'].map(ask);
    all.push(ask('b'), ask('c'), ask('b'), ask('c'));
    await Promise.all(all);
    expect(order.join('')).toBe('aabcabcaaaaa');
  });

  it('hear a newcomer between two pieces of work', async () => {
    const turns = new FairTurns();
    const order: string[] = [];
    const greedy = Array.from({ length: 6 }, () => turns.take('greedy', () => order.push('greedy')));
    await settle(1);
    await turns.take('new', () => order.push('new'));
    await Promise.all(greedy);
    expect(order.indexOf('new')).toBeLessThanOrEqual(3);
  });

  it('are given up by who is told to, and refused to who has too many', async () => {
    const turns = new FairTurns();
    const abort = new AbortController();
    const order: string[] = [];
    const first = turns.take('a', () => order.push('first'));
    const second = turns.take('a', () => order.push('second'), abort.signal);
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    const many = Array.from({ length: 12 }, () => turns.take('a', () => order.push('many')));
    const refused = (await Promise.allSettled(many)).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ reason: { code: 'at_capacity' } });
    await first;
    expect(order).not.toContain('second');
    expect(await turns.take('b', () => 1)).toBe(1);
  });

  it('go on after work that fails', async () => {
    const turns = new FairTurns();
    const fails = turns.take('a', () => {
      throw new Error('a failure');
    });
    await expect(fails).rejects.toThrow('a failure');
    expect(await turns.take('a', () => 2)).toBe(2);
  });
});
