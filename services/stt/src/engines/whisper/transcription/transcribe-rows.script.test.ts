import { describe, expect, it } from 'vitest';
import type { RowResult } from '../../rows/row-server.js';
import type { EngineRequest } from '../../speech-to-text-engine.js';
import { letterFiles, type Script, ScriptedNetwork } from '../decoding/testing/scripted-network.js';
import { transcribeRows } from './transcribe-rows.js';

const files = letterFiles();
const { endOfText, startOfTranscript, timestampBegin } = files.specialTokens;
const english: EngineRequest = { language: 'en', task: 'transcribe', targetLanguage: 'en' };
const { signal } = new AbortController();
const audio = Float32Array.from({ length: 3 * 16_000 }, (_, i) => 0.1 * Math.sin(i / 10));
const id = (letter: string) => files.tokenizer.encode(letter)[0] ?? -1;
const clear = 20;
/** Ten letters as likely as one another: whatever is taken is improbable. */
const unclear = Object.fromEntries([...'abcdefghij'].map((letter) => [id(letter), clear]));

/** Says one letter in each window of 2 s, or nobody knows what. */
const says =
  (...letters: (string | undefined)[]): Script =>
  (window, tokens) => {
    const letter = letters[window];
    const position = tokens.length - tokens.indexOf(startOfTranscript) - 3;
    if (position === 0) return { [timestampBegin]: clear };
    if (letter === undefined) return position < 6 ? unclear : { [endOfText]: clear };
    return { [[id(letter), timestampBegin + 100][position - 1] ?? endOfText]: clear };
  };

async function transcribe(script: Script, signals: AbortSignal[], onRow?: (row: number) => void) {
  const network = new ScriptedNetwork(script);
  const answers: { row: number; result: RowResult }[] = [];
  const rows = signals.map((own) => ({ audio, request: english, signal: own }));
  await transcribeRows({ network, files }, rows, (row, result) => {
    answers.push({ row, result });
    onRow?.(row);
  });
  return { network, answers };
}

describe('rows decoded together', () => {
  it('are answered as soon as their text stands, while others are tried again', async () => {
    const { network, answers } = await transcribe(says(undefined, 'b'), [signal, signal]);
    expect(answers.map(({ row }) => row)).toEqual([1, 0]);
    expect(answers[0]?.result).toMatchObject({
      transcript: { text: 'b', language: 'en', segments: [{ startMs: 0, endMs: 2_000, text: 'b' }] },
    });
    expect(answers[1]?.result).toMatchObject({
      transcript: { segments: [{ decoding: { temperature: 1 } }] },
    });
    expect(network.opened.map((prompts) => prompts.length)).toEqual([2, 1, 1, 1, 1, 1]);
  });

  it('are not tried again where nobody waits for them any more', async () => {
    const abort = new AbortController();
    const onRow = (row: number) => row === 1 && abort.abort();
    const { network, answers } = await transcribe(
      says(undefined, 'b', undefined),
      [abort.signal, signal],
      onRow,
    );
    expect(answers).toMatchObject([
      { row: 1, result: { transcript: { text: 'b' } } },
      { row: 0, result: { error: { code: 'cancelled' } } },
    ]);
    expect(network.opened).toHaveLength(1);
  });

  it('are heard to their end where they are longer than a window', async () => {
    const network = new ScriptedNetwork(says('b'));
    const long = Float32Array.from({ length: 45 * 16_000 }, (_, i) => 0.1 * Math.sin(i / 10));
    const results: RowResult[] = [];
    const rows = [{ audio: long, request: english, signal }];
    await transcribeRows({ network, files }, rows, (row, result) => (results[row] = result));
    expect(results).toMatchObject([
      {
        transcript: {
          text: 'bb',
          segments: [
            { startMs: 0, endMs: 2_000 },
            { startMs: 30_000, endMs: 32_000 },
          ],
        },
      },
    ]);
  });
});
