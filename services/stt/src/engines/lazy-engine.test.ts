import { describe, expect, it } from 'vitest';
import { ParleyError } from '@parley/contracts';
import { loadOnFirstUse } from './lazy-engine.js';
import type { EngineReadiness, EngineTranscript, SpeechToTextEngine } from './speech-to-text-engine.js';

const request = { language: 'en', task: 'transcribe', targetLanguage: 'en' } as const;
const starting: EngineReadiness = { ready: false, code: 'engine_not_ready', reason: 'It is not loaded.' };
const missing: EngineReadiness = { ready: false, code: 'model_files_missing', reason: 'No model.' };
const transcriptOf = (audio: Float32Array): EngineTranscript => ({
  text: `${audio.length}`,
  language: 'en',
  segments: [],
});

/** An engine that counts its loads; the first `failures` of them fail. */
function countingEngine(initial: EngineReadiness = starting, failures = 0) {
  const counts = { loads: 0, unloads: 0 };
  let readiness = initial;
  const engine: SpeechToTextEngine = {
    id: 'counting',
    languages: ['en'],
    capabilities: { streaming: false, translate: false, wordTimestamps: false },
    concurrency: 1,
    maxAudioMs: 30_000,
    async load() {
      counts.loads += 1;
      if (counts.loads <= failures) throw new ParleyError('model_files_invalid', 'It is damaged.');
      readiness = { ready: true };
    },
    transcribe: async (audio) => transcriptOf(audio),
    batch: { maxRows: 4, transcribe: (rows) => rows.map(async ({ audio }) => transcriptOf(audio)) },
    async *transcribeSequentially(audio) {
      yield { segments: [], language: 'en', doneMs: audio.length };
      return { language: 'en' };
    },
    status: () => ({
      id: 'counting',
      description: '',
      embedded: false,
      device: 'cpu',
      ready: readiness.ready,
    }),
    readiness: () => readiness,
    async unload() {
      counts.unloads += 1;
    },
  };
  return { lazy: loadOnFirstUse(engine), counts };
}

describe('an engine that is loaded on first use', () => {
  const { signal } = new AbortController();
  const audio = (samples: number) => new Float32Array(samples);

  it('takes work, and is loaded by the first of it, once', async () => {
    const { lazy, counts } = countingEngine();
    await lazy.load(signal);
    expect([lazy.readiness().ready, lazy.status().ready, counts.loads]).toEqual([true, true, 0]);
    const texts = await Promise.all([
      lazy.transcribe(audio(1), request, signal),
      ...(lazy.batch?.transcribe([2, 3].map((samples) => ({ audio: audio(samples), request, signal }))) ??
        []),
    ]);
    expect(texts.map(({ text }) => text)).toEqual(['1', '2', '3']);
    const takeTurn = async () => () => undefined;
    for await (const { doneMs } of lazy.transcribeSequentially?.(audio(4), request, takeTurn, signal) ?? []) {
      expect(doneMs).toBe(4);
    }
    expect(counts.loads).toBe(1);
    await lazy.unload();
    expect(counts.unloads).toBe(1);
  });

  it('says what is wrong to whoever asked, and tries again for the next', async () => {
    const { lazy } = countingEngine(starting, 1);
    await expect(lazy.transcribe(audio(1), request, signal)).rejects.toMatchObject({
      code: 'model_files_invalid',
    });
    await expect(lazy.transcribe(audio(1), request, signal)).resolves.toMatchObject({ text: '1' });
  });

  it('is not ready where its files are missing, and has nothing to unload', async () => {
    const { lazy, counts } = countingEngine(missing);
    expect(lazy.readiness()).toEqual(missing);
    await lazy.unload();
    expect(counts.unloads).toBe(0);
  });
});
