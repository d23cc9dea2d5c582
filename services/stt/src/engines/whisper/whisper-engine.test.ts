import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineProcessEvent } from '@parley/inference';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EngineRequest } from '../speech-to-text-engine.js';
import { randomWhisperFolder, whisperTiny, whisperTinyNote } from './testing/whisper-model-folders.js';
import { WhisperEngine, type WhisperEngineOptions } from './whisper-engine.js';

const english: EngineRequest = { language: 'en', task: 'transcribe', targetLanguage: 'en' };
const { signal } = new AbortController();
const settings = { name: 'whisper-random', device: 'cpu', threads: 1 } as const;

/** Anything that is not silence: a random network finds words in it. */
const tone = (seconds: number) =>
  Float32Array.from({ length: seconds * 16_000 }, (_, i) => 0.1 * Math.sin(i * i * 1e-6));

describe('Whisper without its files', () => {
  it('says which is missing and what fetches it', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'parley-no-whisper-'));
    const engine = new WhisperEngine({ ...settings, directory });
    expect(engine.readiness()).toEqual({
      ready: false,
      code: 'model_files_missing',
      reason: expect.stringContaining('config.json'),
      remedy: 'Fetch it with: npm run models -- pull whisper-random',
    });
    for (const attempt of [engine.load(signal), engine.transcribe(tone(1), english, signal)]) {
      await expect(attempt).rejects.toMatchObject({ code: 'model_files_missing' });
    }
  });
});

describe.skipIf(!existsSync(whisperTiny))(`Whisper in a process of its own${whisperTinyNote}`, () => {
  const events: EngineProcessEvent[] = [];
  let engine: WhisperEngine;

  async function start(options: Partial<WhisperEngineOptions> = {}): Promise<void> {
    const directory = await randomWhisperFolder('tiny-random');
    const onEvent = (event: EngineProcessEvent) => events.push(event);
    engine = new WhisperEngine({ ...settings, directory, dtype: 'fp32', onEvent, ...options });
    await engine.load(signal);
  }

  const pid = () => events.findLast((event) => event.type === 'engine-ready')?.pid ?? 0;

  beforeAll(() => start({ device: 'cuda' }));
  afterAll(() => engine.unload());

  it('tells what it runs, and once that the GPU asked for cannot be had', () => {
    const { description, ...status } = engine.status();
    expect(description).toContain('99 languages, translation into English');
    expect(status).toMatchObject({
      id: 'whisper',
      model: 'whisper-random',
      dtype: 'fp32',
      ready: true,
      restarts: 0,
      loadMs: expect.any(Number),
      capabilities: { translate: true, wordTimestamps: false },
    });
    const fallbacks = events.filter(({ type }) => type === 'engine-device-fallback');
    expect(fallbacks.length).toBe(status.device === 'cpu' ? 1 : 0);
    expect(status.deviceFallback !== undefined).toBe(status.device === 'cpu');
  });

  it.each([
    [{ ...english, task: 'translate', language: 'de', targetLanguage: 'fr' }, 'engine_cannot_translate'],
    [{ ...english, language: 'tlh' }, 'engine_cannot_transcribe_language'],
  ] as const)('refuses %j', async (request, code) => {
    await expect(engine.transcribe(tone(1), request, signal)).rejects.toMatchObject({ code });
  });

  it('tells the language of speech', async () => {
    expect(engine.languages).toContain(await engine.identifyLanguage(tone(2), signal));
    const { language } = await engine.transcribe(tone(2), { ...english, language: 'auto' }, signal);
    expect(engine.languages).toContain(language);
  });

  it('tells how far it is in a recording', async () => {
    const done: number[] = [];
    const takeTurn = async () => () => undefined;
    for await (const window of engine.transcribeSequentially(tone(70), english, takeTurn, signal)) {
      done.push(window.doneMs);
    }
    expect(done.at(-1)).toBe(70_000);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
  });

  it('fails what was under way when its process is killed, and goes on when it is back', async () => {
    const rows = Array.from({ length: 4 }, () => ({ audio: tone(25), request: english, signal }));
    const results = engine.batch.transcribe(rows);
    process.kill(pid(), 'SIGKILL');
    for (const result of await Promise.allSettled(results)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'engine_failed' } });
    }
    await vi.waitFor(() => expect(engine.readiness()).toEqual({ ready: true }), { timeout: 30_000 });
    await engine.transcribe(tone(1), english, signal);
    expect(engine.status()).toMatchObject({ ready: true, restarts: 1 });
    expect(events.filter(({ type }) => type === 'engine-device-fallback').length).toBeLessThanOrEqual(1);
  });
});
