import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RandomAccessBytes, bytesInMemory, encodeWav } from '@parley/audio';
import { ParleyError } from '@parley/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PocketSphinxEngine } from '../engines/pocketsphinx/pocketsphinx-engine.js';
import type { EngineTranscript } from '../engines/speech-to-text-engine.js';
import { readRecording, recordings } from '../testing/recordings.js';
import { ScriptedEngine, transcriptOf } from '../testing/scripted-engine.js';
import { startService } from '../testing/start-service.js';
import type { RecordingRequest } from './recording/recording-types.js';
import { transcribeRecording } from './transcribe-recording.js';

const plain = { language: 'auto', task: 'transcribe', targetLanguage: 'en' } as const;
const request = (mode: RecordingRequest['mode'] = 'batched', more = {}) => ({
  engineRequest: { ...plain, ...more },
  mode,
});
const { signal: never } = new AbortController();

/** The same sentence so many times, seconds of silence between. */
function repeated(times: number, pauseSeconds: number): RandomAccessBytes {
  const sentence = readRecording('en_quilter_6s.wav');
  const period = sentence.length + pauseSeconds * 16_000;
  const samples = new Float32Array(times * period);
  for (let i = 0; i < times; i++) samples.set(sentence, i * period);
  return bytesInMemory(encodeWav({ samples, sampleRate: 16_000 }));
}

describe.skipIf(!existsSync(recordings))('a recording (skipped without shared/data)', () => {
  let hear: (row: number, audio: Float32Array, signal: AbortSignal) => Promise<EngineTranscript>;
  const engine = new ScriptedEngine((audio, row, signal) => hear(row, audio, signal));
  let service: Awaited<ReturnType<typeof startService>>;
  beforeAll(async () => {
    service = await startService({}, { engine });
  });
  afterAll(() => service.stop());
  afterEach(() => {
    engine.requests.length = 0;
    delete engine.transcribeSequentially;
  });
  const transcribe = (
    bytes: RandomAccessBytes,
    asked = request(),
    signal = never,
    onProgress: (fraction: number) => void = () => undefined,
  ) => transcribeRecording(service.context, bytes, asked, signal, onProgress);

  it('becomes text in its order, however the rows end, with progress, and times that leave no stretch', async () => {
    hear = async (row, audio) => {
      for (let turns = 10 - row; turns > 0; turns--) await new Promise(setImmediate);
      const endMs = audio.length / 16;
      return { text: `row ${row}`, language: 'de', segments: [{ text: `row ${row}`, startMs: 0, endMs }] };
    };
    const progress: number[] = [];
    const result = await transcribe(
      repeated(12, 2),
      request('batched', { prefix: 'Es' }),
      never,
      (fraction) => progress.push(fraction),
    );
    const rows = engine.requests.length;
    expect(rows).toBeGreaterThan(2);
    expect(result.text).toBe(Array.from({ length: rows }, (_, index) => `row ${index + 1}`).join(' '));
    expect(result).toMatchObject({ language: 'de', engine: 'scripted', durationMs: 12 * 7_855 });
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
    expect(result.segments.at(-1)?.endMs).toBeGreaterThan(11 * 7_855);
    // Nobody named a language: the first row's holds for all. How the text begins is the first row's alone.
    expect(engine.requests.map(({ language }) => language)).toEqual(['auto', ...Array(rows - 1).fill('de')]);
    expect(engine.requests.map(({ prefix }) => prefix)).toEqual(['Es', ...Array(rows - 1).fill(undefined)]);
  });

  it.each([
    ['transcribe', 'ja', ''],
    ['translate', 'ja', ' '],
  ] as const)('is joined as its text is written (%s from %s)', async (task, language, separator) => {
    hear = async (row) => transcriptOf([`row${row}`], {}, language);
    const { text } = await transcribe(repeated(12, 2), request('batched', { task }));
    const rows = engine.requests.map((_, index) => `row${index + 1}`);
    expect(rows.length).toBeGreaterThan(2);
    expect(text).toBe(rows.join(separator));
  });

  it('in which nobody speaks has a language all the same', async () => {
    hear = async () => transcriptOf(['never']);
    const silence = bytesInMemory(encodeWav({ samples: new Float32Array(48_000), sampleRate: 16_000 }));
    expect(await transcribe(silence)).toMatchObject({ text: '', segments: [], language: 'en' });
    expect(await transcribe(silence, request('batched', { language: 'de' }))).toMatchObject({
      language: 'de',
    });
  });

  it('is finished where the engine process dies in the middle', async () => {
    let crashes = 0;
    hear = async (row) => {
      if (row === 2 && (crashes += 1) === 1) throw new ParleyError('engine_failed', 'The process died.');
      return transcriptOf(['again']);
    };
    const result = await transcribe(repeated(12, 2));
    expect(crashes).toBe(1);
    expect(result.segments.length).toBe(engine.requests.length - 1);
  });

  it('is finished where voice activity dies in the middle', { timeout: 60_000 }, async () => {
    const { voiceActivity } = service.context;
    hear = async () => transcriptOf(['on']);
    const undisturbed = await transcribe(repeated(12, 1));
    hear = async () => {
      const { pid, restarts } = voiceActivity.status();
      if (pid !== undefined && restarts === 0) process.kill(pid, 'SIGKILL');
      return transcriptOf(['on']);
    };
    const disturbed = await transcribe(repeated(12, 1));
    expect(voiceActivity.status().restarts).toBe(1);
    expect(disturbed.segments).toEqual(undisturbed.segments);
  });

  it('ends within a second when it is cancelled', async () => {
    hear = (_row, _audio, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new ParleyError('cancelled', 'Cancelled.')), {
          once: true,
        });
      });
    const abort = new AbortController();
    const work = transcribe(repeated(12, 2), request(), abort.signal);
    const ended = expect(work).rejects.toThrow();
    await expect.poll(() => engine.requests.length).toBeGreaterThan(0);
    const abortedAt = performance.now();
    abort.abort();
    await ended;
    expect(performance.now() - abortedAt).toBeLessThan(1_000);
    expect(service.context.scheduler.running + service.context.scheduler.waiting).toBe(0);
  });

  it('is heard as a whole in the sequential mode, where the engine can', async () => {
    const { scheduler } = service.context;
    engine.transcribeSequentially = async function* (audio, _request, takeTurn, signal) {
      const leave = await takeTurn(signal);
      expect(scheduler.running).toBe(1);
      leave();
      const endMs = audio.length / 16;
      const segments = [{ text: 'whole', startMs: 0, endMs }];
      yield { segments, language: 'ja', doneMs: endMs / 2 };
      yield { segments: [], language: 'ja', doneMs: endMs };
      return { language: 'ja' };
    };
    const progress: number[] = [];
    const result = await transcribe(repeated(2, 1), request('sequential'), never, (fraction) =>
      progress.push(fraction),
    );
    expect(result).toMatchObject({ text: 'whole', language: 'ja', segments: [{ endMs: 2 * 6_855 }] });
    expect(engine.requests).toEqual([]);
    expect(progress).toEqual([0.5, 1, 1]);
    expect(scheduler.running).toBe(0);
  });

  it('is heard in rows in the sequential mode, where the engine cannot', async () => {
    hear = async () => transcriptOf(['row']);
    expect((await transcribe(repeated(1, 1), request('sequential'))).text).toBe('row');
  });
});

