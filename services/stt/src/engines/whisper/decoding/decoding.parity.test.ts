import { existsSync } from 'node:fs';
import { WhisperMelSpectrogram } from '@parley/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readWhisperFiles } from '../model/whisper-files.js';
import { openWhisperNetwork } from '../network/open-whisper-network.js';
import type { EncodedWindows } from '../network/whisper-network.js';
import { buildWaveform, waveformSchema } from '../testing/fixture-waveforms.js';
import { referenceCases } from '../testing/reference-cases.js';
import { randomWhisperFolder, whisperTiny, whisperTinyNote } from '../testing/whisper-model-folders.js';
import { compressionRatio } from './compression-ratio.js';
import { decodeRows } from './decode-windows.js';
import type { SearchOptions, WhisperModel } from './decoding-types.js';
import { detectLanguage } from './detect-language.js';
import { type DecodedRow, planRow, type RowPlan } from './row-plan.js';

const ids = z.array(z.number());
const textOrIds = z.union([z.string(), ids]);
const decodingCase = z.object({
  model: z.string(),
  audio: waveformSchema,
  options: z.strictObject({
    language: z.string().optional(),
    task: z.enum(['transcribe', 'translate']).default('transcribe'),
    prompt: textOrIds.optional(),
    prefix: textOrIds.optional(),
    sample_len: z.number().optional(),
    beam_size: z.number().optional(),
    patience: z.number().optional(),
    length_penalty: z.number().optional(),
    suppress_tokens: textOrIds.nullable().default('-1'),
    suppress_blank: z.boolean().default(true),
    without_timestamps: z.boolean().default(false),
    max_initial_timestamp: z.number().nullable().default(1),
  }),
  result: z.object({
    language: z.string(),
    tokens: ids,
    text: z.string(),
    avg_logprob: z.number(),
    no_speech_prob: z.number(),
    compression_ratio: z.number(),
  }),
});
type DecodingCase = z.infer<typeof decodingCase>;

const english = 'tiny-random.en';
const networks = ['tiny-random', 'tiny-random-large-v3', english].flatMap((name) => [
  { name, way: 'token by token', stepwise: true },
  { name, way: 'in one graph', stepwise: false },
]);
const { signal } = new AbortController();
/** The English vocabulary's files are not here: what needs its spelling is taken from the reference, or left out. */
const englishSuppressed = referenceCases(
  'vocabulary.json',
  z.object({ model: z.string(), suppressed: ids }),
).find(({ model }) => model === english)?.suppressed;

async function openModel(name: string, stepwise: boolean): Promise<WhisperModel> {
  const folder = await randomWhisperFolder(name);
  const network = await openWhisperNetwork(folder, { device: 'cpu', threads: 1, dtype: 'fp32', stepwise });
  const files = readWhisperFiles(folder);
  return {
    network,
    files: { ...files, ...(name === english && { suppressedTokens: englishSuppressed ?? [] }) },
  };
}

/** The windows of some waveforms, as openai/whisper's transcribe cuts them. */
function encode(
  { network }: WhisperModel,
  waveforms: z.infer<typeof waveformSchema>[],
): Promise<EncodedWindows> {
  const { melBins, windowFrames } = network.dimensions;
  const mel = new Float32Array(waveforms.length * melBins * windowFrames);
  waveforms.forEach((waveform, row) => {
    const target = mel.subarray(row * melBins * windowFrames, (row + 1) * melBins * windowFrames);
    const spectrogram = new WhisperMelSpectrogram(buildWaveform(waveform), melBins);
    spectrogram.window(0, windowFrames, { windowFrames, padding: 'zero' }, target);
  });
  return network.encode(mel, waveforms.length, signal);
}

