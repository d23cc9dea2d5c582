import { fileURLToPath } from 'node:url';
import {
  type NemoWaveform,
  nemoCases,
  nemoFixture,
  nemoWaveform,
} from '@parley/audio/testing/nemo-waveforms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineRow, EngineTranscript } from '../speech-to-text-engine.js';
import { comparable } from '../nemo/testing/reference-text.js';
import { CtcRecognizer } from './ctc-recognizer.js';

interface CtcCase {
  waveform: NemoWaveform;
  ids: number[];
  text: string;
  /** One of the two: starts in milliseconds, or steps. */
  timesMs?: number[];
  frames?: number[];
  /** As onnx-asr counts: the sum over a token's steps. */
  logProbabilities?: number[];
}

const stepMs = { ctc: 80, 'ctc-hugging-face': 80, wav2vec2: 20 };

describe.each(['ctc', 'ctc-hugging-face', 'wav2vec2'] as const)('CtcRecognizer on the %s network', (name) => {
  let recognizer: CtcRecognizer;
  const cases = nemoCases<CtcCase>(`${name}/cases.json`);

  beforeAll(async () => {
    recognizer = await CtcRecognizer.open(fileURLToPath(nemoFixture(name)), { device: 'cpu', threads: 1 });
  });
  afterAll(() => recognizer.release());

  it.each(cases)('hears what the reference hears in %s', async (_title, expected) => {
    const audio = nemoWaveform(expected.waveform);
    const [tokens = []] = await recognizer.decode([audio]);
    expect(tokens.map(({ id }) => id)).toEqual(expected.ids);
    const steps = expected.frames ?? expected.timesMs?.map((time) => time / stepMs[name]);
    expect(tokens.map(({ startStep }) => startStep)).toEqual(steps);
    tokens.forEach(({ startStep, endStep, logProbability }, index) => {
      if (endStep > startStep + 1 || !expected.logProbabilities) return;
      expect(logProbability).toBeCloseTo(expected.logProbabilities[index] ?? NaN, 3);
    });
    const transcript = await recognizeOne(recognizer, audio);
    expect(comparable(transcript.text)).toBe(comparable(expected.text));
    expect(transcript.segments.flatMap(({ words = [] }) => words).map(({ word }) => word)).toEqual(
      transcript.text.split(' ').filter((word) => word !== ''),
    );
  });

  it('hears the same in rows of many lengths together', async () => {
    const some = cases.slice(2, 12).map(([, one]) => one);
    const texts: string[] = [];
    await recognizer.recognize(toRows(some), (row, { text }) => (texts[row] = comparable(text)));
    expect(texts).toEqual(some.map(({ text }) => comparable(text)));
  });

  it('leaves out rows that nobody waits for', async () => {
    const rows = toRows(cases.slice(0, 3).map(([, one]) => one));
    const gone = new AbortController();
    gone.abort();
    const settled: number[] = [];
    const withOneGone = rows.map((row, index) => (index === 1 ? { ...row, signal: gone.signal } : row));
    await recognizer.recognize(withOneGone, (row) => settled.push(row));
    expect(settled).toEqual([0, 2]);
  });
});

function toRows(cases: readonly CtcCase[]): EngineRow[] {
  const { signal } = new AbortController();
  const request = { language: 'auto', task: 'transcribe', targetLanguage: 'en' } as const;
  return cases.map(({ waveform }) => ({ audio: nemoWaveform(waveform), request, signal }));
}

async function recognizeOne(recognizer: CtcRecognizer, audio: Float32Array): Promise<EngineTranscript> {
  const request = { language: 'en', task: 'transcribe', targetLanguage: 'en' } as const;
  let transcript: EngineTranscript | undefined;
  await recognizer.recognize([{ audio, request, signal: new AbortController().signal }], (_row, heard) => {
    transcript = heard;
  });
  if (!transcript) throw new Error('Nothing came.');
  return transcript;
}