describe.skipIf(!existsSync(recordings))(
  'a recording whose recogniser is killed (skipped without shared/data)',
  () => {
    it('is finished, with every sentence', { timeout: 180_000 }, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'parley-stt-test-'));
      const program = join(folder, 'program');
      const pidFile = join(folder, 'pid');
      writeFileSync(program, `#!/bin/sh\necho $$ > ${pidFile}\nexec pocketsphinx_batch "$@"\n`, {
        mode: 0o700,
      });
      const engine = new PocketSphinxEngine({ program, concurrency: 1 });
      const service = await startService({}, { engine });
      const work = transcribeRecording(service.context, repeated(5, 2), request(), never);
      await expect.poll(() => service.context.scheduler.running, { interval: 5 }).toBe(1);
      process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
      const { text } = await work;
      expect(text.match(/welcome his gospel/g)?.length).toBe(5);
      expect(engine.status().restarts).toBe(1);
      await service.stop();
      rmSync(folder, { recursive: true });
    });
  },
);

describe('three hours in the sequential mode', () => {
  it('are refused before they are decoded', async () => {
    const engine = new ScriptedEngine(async () => transcriptOf([]));
    engine.transcribeSequentially = async function* () {
      yield { segments: [], language: 'en', doneMs: 0 };
      return { language: 'en' };
    };
    const service = await startService({}, { engine });
    const samples = new Float32Array(3 * 3_600 * 1_000);
    const bytes = bytesInMemory(encodeWav({ samples, sampleRate: 1_000 }));
    await expect(
      transcribeRecording(service.context, bytes, request('sequential'), never),
    ).rejects.toMatchObject({
      code: 'audio_too_long',
      param: 'mode',
    });
    await service.stop();
  });
});
