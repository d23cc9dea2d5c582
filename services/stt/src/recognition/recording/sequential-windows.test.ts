import { ParleyError, type TranscriptSegment } from '@parley/contracts';
import { describe, expect, it } from 'vitest';
import type { EngineRequest, SpeechToTextEngine } from '../../engines/speech-to-text-engine.js';
import { sequentialWindows } from './sequential-windows.js';

const request: EngineRequest = { language: 'en', task: 'transcribe', targetLanguage: 'en', prompt: 'names' };
const { signal } = new AbortController();
const tenSeconds = new Float32Array(160_000);

/** An engine that hears a word each second and dies after as many words as each of its lives lasts. */
function mortalEngine(lives: readonly number[]) {
  const calls: { seconds: number; prompt: string | undefined }[] = [];
  const engine: SpeechToTextEngine = {
    id: 'mortal',
    languages: ['en'],
    capabilities: { streaming: false, translate: false, wordTimestamps: false },
    concurrency: 1,
    maxAudioMs: 30_000,
    load: async () => {},
    unload: async () => {},
    transcribe: async () => ({ text: '', language: 'en', segments: [] }),
    status: () => ({ id: 'mortal', description: '', embedded: true, device: 'cpu', ready: true }),
    readiness: () => ({ ready: true }),
    async *transcribeSequentially(audio, { prompt }) {
      const seconds = audio.length / 16_000;
      const words = lives[calls.length] ?? Infinity;
      calls.push({ seconds, prompt });
      for (let second = 0; second < seconds; second++) {
        if (second >= words) throw new ParleyError('engine_failed', 'It stopped.');
        const doneMs = (second + 1) * 1_000;
        const segment = { text: `${10 - seconds + second}`, startMs: second * 1_000, endMs: doneMs };
        yield { segments: [segment], language: 'en', doneMs };
      }
      return { language: 'en' };
    },
  };
  return { engine, calls };
}

async function collect(engine: SpeechToTextEngine) {
  const segments: TranscriptSegment[] = [];
  const takeTurn = async () => () => undefined;
  for await (const window of sequentialWindows(engine, tenSeconds, request, takeTurn, signal)) {
    segments.push(...window.segments);
  }
  return segments;
}

describe('a recording, one window after the other', () => {
  it('go on behind the last one when the engine process ends', async () => {
    const { engine, calls } = mortalEngine([4, 3]);
    const segments = await collect(engine);
    expect(segments.map(({ text }) => text).join(' ')).toBe('0 1 2 3 4 5 6 7 8 9');
    expect(segments.at(-1)).toMatchObject({ startMs: 9_000, endMs: 10_000 });
    expect(calls).toEqual([
      { seconds: 10, prompt: 'names' },
      { seconds: 6, prompt: '3' },
      { seconds: 3, prompt: '6' },
    ]);
  });

  it('end with the third death over the same recording', async () => {
    await expect(collect(mortalEngine([1, 1, 1]).engine)).rejects.toMatchObject({ code: 'engine_failed' });
  });
});
