import { ParleyError } from '@parley/contracts';
import { describe, expect, it } from 'vitest';
import type { EngineRequest, EngineTranscript } from '../speech-to-text-engine.js';
import { RowBatches, type RowBatchesOptions } from './row-batches.js';
import type { RowAnswer } from './row-protocol.js';

const english: EngineRequest = { language: 'en', task: 'transcribe', targetLanguage: 'en' };
const { signal } = new AbortController();
const audio = Float32Array.from({ length: 16_000 }, (_, i) => 0.1 * Math.sin(i / 10));
const rows = (count: number, more = {}) =>
  Array.from({ length: count }, () => ({ audio, request: english, signal, ...more }));
const says = (text: string): EngineTranscript => ({ text, language: 'en', segments: [] });
const died = () => new ParleyError('engine_failed', 'The process died.');

type Recognise = (signal: AbortSignal) => AsyncGenerator<RowAnswer, undefined>;

function createBatches(recognise: Recognise, more: Partial<RowBatchesOptions> = {}) {
  const dropped: number[] = [];
  const process: RowBatchesOptions['process'] = {
    stream: (_method, _input, callSignal) => recognise(callSignal),
    call: async (_method, { row }) => dropped.push(row),
  };
  const batches = new RowBatches({
    process,
    name: 'test',
    maxRows: 4,
    concurrency: 1,
    languages: () => ['de', 'en'],
    assertReady: () => undefined,
    ...more,
  });
  return { batches, dropped };
}

describe('rows at an engine process', () => {
  it('that dies between two of them keep what was answered, and fail for the rest', async () => {
    const { batches } = createBatches(async function* () {
      yield { row: 1, transcript: says('second') };
      yield { row: 0, error: { code: 'unsupported_language', message: 'Not this one.', param: 'language' } };
      throw died();
    });
    expect(await Promise.allSettled(batches.transcribe(rows(4)))).toMatchObject([
      { reason: { code: 'unsupported_language', param: 'language' } },
      { value: { text: 'second' } },
      { reason: { code: 'engine_failed' } },
      { reason: { code: 'engine_failed' } },
    ]);
  });

  it('that refuses the call all learn it, and leave room for the next', async () => {
    let calls = 0;
    const { batches } = createBatches(async function* () {
      calls += 1;
      if (calls === 1) throw new ParleyError('at_capacity', 'There is too much to do.');
      yield { row: 0, transcript: says('on') };
      return undefined;
    });
    for (const result of await Promise.allSettled(batches.transcribe(rows(3)))) {
      expect(result).toMatchObject({ reason: { code: 'at_capacity' } });
    }
    expect(await batches.transcribe(rows(1))[0]).toMatchObject({ text: 'on' });
  });

  it('that ends without an answer fail', async () => {
    const { batches } = createBatches(async function* () {
      yield* [];
      return undefined;
    });
    await expect(batches.transcribe(rows(1))[0]).rejects.toMatchObject({ code: 'engine_failed' });
  });

  it('are given up one by one, and the call with the last of them', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    let isCallEnded = false;
    const { batches, dropped } = createBatches(async function* (callSignal) {
      await new Promise((resolve) => callSignal.addEventListener('abort', resolve, { once: true }));
      isCallEnded = true;
      yield* [];
      throw new ParleyError('cancelled', 'The work was cancelled.');
    });
    const results = batches.transcribe([
      ...rows(1, { signal: first.signal }),
      ...rows(1, { signal: second.signal }),
    ]);
    const settled = Promise.allSettled(results);
    await new Promise(setImmediate);
    first.abort();
    await expect(results[0]).rejects.toMatchObject({ code: 'cancelled' });
    expect([dropped, isCallEnded]).toEqual([[0], false]);
    second.abort();
    expect((await settled)[1]).toMatchObject({ reason: { code: 'cancelled' } });
    await expect.poll(() => isCallEnded).toBe(true);
  });

  it('that hold no speech, or cannot be prepared, need no process', async () => {
    const { batches } = createBatches(
      async function* () {
        yield* [];
        throw died();
      },
      {
        prepare: async () => {
          throw new ParleyError('unsupported_language', 'Nobody knows it.');
        },
      },
    );
    const auto = { ...english, language: 'auto' };
    const silence = rows(1, { audio: new Float32Array(16_000), request: auto });
    expect(await Promise.allSettled(batches.transcribe([...silence, ...rows(1)]))).toMatchObject([
      { value: { text: '', language: 'de' } },
      { reason: { code: 'unsupported_language' } },
    ]);
  });
});
