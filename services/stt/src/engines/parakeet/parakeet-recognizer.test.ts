import { fileURLToPath } from 'node:url';
import {
  type NemoWaveform,
  nemoCases,
  nemoFixture,
  nemoWaveform,
} from '@parley/audio/testing/nemo-waveforms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparable } from '../nemo/testing/reference-text.js';
import type { EngineTranscript } from '../speech-to-text-engine.js';
import type { TransducedToken } from './greedy-transduction.js';
import { ParakeetRecognizer } from './parakeet-recognizer.js';

interface TransducerCase {
  waveform: NemoWaveform;
  ids: number[];
  text: string;
  timesMs: number[];
  logProbabilities: number[];
}

const request = { language: 'de', task: 'transcribe', targetLanguage: 'en' } as const;
const { signal } = new AbortController();

describe.each(['parakeet-tdt', 'parakeet-rnnt'])('ParakeetRecognizer on the %s network', (name) => {
  let recognizer: ParakeetRecognizer;
  const cases = nemoCases<TransducerCase>(`${name}/cases.json`);
  const decode = async (audios: readonly Float32Array[]) => {
    const decoded: TransducedToken[][] = [];
    const rows = audios.map((audio) => ({ audio, signal }));
    await recognizer.decode(rows, (row, tokens) => (decoded[row] = tokens));
    return decoded;
  };

  beforeAll(async () => {
    recognizer = await ParakeetRecognizer.open(fileURLToPath(nemoFixture(name)), {
      device: 'cpu',
      threads: 1,
    });
  });
  afterAll(() => recognizer.release());

  it.each(cases)('hears what onnx-asr hears in %s', async (_title, expected) => {
    const audio = nemoWaveform(expected.waveform);
    const [tokens = []] = await decode([audio]);
    expect(tokens.map(({ id }) => id)).toEqual(expected.ids);
    expect(tokens.map(({ startFrame }) => startFrame * 80)).toEqual(expected.timesMs);
    tokens.forEach(({ logProbability }, index) => {
      expect(logProbability).toBeCloseTo(expected.logProbabilities[index] ?? NaN, 3);
    });
    let transcript: EngineTranscript | undefined;
    await recognizer.recognize([{ audio, request, signal }], (_row, heard) => (transcript = heard));
    expect(comparable(transcript?.text ?? '?')).toBe(comparable(expected.text));
    expect(transcript?.language).toBe('de');
  });

  it('hears the same in rows of many lengths together', async () => {
    const some = cases.slice(0, 16).map(([, one]) => one);
    const decoded = await decode(some.map(({ waveform }) => nemoWaveform(waveform)));
    expect(decoded.map((tokens) => tokens.map(({ id }) => id))).toEqual(some.map(({ ids }) => ids));
  });

  it('settles short rows before long ones, and leaves a row when nobody waits for it', async () => {
    const gone = new AbortController();
    const rows = [cases[8], cases[6], cases[0]].map((one, index) => ({
      audio: one ? nemoWaveform(one[1].waveform) : new Float32Array(),
      signal: index === 1 ? gone.signal : signal,
    }));
    const settled: number[] = [];
    await recognizer.decode(rows, (row) => {
      settled.push(row);
      gone.abort();
    });
    expect(settled).toEqual([2, 0]);
  });
});
