import type { LiveServerEvent } from '@parley/contracts';
import { describe, expect, it } from 'vitest';
import { LiveStatus } from './live-status.js';

const calm = {
  backPressure: 0,
  tailMs: 0,
  oldestWaitMs: 0,
  cooldownMs: 500,
  interimPaused: false,
  droppedMs: 0,
} as const;

describe('live status', () => {
  it('is told once, and again when something changed', () => {
    const told: LiveServerEvent[] = [];
    let nowMs = 0;
    const status = new LiveStatus(
      (event) => told.push(event),
      () => (nowMs += 1_000),
    );
    const loads = [
      calm,
      { ...calm, tailMs: 900 },
      { ...calm, cooldownMs: 600 },
      { ...calm, cooldownMs: 900 },
      { ...calm, cooldownMs: 900, droppedMs: 40.4 },
      { ...calm, cooldownMs: 900, droppedMs: 40.4, interimPaused: true, oldestWaitMs: 5_000, tailMs: 6_054 },
    ];
    for (const load of loads) status.update(load);
    expect(told).toEqual([
      {
        event: 'status',
        backpressure: false,
        backpressure_level: 0,
        cooldown_ms: 500,
        tail_s: 0,
        interim_paused: false,
        dropped_ms: 0,
      },
      {
        event: 'status',
        backpressure: false,
        backpressure_level: 0,
        cooldown_ms: 900,
        tail_s: 0,
        interim_paused: false,
        dropped_ms: 0,
      },
      {
        event: 'status',
        backpressure: false,
        backpressure_level: 0,
        cooldown_ms: 900,
        tail_s: 0,
        interim_paused: false,
        dropped_ms: 40,
      },
      {
        event: 'status',
        backpressure: true,
        backpressure_level: 0,
        cooldown_ms: 900,
        tail_s: 6.05,
        interim_paused: true,
        dropped_ms: 40,
      },
    ]);
  });

  it('is not told more often than four times a second', () => {
    let count = 0;
    let nowMs = 0;
    const status = new LiveStatus(
      () => (count += 1),
      () => nowMs,
    );
    for (; nowMs < 1_000; nowMs += 10) status.update({ ...calm, droppedMs: nowMs });
    expect(count).toBe(4);
  });
});