/** openai/whisper's options as a plan; its prefix stands right behind the start, and is no part of the text. */
function planOf({ options, result }: DecodingCase, { files, network }: WhisperModel): RowPlan {
  const { textPositions } = network.dimensions;
  const tokensOf = (value: string | number[]) =>
    typeof value === 'string' ? files.tokenizer.encode(` ${value.trim()}`) : value;
  const request = {
    task: options.task,
    previousTokens: tokensOf(options.prompt ?? []),
    ...(options.suppress_tokens !== null && { suppressTokens: tokenList(options.suppress_tokens) }),
    timestamps: !options.without_timestamps,
    // openai/whisper takes 0 for no bound.
    maxInitialTimestampSeconds: options.max_initial_timestamp || null,
  };
  const { prompt, rules } = planRow(request, result.language, files, textPositions);
  const tokens = [...prompt.tokens, ...tokensOf(options.prefix ?? [])];
  return {
    prompt: { ...prompt, tokens },
    rules: {
      ...rules,
      // Of no list at all, openai/whisper makes no rule: special tokens may then come.
      suppressed: options.suppress_tokens === null ? [] : rules.suppressed,
      suppressedAtBegin: options.suppress_blank ? rules.suppressedAtBegin : [],
    },
    maxNewTokens: Math.min(options.sample_len ?? textPositions / 2, textPositions + 1 - tokens.length),
  };
}

function tokenList(given: string | number[]): number[] {
  return typeof given === 'string' ? given.split(',').map(Number) : given;
}

const searchOf = ({ options }: DecodingCase): SearchOptions => ({
  temperature: 0,
  ...(options.beam_size !== undefined && { beamSize: options.beam_size }),
  ...(options.patience !== undefined && { patience: options.patience }),
  ...(options.length_penalty !== undefined && { lengthPenalty: options.length_penalty }),
});

const cases = referenceCases('decoding.json', decodingCase).filter(
  ({ model, options }) => model !== english || typeof options.prefix !== 'string',
);
const languageCases = referenceCases(
  'languages.json',
  z.object({
    model: z.string(),
    audio: waveformSchema,
    token: z.number(),
    probabilities: z.record(z.string(), z.number()),
  }),
);

describe.skipIf(!existsSync(whisperTiny))(`Decoding, beside openai/whisper${whisperTinyNote}`, () => {
  describe.each(networks)('with the network $name, $way', ({ name, stepwise }) => {
    const own = cases.filter(({ model }) => model === name);
    const rows = new Map<DecodingCase, DecodedRow>();
    let model: WhisperModel;

    beforeAll(async () => {
      model = await openModel(name, stepwise);
      // All cases of one way to search are decoded at once: rows must not know of each other.
      for (const search of new Set(own.map((each) => JSON.stringify(searchOf(each))))) {
        const together = own.filter((each) => JSON.stringify(searchOf(each)) === search);
        const windows = await encode(
          model,
          together.map(({ audio }) => audio),
        );
        const plans = together.map((each) => planOf(each, model));
        const decoded = await decodeRows(
          { network: model.network, windows, plans },
          JSON.parse(search),
          signal,
        );
        decoded.forEach((row, index) => {
          const each = together[index];
          if (each) rows.set(each, row);
        });
      }
    }, 600_000);
    afterAll(() => model.network.release());

    it.each(own.map((each, index) => ({ index, each })))('decodes its case $index alike', ({ each }) => {
      const { result, options } = each;
      const row = rows.get(each);
      expect(row?.tokens, JSON.stringify(options)).toEqual(result.tokens);
      const average = (row?.sumLogProbability ?? 0) / (result.tokens.length + 1);
      expect(Math.abs(average - result.avg_logprob)).toBeLessThan(1e-3);
      expect(Math.abs((row?.noSpeechProbability ?? 0) - result.no_speech_prob)).toBeLessThan(1e-3);
      expect(compressionRatio(result.text)).toBe(result.compression_ratio);
      if (each.model === english) return;
      const text = model.files.tokenizer.decode(row?.tokens ?? []).trim();
      expect(text).toBe(result.text.replaceAll(/<\|[a-z]+\|>/g, '').trim());
    });

    const heard = languageCases.filter((each) => each.model === name);
    // Models that know English only have no such cases.
    if (heard.length === 0) return;
    it(`hears the languages of ${heard.length} windows alike`, async () => {
      const windows = await encode(
        model,
        heard.map(({ audio }) => audio),
      );
      const detected = await detectLanguage(model, windows, signal);
      detected.forEach(({ language, probabilities }, index) => {
        const expected = heard[index];
        expect(model.files.specialTokens.languages.get(language)).toBe(expected?.token);
        expect(probabilities.size).toBe(Object.keys(expected?.probabilities ?? {}).length);
        for (const [code, probability] of Object.entries(expected?.probabilities ?? {})) {
          expect(Math.abs((probabilities.get(code) ?? -1) - probability)).toBeLessThan(1e-3);
        }
      });
    });
  });
});
