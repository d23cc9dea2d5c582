import { afterEach, describe, expect, it, vi } from 'vitest';
import { EngineProcess } from './engine-process.js';
import type { EngineProcessEvent, EngineProcessOptions } from './engine-process-types.js';
import type { CountingProtocol } from './testing/counting-process.js';

type Options = Partial<EngineProcessOptions<{ broken: boolean }>>;

describe('an engine process', () => {
  let engine: EngineProcess<{ broken: boolean }, CountingProtocol>;
  let events: EngineProcessEvent[];

  async function start(options: Options = {}) {
    events = [];
    engine = new EngineProcess({
      name: 'counting',
      entry: new URL('./testing/counting-process.ts', import.meta.url),
      load: { broken: false },
      onEvent: (event) => events.push(event),
      ...options,
    });
    await engine.start();
  }

  afterEach(() => engine.stop());

  it('answers a call and streams more chunks than its window', async () => {
    await start();
    expect(await engine.call('count', { upTo: 3, everyMs: 0 })).toBe(3);
    const seen: number[] = [];
    for await (const n of engine.stream('count', { upTo: 500, everyMs: 0 })) seen.push(n ?? 0);
    expect(seen).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    expect(engine.status()).toMatchObject({ state: 'ready', restarts: 0 });
  });

  it('hides the details of an unforeseen failure and goes on', async () => {
    await start();
    const failure = engine.call('fail', undefined);
    await expect(failure).rejects.toMatchObject({ code: 'engine_failed' });
    await expect(failure).rejects.not.toThrow(/secret/);
    expect(await engine.call('count', { upTo: 1, everyMs: 0 })).toBe(1);
  });

  it('comes back after a crash, and rejects what was under way', async () => {
    await start();
    const other = engine.call('count', { upTo: 1_000, everyMs: 50 });
    const rejected = expect(other).rejects.toMatchObject({ code: 'engine_failed' });
    await expect(engine.call('die', undefined)).rejects.toMatchObject({ code: 'engine_failed' });
    await rejected;
    await vi.waitFor(() => expect(engine.status().state).toBe('ready'), { timeout: 10_000 });
    expect(engine.status().restarts).toBe(1);
    expect(await engine.call('count', { upTo: 2, everyMs: 0 })).toBe(2);
  });

  it('outlives calls to a process whose end it has not heard of', async () => {
    await start();
    const pid = engine.status().pid;
    if (pid === undefined) throw new Error('The engine has no process.');
    process.kill(pid, 'SIGKILL');
    // The event loop stands still until the process is gone.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    const calls = Array.from({ length: 8 }, () => engine.call('count', { upTo: 1, everyMs: 0 }));
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: 'rejected', reason: { code: 'engine_failed' } });
    }
    await vi.waitFor(() => expect(engine.status().state).toBe('ready'), { timeout: 10_000 });
  });

  it('cancels between steps without losing the process', async () => {
    await start();
    const pid = engine.status().pid;
    const abort = new AbortController();
    const call = engine.call('count', { upTo: 10_000, everyMs: 20 }, abort.signal);
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(await engine.call('count', { upTo: 1, everyMs: 0 })).toBe(1);
    expect(engine.status().pid).toBe(pid);
  });

  it('kills a process that hangs, and comes back', async () => {
    await start({ callTimeoutMs: 200, cancelGraceMs: 200 });
    await expect(engine.call('hang', undefined)).rejects.toMatchObject({ code: 'engine_timeout' });
    await vi.waitFor(() => expect(events.some(({ type }) => type === 'engine-killed')).toBe(true));
    await vi.waitFor(() => expect(engine.status()).toMatchObject({ state: 'ready', restarts: 1 }), {
      timeout: 10_000,
    });
  });

  it.each([
    ['is stopped', (pid: number) => process.kill(pid, 'SIGSTOP')],
    ['blocks and does nothing', () => void engine.call('sleep', undefined).catch(() => undefined)],
  ])('kills a process that %s within seconds, and comes back', async (_what, hang) => {
    await start({ hangAfterMs: 500 });
    // It answers once before it can be told to hang.
    expect(await engine.call('count', { upTo: 1, everyMs: 0 })).toBe(1);
    const { pid = 0 } = engine.status();
    const underWay = engine.call('count', { upTo: 1_000, everyMs: 50 });
    const rejected = expect(underWay).rejects.toMatchObject({ code: 'engine_failed' });
    hang(pid);
    await rejected;
    expect(events.find(({ type }) => type === 'engine-killed')).toMatchObject({
      reason: expect.stringContaining('neither answered nor worked'),
    });
    await vi.waitFor(() => expect(engine.status()).toMatchObject({ state: 'ready', restarts: 1 }), {
      timeout: 10_000,
    });
  });

  it('lets a process compute for longer than it may be silent', async () => {
    await start({ hangAfterMs: 300 });
    expect(await engine.call('compute', { forMs: 2_000 })).toBe('computed');
    expect(engine.status().restarts).toBe(0);
  });

  it('refuses more calls than it may hold', async () => {
    await start({ maxPendingCalls: 1 });
    const abort = new AbortController();
    const first = engine.call('count', { upTo: 10_000, everyMs: 20 }, abort.signal);
    await expect(engine.call('count', { upTo: 1, everyMs: 0 })).rejects.toMatchObject({
      code: 'at_capacity',
    });
    abort.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('says when it cannot load', async () => {
    await expect(start({ load: { broken: true } })).rejects.toMatchObject({ code: 'engine_failed' });
    expect(events[0]).toMatchObject({ type: 'engine-load-failed' });
  });
});
