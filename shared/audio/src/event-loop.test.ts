import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { EventLoopSharer } from './event-loop.js';

function workMs(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('EventLoopSharer', () => {
  it('goes on at once while the piece is short', async () => {
    let turned = false;
    setImmediate(() => (turned = true));
    await new EventLoopSharer().breathe();
    expect(turned).toBe(false);
  });

  it('gives each of many a turn of its own', async () => {
    const sharers = Array.from({ length: 5 }, () => new EventLoopSharer());
    workMs(10);
    let turn = 0;
    const turnsTaken: number[] = [];
    const breathing = sharers.map(async (sharer) => {
      await sharer.breathe();
      turnsTaken.push(turn);
    });
    while (turnsTaken.length < sharers.length) {
      await nextTurn();
      turn++;
    }
    await Promise.all(breathing);
    expect(new Set(turnsTaken).size).toBe(sharers.length);
  });
});
