import { expect, it } from 'vitest';
import { type Urgency, WorkTurns } from './work-turns.js';

it('does one piece of work at a time, the most urgent next', async () => {
  const turns = new WorkTurns();
  const done: string[] = [];
  let running = 0;
  const work = (urgency: Urgency, name: string): Promise<void> =>
    turns.take(urgency, async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise(setImmediate);
      running -= 1;
      done.push(name);
    });
  await Promise.all([
    work('bank', 'bank 1'),
    work('bank', 'bank 2'),
    work('clip', 'clip'),
    work('still', 'still 1'),
    work('frame', 'frame'),
    work('still', 'still 2'),
  ]);
  expect(done).toEqual(['bank 1', 'frame', 'still 1', 'still 2', 'clip', 'bank 2']);
});

it('goes on after work that failed, and leaves out what was cancelled', async () => {
  const turns = new WorkTurns();
  const cancelled = new AbortController();
  const failing = turns.take('still', async () => {
    throw new Error('no');
  });
  const waiting = turns.take('still', async () => 'never', cancelled.signal);
  const last = turns.take('still', async () => 'last');
  cancelled.abort();
  await expect(failing).rejects.toThrow('no');
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  expect(await last).toBe('last');
});

it('sends back what is too much', async () => {
  const turns = new WorkTurns();
  let end = (): void => undefined;
  const running = turns.take('still', () => new Promise<void>((resolve) => (end = resolve)));
  const waiting = Array.from({ length: 64 }, () => turns.take('still', async () => undefined));
  await expect(turns.take('still', async () => undefined)).rejects.toMatchObject({ code: 'at_capacity' });
  await expect(
    Promise.race([turns.take('frame', async () => undefined), Promise.resolve('waits')]),
  ).resolves.toBe('waits');
  end();
  await Promise.all([running, ...waiting]);
});
