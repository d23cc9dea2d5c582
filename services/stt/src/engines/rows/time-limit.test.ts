import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TimeLimit } from './time-limit.js';

describe('the time that recognising may take', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is a minute and thirty times the audio, and then an error that says so', () => {
    const limit = new TimeLimit(1_000.5, new AbortController().signal);
    vi.advanceTimersByTime(90_000);
    expect(limit.signal.aborted).toBe(false);
    vi.advanceTimersByTime(100);
    expect(limit.signal.aborted).toBe(true);
    expect(limit.explain(new Error('cancelled'))).toMatchObject({ code: 'engine_timeout' });
  });

  it('ends with the caller, whose error stays what it is', () => {
    const caller = new AbortController();
    const limit = new TimeLimit(0, caller.signal);
    caller.abort();
    expect(limit.signal.aborted).toBe(true);
    const error = new Error('cancelled');
    expect(limit.explain(error)).toBe(error);
  });

  it('leaves nothing behind', () => {
    const caller = new AbortController();
    const limit = new TimeLimit(0, caller.signal);
    limit.end();
    expect(vi.getTimerCount()).toBe(0);
    caller.abort();
    expect(limit.signal.aborted).toBe(false);
  });
});
