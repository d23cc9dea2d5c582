import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowResult } from '../../rows/row-server.js';
import type { EngineRequest } from '../../speech-to-text-engine.js';
import type { WhisperModel } from '../decoding/decoding-types.js';
import { readWhisperFiles } from '../model/whisper-files.js';
import { openWhisperNetwork } from '../network/open-whisper-network.js';
import { readUtterances, trainedWhisper, trainedWhisperWithWords } from '../testing/trained-whisper.js';
import { transcribeRows } from './transcribe-rows.js';

const english: EngineRequest = { language: 'en', task: 'transcribe', targetLanguage: 'en' };
const quick: EngineRequest = { ...english, effort: 'quick' };
const { signal } = new AbortController();
const utterances = readUtterances().map(({ read }) => read());
const [first = new Float32Array(0), second = first] = utterances;

async function openModel(directory: string): Promise<WhisperModel> {
  const network = await openWhisperNetwork(directory, { device: 'cpu', threads: 1, dtype: 'fp32' });
  return { network, files: readWhisperFiles(directory) };
}

describe('rows of speech', () => {
  let model: WhisperModel;
  beforeAll(async () => {
    model = await openModel(trainedWhisper);
  });
  afterAll(() => model.network.release());

  /** Each row's result, and in which order they came. */
  async function transcribe(rows: Parameters<typeof transcribeRows>[1], onRow?: (row: number) => void) {
    const results: RowResult[] = [];
    const order: number[] = [];
    await transcribeRows(model, rows, (row, result) => {
      results[row] = result;
      order.push(row);
      onRow?.(row);
    });
    return { results, order };
  }

  it('are heard together as alone', async () => {
    const rows = utterances.slice(0, 4).map((audio) => ({ audio, request: quick, signal }));
    const { results: together } = await transcribe(rows);
    for (const [index, row] of rows.entries()) {
      const { results } = await transcribe([row]);
      expect(results[0]).toMatchObject({ transcript: { text: expect.any(String), language: 'en' } });
      expect(results[0]).toEqual(together[index]);
    }
  });

  it('need no network where nothing is to hear, and fail for themselves', async () => {
    const { results } = await transcribe([
      { audio: new Float32Array(16_000), request: english, signal },
      { audio: first, request: { ...english, language: 'tlh' }, signal },
      {
        audio: first,
        request: { ...english, task: 'translate', language: 'de', targetLanguage: 'fr' },
        signal,
      },
      { audio: new Float32Array(3), request: { ...english, language: 'auto' }, signal },
      { audio: first, request: quick, signal },
    ]);
    const silent = { transcript: { text: '', language: 'en', segments: [] } };
    expect(results).toMatchObject([
      silent,
      { error: { code: 'engine_cannot_transcribe_language' } },
      { error: { code: 'engine_cannot_translate' } },
      silent,
      { transcript: { segments: [{}] } },
    ]);
  });

  it('are answered as they are done, the quick ones first', async () => {
    const { order } = await transcribe([
      { audio: first, request: english, signal },
      { audio: second, request: quick, signal },
    ]);
    expect(order).toEqual([1, 0]);
  });

  it('leave alone when nobody waits for them', async () => {
    const abort = new AbortController();
    const decoding = transcribe([
      { audio: first, request: quick, signal: abort.signal },
      { audio: second, request: quick, signal },
    ]);
    abort.abort();
    const { results, order } = await decoding;
    expect(order[0]).toBe(0);
    expect(results).toMatchObject([{ error: { code: 'cancelled' } }, { transcript: { language: 'en' } }]);
  });

  it('stop the network when nobody waits for any', async () => {
    const abort = new AbortController();
    let runs = 0;
    const counted: WhisperModel['network'] = {
      ...model.network,
      encode: (...parameters) => {
        runs += 1;
        abort.abort();
        return model.network.encode(...parameters);
      },
      decode: (windows, prompts, decodingSignal) => {
        runs += 1;
        decodingSignal.throwIfAborted();
        return model.network.decode(windows, prompts, decodingSignal);
      },
    };
    const results: RowResult[] = [];
    const rows = [first, second].map((audio) => ({ audio, request: english, signal: abort.signal }));
    await transcribeRows({ ...model, network: counted }, rows, (row, result) => (results[row] = result));
    expect(results).toMatchObject([{ error: { code: 'cancelled' } }, { error: { code: 'cancelled' } }]);
    expect(runs).toBe(1);
  });

  it('have no times of words where the export does not give its attention', async () => {
    const request = { ...quick, wordTimestamps: true };
    const { results } = await transcribe([{ audio: first, request, signal }]);
    expect(results[0]).toMatchObject({ transcript: { segments: [{ text: expect.any(String) }] } });
    expect(results[0]).not.toMatchObject({ transcript: { segments: [{ words: expect.anything() }] } });
  });
});

describe('the words of rows', () => {
  it('have times where the export gives its attention', async () => {
    const model = await openModel(trainedWhisperWithWords());
    const results: RowResult[] = [];
    const rows = [first, second].map((audio) => ({
      audio,
      request: { ...quick, wordTimestamps: true },
      signal,
    }));
    await transcribeRows(model, rows, (row, result) => (results[row] = result));
    for (const result of results) {
      const { segments, text } = 'transcript' in result ? result.transcript : { segments: [], text: '' };
      const words = segments.flatMap((segment) => segment.words ?? []);
      expect(words.map(({ word }) => word).join(' ')).toBe(text);
      for (const [index, word] of words.entries()) {
        expect(word.endMs).toBeGreaterThanOrEqual(word.startMs);
        expect(word.startMs).toBeGreaterThanOrEqual(words[index - 1]?.endMs ?? 0);
      }
    }
    await model.network.release();
  });
});
