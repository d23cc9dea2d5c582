import { describe, expect, it } from 'vitest';
import type { EngineTranscript, SpeechToTextEngine } from '../engines/speech-to-text-engine.js';
import { type RecognitionKind, RecognitionScheduler } from './recognition-scheduler.js';

const request = { language: 'en', task: 'transcribe', targetLanguage: 'en' } as const;
const transcript: EngineTranscript = { text: '', language: 'en', segments: [] };

/** An engine whose calls end when the test says so; audio's length is its name. */
function manualEngine(concurrency: number) {
  const running: { name: number; end: () => void }[] = [];
  const started: number[] = [];
  const engine: SpeechToTextEngine = {
    id: 'manual',
    languages: ['en'],
    capabilities: { streaming: false, translate: false, wordTimestamps: false },
    concurrency,
    maxAudioMs: 30_000,
    load: async () => {},
    unload: async () => {},
    readiness: () => ({ ready: true }),
    status: () => ({ id: 'manual', description: '', embedded: true, device: 'cpu', ready: true }),
    transcribe: (audio) =>
      new Promise((resolve) => {
        started.push(audio.length);
        running.push({ name: audio.length, end: () => resolve(transcript) });
      }),
  };
  const endNext = async () => {
    running.shift()?.end();
    await new Promise(setImmediate);
  };
  return { engine, started, endNext };
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
    const scheduler = new RecognitionScheduler(engine);
    const first = scheduler.submit(work('interim', 16, 0), signal);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await endNext();
    await first;
    const alone = scheduler.interimCooldownMs;
    expect(alone).toBeGreaterThan(0);
    for (let i = 0; i < 3; i++) void scheduler.submit(work('interim', 16, 0), signal);
    expect(scheduler.interimCooldownMs).toBeCloseTo(alone * 4);
  });
});
