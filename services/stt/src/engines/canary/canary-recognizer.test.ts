import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type NemoWaveform,
  nemoCases,
  nemoFixture,
  nemoWaveform,
} from '@parley/audio/testing/nemo-waveforms';
import { readModel, writeModel } from '@parley/inference/graph-surgery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparable } from '../nemo/testing/reference-text.js';
import { readVocabulary, Vocabulary } from '../nemo/vocabulary.js';
import type { EngineRequest, EngineTranscript } from '../speech-to-text-engine.js';
import { canaryPrompt } from './canary-prompt.js';
import { CanaryRecognizer } from './canary-recognizer.js';
import type { GeneratedRow } from './generate-tokens.js';

interface CanaryCase {
  waveform: NemoWaveform;
  options?: { language?: string; target_language?: string; pnc?: boolean };
  /** Without markers. */
  ids: number[];
  text: string;
  /** Of all tokens, markers included. */
  logProbabilities: number[];
}

const { signal } = new AbortController();
const cases = nemoCases<CanaryCase>('canary/cases.json');
const folder = mkdtempSync(join(tmpdir(), 'parley-canary-'));
const vocabulary = readVocabulary(fileURLToPath(nemoFixture('canary/vocab.txt')));
cpSync(fileURLToPath(nemoFixture('canary')), folder, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isMarker = (id: number) => vocabulary.token(id).startsWith('<|');

function stretchOf({ waveform, options = {} }: CanaryCase) {
  const { language = 'en', target_language: targetLanguage = language, pnc: punctuation = true } = options;
  const prompt = canaryPrompt(vocabulary, { language, targetLanguage, punctuation });
  return { audio: nemoWaveform(waveform), prompt, signal };
}

function requestOf({ options = {} }: CanaryCase): EngineRequest {
  const { language = 'en', target_language: targetLanguage, pnc } = options;
  const task = targetLanguage === undefined ? 'transcribe' : 'translate';
  return {
    language,
    task,
    targetLanguage: targetLanguage ?? language,
    ...(pnc !== undefined && { punctuation: pnc }),
  };
}

describe.each([
  ['whole', false],
  ['cut in two', true],
])('CanaryRecognizer with the decoder %s', (_title, cutsDecoder) => {
  let recognizer: CanaryRecognizer;
  beforeAll(async () => {
    recognizer = await CanaryRecognizer.open(folder, { device: 'cpu', threads: 1, cutsDecoder });
    expect(recognizer.decoder.isCut).toBe(cutsDecoder);
  });
  afterAll(() => recognizer.release());

  const write = async (some: readonly CanaryCase[]) => {
    const rows: GeneratedRow[] = [];
    await recognizer.write(some.map(stretchOf), false, (index, row) => (rows[index] = row));
    return rows;
  };

  it.each(cases)('writes what onnx-asr writes for %s', async (_waveform, expected) => {
    const [row] = await write([expected]);
    const ids = row?.tokens.map(({ id }) => id) ?? [];
    expect(ids.filter((id) => !isMarker(id))).toEqual(expected.ids);
    row?.tokens.forEach(({ logProbability }, index) => {
      expect(logProbability).toBeCloseTo(expected.logProbabilities[index] ?? NaN, 3);
    });
  });

  it('writes the same for rows of many lengths and languages together, each until its own end', async () => {
    const some = cases.slice(0, 24).map(([, one]) => one);
    const rows = await write(some);
    expect(rows.map(({ tokens }) => tokens.map(({ id }) => id).filter((id) => !isMarker(id)))).toEqual(
      some.map(({ ids }) => ids),
    );
    expect(new Set(some.map(({ ids }) => ids.length)).size).toBeGreaterThan(5);
  });

  it('makes of requests what onnx-asr makes of its options', async () => {
    const some = cases.map(([, one]) => one).filter(({ ids }) => ids.length > 0 && ids.length < 30);
    const transcripts: EngineTranscript[] = [];
    const rows = some.map((one) => ({ audio: nemoWaveform(one.waveform), request: requestOf(one), signal }));
    await recognizer.recognize(rows, (row, transcript) => (transcripts[row] = transcript));
    const whole = some.flatMap((one, index) => {
      const transcript = transcripts[index];
      // Where the guard ended a loop, the text is another.
      return transcript && comparable(transcript.text) === comparable(one.text) ? [transcript] : [];
    });
    expect(whole.length).toBeGreaterThan(some.length * 0.7);
    expect(whole[0]).toMatchObject({ segments: [{ startMs: 0, text: whole[0]?.text }] });
  });

  it('leaves rows that nobody waits for any more', async () => {
    const gone = new AbortController();
    const rows: GeneratedRow[] = [];
    const [first, second] = cases.slice(10, 12).map(([, one]) => stretchOf(one));
    if (!first || !second) throw new Error('No cases.');
    const writing = recognizer.write([{ ...first, signal: gone.signal }, second], false, (index, row) => {
      rows[index] = row;
    });
    gone.abort();
    await writing;
    expect(Object.keys(rows)).toEqual(['1']);
  });
});

describe('the guard against loops', () => {
  // Cases in which the network says the same again and again: two short ones, and one that can be halved.
  const looping = cases.filter(([title]) => /seed 40(03|18)$|ja_5s\.wav from 3015$/.test(title));

  it.each(looping)('ends what repeats itself in %s, and says it once', async (_title, expected) => {
    const recognizer = await CanaryRecognizer.open(folder, { device: 'cpu', threads: 1 });
    const guarded: GeneratedRow[] = [];
    await recognizer.write([stretchOf(expected)], true, (_index, row) => guarded.push(row));
    const [{ tokens = [], repetition } = {}] = guarded;
    expect(repetition?.times).toBeGreaterThan(3);
    expect(tokens.length).toBeLessThan(expected.ids.length);
    const texts: string[] = [];
    const row = { audio: nemoWaveform(expected.waveform), request: requestOf(expected), signal };
    await recognizer.recognize([row], (_row, { text }) => texts.push(text));
    expect(texts).toHaveLength(1);
    expect(texts[0]).not.toMatch(/(.{3,}?)\1{4}/u);
    expect(expected.text).toMatch(/(.{2,}?)\1{4}/u);
    await recognizer.release();
  });
});

describe('the cut decoder', () => {
  it('is done without where the graph is built otherwise', async () => {
    const other = mkdtempSync(join(tmpdir(), 'parley-canary-'));
    cpSync(folder, other, { recursive: true });
    const file = join(other, 'decoder-model.onnx');
    const model = readModel(readFileSync(file));
    for (const node of model.graph.nodes) {
      node.inputs = node.inputs.map((name) => name.replace('/_decoder/', '/other/'));
      node.outputs = node.outputs.map((name) => name.replace('/_decoder/', '/other/'));
    }
    writeFileSync(file, writeModel(model));
    const recognizer = await CanaryRecognizer.open(other, { device: 'cpu', threads: 1 });
    expect(recognizer.decoder.isCut).toBe(false);
    expect(recognizer.facts.notes).toEqual([expect.stringMatching(/as it was exported.*built otherwise/)]);
    const [, expected] = cases[10] ?? [];
    if (!expected) throw new Error('No case.');
    let ids: number[] = [];
    await recognizer.write([stretchOf(expected)], false, (_index, { tokens }) => {
      ids = tokens.map(({ id }) => id);
    });
    expect(ids.filter((id) => !isMarker(id))).toEqual(expected.ids);
    await recognizer.release();
    rmSync(other, { recursive: true, force: true });
  });

  it('is kept beside the model, the graph of keys and values small', () => {
    const kept = readdirSync(folder).filter((name) => name.endsWith('.parley'));
    expect(kept.map((name) => name.replace(/-[0-9a-f]{16}\.parley$/, '')).sort()).toEqual([
      'decoder-model.cross-attention',
      'decoder-model.step',
    ]);
    const sizes = kept.map((name) => readFileSync(join(folder, name)).length);
    expect(Math.min(...sizes)).toBeLessThan(Math.max(...sizes) / 3);
  });
});

describe('canaryPrompt', () => {
  const task = { language: 'de', targetLanguage: 'en', punctuation: false };

  it("is canary2's where the vocabulary knows contexts", () => {
    expect(
      canaryPrompt(vocabulary, task)
        .map((id) => vocabulary.token(id))
        .join(' '),
    ).toBe(
      '▁ <|startofcontext|> <|startoftranscript|> <|emo:undefined|> <|de|> <|en|> <|nopnc|> <|noitn|> ' +
        '<|notimestamp|> <|nodiarize|>',
    );
  });

  it("is the first Canary's where it does not", () => {
    const old = new Vocabulary(
      '<|startoftranscript|> <|de|> <|en|> <|transcribe|> <|translate|> <|pnc|> <|nopnc|>'.split(' '),
      'vocab.txt',
    );
    expect(canaryPrompt(old, task)).toEqual([0, 1, 4, 2, 6]);
    expect(canaryPrompt(old, { ...task, targetLanguage: 'de', punctuation: true })).toEqual([0, 1, 3, 1, 5]);
    expect(() => canaryPrompt(old, { ...task, language: 'fr' })).toThrow(/<\|fr\|>/);
  });
});
