import { describe, expect, it } from 'vitest';
import { ParleyError } from '@parley/contracts';
import type {
  EngineReadiness,
  EngineTranscript,
  SpeechToTextEngine,
} from '../engines/speech-to-text-engine.js';
import type { RecognitionKind } from './recognition-queue.js';
import { type RecognitionSchedulerOptions, RecognitionScheduler } from './recognition-scheduler.js';

const request = { language: 'en', task: 'transcribe', targetLanguage: 'en' } as const;
const transcript: EngineTranscript = { text: '', language: 'en', segments: [] };
const nextTurn = () => new Promise(setImmediate);

/** An engine whose calls end when the test says so; audio's length is its name. With `maxRows`, it takes rows together. */
function manualEngine(concurrency: number, maxRows?: number) {
  const running: { end: () => void; fail: (error: unknown) => void }[] = [];
  const started: number[] = [];
  const calls: number[][] = [];
  const state: { readiness: EngineReadiness } = { readiness: { ready: true } };
  const transcribe = (audio: Float32Array) =>
    new Promise<EngineTranscript>((resolve, reject) => {
      started.push(audio.length);
      running.push({ end: () => resolve(transcript), fail: reject });
    });
  const engine: SpeechToTextEngine = {
    id: 'manual',
    languages: ['en'],
    capabilities: { streaming: false, translate: false, wordTimestamps: false },
    concurrency,
    maxAudioMs: 30_000,
    load: async () => {},
    unload: async () => {},
    readiness: () => state.readiness,
    status: () => ({ id: 'manual', description: '', embedded: true, device: 'cpu', ready: true }),
    transcribe: (audio) => {
      calls.push([audio.length]);
      return transcribe(audio);
    },
    ...(maxRows && {
      batch: {
        maxRows,
        transcribe: (rows) => {
          calls.push(rows.map(({ audio }) => audio.length));
          return rows.map(({ audio }) => transcribe(audio));
        },
      },
    }),
  };
  const endNext = async () => {
    running.shift()?.end();
    await nextTurn();
  };
  return { engine, state, started, calls, running, endNext };
}

