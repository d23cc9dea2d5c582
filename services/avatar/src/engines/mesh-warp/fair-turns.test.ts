import { describe, expect, it } from 'vitest';
import { FairTurns } from './fair-turns.js';

const settle = async (rounds: number): Promise<void> => {
  for (let i = 0; i < rounds; i++) await new Promise(setImmediate);
};

describe('turns', () => {
  it('go round, whoever asked for more', async () => {
    const turns = new FairTurns();
    const order: string[] = [];
    const ask = (party: string): Promise<number> => turns.take({ name: party }, () => order.push(party));
    const all = [...'aaaaaaaa'].map(ask);
    all.push(ask('b'), ask('c'), ask('b'), ask('c'));
    await Promise.all(all);
    expect(order.join('')).toBe('aabcabcaaaaa');
  });

  it('hear a newcomer between two pieces of work', async () => {
    const turns = new FairTurns();
    const order: string[] = [];
    const greedy = Array.from({ length: 6 }, () =>
      turns.take({ name: 'greedy' }, () => order.push('greedy')),
    );
    await settle(1);
    await turns.take({ name: 'new' }, () => order.push('new'));
    await Promise.all(greedy);
    expect(order.indexOf('new')).toBeLessThanOrEqual(3);
  });

  it('are given up by who is told to, and refused to who has too many', async () => {
    const turns = new FairTurns();
    const abort = new AbortController();
    const order: string[] = [];
    const first = turns.take({ name: 'a' }, () => order.push('first'));
    const second = turns.take({ name: 'a' }, () => order.push('second'), abort.signal);
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    const many = Array.from({ length: 12 }, () => turns.take({ name: 'a' }, () => order.push('many')));
    const refused = (await Promise.allSettled(many)).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ reason: { code: 'at_capacity' } });
    await first;
    expect(order).not.toContain('second');
    expect(await turns.take({ name: 'b' }, () => 1)).toBe(1);
  });

  it('go on after work that fails', async () => {
    const turns = new FairTurns();
    const fails = turns.take({ name: 'a' }, () => {
      throw new Error('a failure');
    });
    await expect(fails).rejects.toThrow('a failure');
    expect(await turns.take({ name: 'a' }, () => 2)).toBe(2);
  });

  it('let the patient wait while others are there, but not for ever', async () => {
    const turns = new FairTurns();
    const order: string[] = [];
    const live = (name: string): Promise<number> => turns.take({ name }, () => order.push(name));
    const first = live('a');
    const clip = turns.take({ name: 'clip', patient: true }, () => order.push('clip'));
    await Promise.all([first, clip, live('b'), live('c'), live('d')]);
    expect(order.join(' ')).toBe('a b c d clip');

    order.length = 0;
    const done = new AbortController();
    const waits = turns.take({ name: 'clip', patient: true }, () => done.abort());
    const busy = async (name: string): Promise<void> => {
      for (let round = 0; round < 40 && !done.signal.aborted; round++)
        await Promise.all([live(name), live(name)]);
    };
    await Promise.all([busy('a'), busy('b'), busy('c'), waits]);
    expect(order.length).toBeLessThan(20);
  });
});