describe('the recognition scheduler', () => {
  const { signal } = new AbortController();
  const work = (kind: RecognitionKind, name: number, deadlineMs: number) => ({
    kind,
    deadlineMs,
    request,
    audio: () => new Float32Array(name),
  });

  it('runs finals before interims, and the earliest deadline first', async () => {
    const { engine, started, endNext } = manualEngine(1);
    const scheduler = new RecognitionScheduler(engine);
    const all = [
      scheduler.submit(work('final', 1, 10), signal),
      scheduler.submit(work('interim', 2, 1), signal),
      scheduler.submit(work('interim', 3, 0), signal),
      scheduler.submit(work('final', 4, 90), signal),
      scheduler.submit(work('final', 5, 20), signal),
    ];
    expect(scheduler.isBusyWithFinals).toBe(true);
    for (const _ of all) await endNext();
    await Promise.all(all);
    expect(started).toEqual([1, 5, 4, 3, 2]);
    expect([scheduler.running, scheduler.waiting]).toEqual([0, 0]);
  });

  it('keeps a place free for finals', async () => {
    const { engine, started, endNext } = manualEngine(2);
    const scheduler = new RecognitionScheduler(engine);
    const interims = [1, 2].map((name) => scheduler.submit(work('interim', name, 0), signal));
    expect([scheduler.running, scheduler.waiting]).toEqual([1, 1]);
    const final = scheduler.submit(work('final', 3, 0), signal);
    expect(started).toEqual([1, 3]);
    for (let i = 0; i < 3; i++) await endNext();
    await Promise.all([...interims, final]);
    expect(started).toEqual([1, 3, 2]);
  });

  it('gives a place away for a window of a recording, in its turn, until it comes back', async () => {
    const { engine, started, endNext } = manualEngine(2, 4);
    const scheduler = new RecognitionScheduler(engine, { tickMs: 1 });
    const leave = await scheduler.takeTurn(signal);
    const overdue = performance.now() - 10_000;
    const recordings = [1, 2].map((name) => scheduler.submit(work('recording', name, overdue), signal));
    const second = scheduler.takeTurn(signal);
    const final = scheduler.submit(work('final', 3, 0), signal);
    await expect.poll(() => started).toEqual([3]);
    expect([scheduler.running, scheduler.waitingOf('recording')]).toEqual([2, 3]);
    await endNext();
    await final;
    leave();
    leave();
    // Rows that came before the second turn share a call; the turn has one of its own.
    expect([started, scheduler.running]).toEqual([[3, 1, 2], 1]);
    await endNext();
    await endNext();
    await Promise.all(recordings);
    (await second)();
    expect([scheduler.running, scheduler.waiting]).toEqual([0, 0]);
  });

  it('lets nobody wait for a turn that has given up', async () => {
    const { engine } = manualEngine(1);
    const scheduler = new RecognitionScheduler(engine, { maxWaiting: 1 });
    const leave = await scheduler.takeTurn(signal);
    const abort = new AbortController();
    const waiting = scheduler.takeTurn(abort.signal);
    await expect(scheduler.takeTurn(signal)).rejects.toMatchObject({ code: 'at_capacity' });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    leave();
    (await scheduler.takeTurn(signal))();
  });

  it('asks for audio only when it is heard, and never for work that is no longer wanted', async () => {
    const { engine, started, endNext } = manualEngine(1);
    const scheduler = new RecognitionScheduler(engine);
    const first = scheduler.submit(work('final', 1, 0), signal);
    const abort = new AbortController();
    const withdrawn = scheduler.submit(work('final', 2, 0), abort.signal);
    abort.abort();
    await expect(withdrawn).rejects.toMatchObject({ code: 'cancelled' });
    await endNext();
    await first;
    expect(started).toEqual([1]);
    await expect(scheduler.submit(work('final', 3, 0), abort.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('refuses more than it may hold, and says when to come back', async () => {
    const { engine } = manualEngine(1);
    const scheduler = new RecognitionScheduler(engine, { maxWaiting: 1 });
    void scheduler.submit(work('final', 1, 0), signal);
    void scheduler.submit(work('final', 2, 0), signal);
    await expect(scheduler.submit(work('final', 3, 0), signal)).rejects.toMatchObject({
      code: 'at_capacity',
      retryAfterMs: expect.any(Number),
    });
  });

  it('lengthens the cool-down with the interims that are wanted', async () => {
    const { engine, endNext } = manualEngine(1);
    const scheduler = new RecognitionScheduler(engine, { interimCooldownMs: 1 });
    const first = scheduler.submit(work('interim', 16, 0), signal);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await endNext();
    await first;
    const alone = scheduler.interimCooldownMs;
    expect(alone).toBeGreaterThan(0);
    for (let i = 0; i < 3; i++) void scheduler.submit(work('interim', 16, 0), signal);
    expect(scheduler.interimCooldownMs).toBeCloseTo(alone * 4);
  });

  it('lets speakers be served before recordings, but not for ever', async () => {
    const { engine, started, endNext } = manualEngine(1);
    const scheduler = new RecognitionScheduler(engine);
    const now = performance.now();
    const all = [
      scheduler.submit(work('interim', 1, now), signal),
      scheduler.submit(work('recording', 2, now + 60_000), signal),
      scheduler.submit(work('recording', 3, now - 1), signal),
      scheduler.submit(work('interim', 4, now), signal),
      scheduler.submit(work('final', 5, now), signal),
    ];
    for (const _ of all) await endNext();
    await Promise.all(all);
    expect(started).toEqual([1, 5, 3, 4, 2]);
  });

  it('serves interims and recordings that have waited long in turn', async () => {
    const { engine, started, endNext } = manualEngine(1);
    const scheduler = new RecognitionScheduler(engine);
    const overdue = performance.now() - 1;
    const all = [
      scheduler.submit(work('final', 9, overdue), signal),
      ...[1, 2, 3].map((name) => scheduler.submit(work('recording', name, overdue), signal)),
      ...[4, 5].map((name) => scheduler.submit(work('interim', name, overdue), signal)),
    ];
    for (const _ of all) await endNext();
    await Promise.all(all);
    expect(started).toEqual([9, 1, 4, 2, 5, 3]);
  });

  describe('with an engine that takes rows together', () => {
    const submitAll = (scheduler: RecognitionScheduler, kinds: [RecognitionKind, number][]) =>
      kinds.map(([kind, name]) => scheduler.submit(work(kind, name, name), signal));

    it('gathers rows of one kind for a tick, no more than fit', async () => {
      const { engine, calls, endNext } = manualEngine(1, 3);
      const scheduler = new RecognitionScheduler(engine, { tickMs: 5 });
      const all = submitAll(scheduler, [
        ['final', 4],
        ['interim', 5],
        ['final', 1],
        ['final', 3],
        ['final', 2],
      ]);
      await expect.poll(() => calls.length).toBe(1);
      for (const _ of all) await endNext();
      await Promise.all(all);
      expect(calls).toEqual([[1, 2, 3], [4], [5]]);
    });

    it('gives recordings one row at a time while somebody speaks', async () => {
      const { engine, calls, endNext } = manualEngine(1, 3);
      const scheduler = new RecognitionScheduler(engine, { tickMs: 1 });
      const removeSpeaker = scheduler.addSpeaker();
      const all = submitAll(scheduler, [
        ['recording', 1],
        ['recording', 2],
        ['recording', 3],
      ]);
      await expect.poll(() => calls.length).toBe(1);
      removeSpeaker();
      for (const _ of all) await endNext();
      await Promise.all(all);
      expect(calls).toEqual([[1], [2, 3]]);
    });
  });

  describe('when the engine process dies', () => {
    const died = new ParleyError('engine_failed', 'The engine stopped.');
    const restarting: EngineReadiness = { ready: false, code: 'engine_not_ready', reason: 'It starts.' };

    it('gives the work to the next process, once', async () => {
      const { engine, state, started, running, endNext } = manualEngine(1);
      const scheduler = new RecognitionScheduler(engine);
      const final = scheduler.submit(work('final', 1, 0), signal);
      state.readiness = restarting;
      running.shift()?.fail(died);
      await nextTurn();
      expect(started).toEqual([1]);
      state.readiness = { ready: true };
      await expect.poll(() => started).toEqual([1, 1]);
      await endNext();
      await expect(final).resolves.toEqual(transcript);
      const again = scheduler.submit(work('final', 2, 0), signal);
      running.shift()?.fail(died);
      await expect.poll(() => started).toEqual([1, 1, 2, 2]);
      running.shift()?.fail(died);
      await expect(again).rejects.toMatchObject({ code: 'engine_failed' });
    });

    it('tells a speaker within two seconds that it does not come back, and interims at once', async () => {
      const { engine, state } = manualEngine(1);
      state.readiness = restarting;
      const scheduler = new RecognitionScheduler(engine);
      const beganAt = performance.now();
      const interim = scheduler.submit(work('interim', 1, 0), signal).catch((error: unknown) => error);
      const final = scheduler.submit(work('final', 2, 0), signal).catch((error: unknown) => error);
      expect(await interim).toMatchObject({ code: 'engine_not_ready' });
      expect(performance.now() - beganAt).toBeLessThan(500);
      expect(await final).toMatchObject({ code: 'engine_not_ready' });
      expect(performance.now() - beganAt).toBeLessThan(2_000);
    });
  });

  describe('back-pressure', () => {
    const watermarks = { finalHigh: 2, finalCritical: 3, interimHigh: 3, interimCritical: 4 };
    const fill = (kinds: readonly RecognitionKind[], options: RecognitionSchedulerOptions = {}) => {
      const scheduler = new RecognitionScheduler(manualEngine(1).engine, { watermarks, ...options });
      for (const kind of kinds) void scheduler.submit(work(kind, 1, 0), signal);
      return scheduler;
    };

    it.each([
      // The first is at the engine.
      [0, ['final', 'final']],
      [1, ['final', 'final', 'final']],
      [2, ['final', 'final', 'final', 'final']],
      [0, ['interim', 'interim', 'interim']],
      [1, ['interim', 'interim', 'interim', 'interim']],
      [2, ['interim', 'interim', 'interim', 'interim', 'interim']],
    ] as const)('is %i with %j', (level, kinds) => {
      expect(fill(kinds).backPressure).toBe(level);
    });

    it('halves the rate of interims, then lets nobody new in', () => {
      const cooldownMs = (kinds: RecognitionKind[]) =>
        fill(kinds, { interimCooldownMs: 100 }).interimCooldownMs;
      expect(cooldownMs(['final'])).toBe(100);
      expect(cooldownMs(['final', 'final', 'final'])).toBe(200);
      expect(() => fill(['final', 'final', 'final']).assertAdmits()).not.toThrow();
      expect(() => fill(['final', 'final', 'final', 'final']).assertAdmits()).toThrow(
        expect.objectContaining({ code: 'at_capacity' }),
      );
    });
  });
});
