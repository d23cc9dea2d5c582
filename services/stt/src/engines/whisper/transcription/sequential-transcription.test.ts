import { existsSync } from 'node:fs';
import { WhisperMelSpectrogram } from '@parley/audio';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recordings } from '../../../testing/recordings.js';
import type { WhisperModel } from '../decoding/decoding-types.js';
import { readWhisperFiles } from '../model/whisper-files.js';
import { openWhisperNetwork } from '../network/open-whisper-network.js';
import { buildWaveform, waveformSchema } from '../testing/fixture-waveforms.js';
import { referenceCases } from '../testing/reference-cases.js';
import { randomWhisperFolder, whisperTiny } from '../testing/whisper-model-folders.js';
import { type SequentialOptions, transcribeRecordingSequentially } from './sequential-transcription.js';
import type { TranscribedSegment } from './transcribed-segment.js';

const optionsSchema = z.strictObject({
  language: z.string().optional(),
  task: z.enum(['transcribe', 'translate']).default('transcribe'),
  temperature: z.union([z.number(), z.array(z.number())]).default(0),
  condition_on_previous_text: z.boolean().optional(),
  without_timestamps: z.boolean().optional(),
  no_speech_threshold: z.number().nullish(),
  logprob_threshold: z.number().nullish(),
  compression_ratio_threshold: z.number().nullish(),
  initial_prompt: z.string().optional(),
  carry_initial_prompt: z.boolean().optional(),
  clip_timestamps: z.union([z.string(), z.array(z.number())]).optional(),
  max_initial_timestamp: z.number().optional(),
  sample_len: z.number().optional(),
  suppress_tokens: z.string().optional(),
  suppress_blank: z.boolean().optional(),
  prefix: z.string().optional(),
  word_timestamps: z.boolean().optional(),
  prepend_punctuations: z.string().optional(),
  append_punctuations: z.string().optional(),
  hallucination_silence_threshold: z.number().optional(),
});
type Options = z.infer<typeof optionsSchema>;

const wordSchema = z.object({
  word: z.string(),
  start: z.number(),
  end: z.number(),
  probability: z.number(),
});
const segmentSchema = z.object({
  seek: z.number(),
  start: z.number(),
  end: z.number(),
  text: z.string(),
  tokens: z.array(z.number()),
  temperature: z.number(),
  avg_logprob: z.number(),
  compression_ratio: z.number(),
  no_speech_prob: z.number(),
  words: z.array(wordSchema).optional(),
});
const caseSchema = z.object({
  model: z.string(),
  audio: waveformSchema,
  options: optionsSchema,
  result: z.object({ language: z.string(), segments: z.array(segmentSchema) }),
});
const cases = ['transcription.json', 'word-transcription.json', 'silence-transcription.json'].flatMap(
  (name) => referenceCases(name, caseSchema),
);
/** The English vocabulary's files are not here: its texts are left out, and what is suppressed is told. */
const english = 'tiny-random.en';
const vocabularySchema = z.object({ model: z.string(), suppressed: z.array(z.int()) });
const suppressedInEnglish = referenceCases('vocabulary.json', vocabularySchema).find(
  ({ model }) => model === english,
)?.suppressed;

const models = new Map<string, Promise<WhisperModel>>();

/** The network that gives its attention has the same weights as the one that does not. */
function openModel(name: string, withWords: boolean): Promise<WhisperModel> {
  const folderName = withWords ? `${name}_timestamped` : name;
  const open = async (): Promise<WhisperModel> => {
    const directory = await randomWhisperFolder(folderName);
    const network = await openWhisperNetwork(directory, { device: 'cpu', threads: 1, dtype: 'fp32' });
    const files = readWhisperFiles(directory);
    const isEnglish = name === english && suppressedInEnglish;
    return { network, files: isEnglish ? { ...files, suppressedTokens: suppressedInEnglish } : files };
  };
  const model = models.get(folderName) ?? open();
  models.set(folderName, model);
  return model;
}

function toSequentialOptions(options: Options): SequentialOptions {
  const { clip_timestamps: clips, temperature, hallucination_silence_threshold: silenceSeconds } = options;
  const seconds = typeof clips === 'string' ? clips.split(',').map(Number) : clips;
  return {
    task: options.task,
    temperatures: typeof temperature === 'number' ? [temperature] : temperature,
    ...(options.language !== undefined && { language: options.language }),
    ...(options.condition_on_previous_text === false && { conditionOnPreviousText: false }),
    ...(options.no_speech_threshold !== undefined && { noSpeechThreshold: options.no_speech_threshold }),
    ...(options.logprob_threshold !== undefined && { logProbabilityThreshold: options.logprob_threshold }),
    ...(options.compression_ratio_threshold !== undefined && {
      compressionRatioThreshold: options.compression_ratio_threshold,
    }),
    ...(options.initial_prompt !== undefined && { initialPrompt: options.initial_prompt }),
    ...(options.carry_initial_prompt && { carryInitialPrompt: true }),
    ...(seconds && { clipsMs: seconds.map((each) => each * 1_000) }),
    ...(options.word_timestamps && { wordTimestamps: true }),
    ...(silenceSeconds !== undefined && { hallucinationSilenceMs: silenceSeconds * 1_000 }),
    decoding: {
      ...(options.without_timestamps && { timestamps: false }),
      ...(options.max_initial_timestamp !== undefined && {
        maxInitialTimestampSeconds: options.max_initial_timestamp,
      }),
      ...(options.sample_len !== undefined && { maxNewTokens: options.sample_len }),
    },
  };
}

/** Without the lists that a case turns off. */
function withoutSuppression({ network, files }: WhisperModel, options: Options): WhisperModel {
  return {
    network,
    files: {
      ...files,
      ...(options.suppress_tokens === '' && { suppressedTokens: [] }),
      ...(options.suppress_blank === false && { suppressedAtBegin: [] }),
    },
  };
}

/** Cases in which Parley does other than openai/whisper, on purpose. */
const isOurs = ({ prefix, prepend_punctuations: prepended }: Options) =>
  // A prefix begins the first window's text, not every window's; which signs are punctuation is no option.
  prefix === undefined && prepended === undefined;

async function transcribe(model: WhisperModel, audio: Float32Array, options: SequentialOptions) {
  const spectrogram = new WhisperMelSpectrogram(audio, model.network.dimensions.melBins);
  const events = transcribeRecordingSequentially(model, spectrogram, options, new AbortController().signal);
  const segments: TranscribedSegment[] = [];
  for (;;) {
    const next = await events.next();
    if (next.done) return { language: next.value.language, segments };
    if (next.value.type === 'segment-transcribed') segments.push(next.value.segment);
  }
}

const canRun = existsSync(recordings) && existsSync(whisperTiny);

describe.skipIf(!canRun)(
  'a recording, as openai/whisper transcribes it (skipped without shared/data)',
  () => {
    it.each(cases.filter(({ options }) => isOurs(options)).map((each, index) => ({ ...each, index })))(
      '$index: $model $options',
      { timeout: 300_000 },
      async ({ model: name, audio, options, result }) => {
        const model = withoutSuppression(await openModel(name, options.word_timestamps ?? false), options);
        const { language, segments } = await transcribe(
          model,
          buildWaveform(audio),
          toSequentialOptions(options),
        );
        expect(language).toBe(result.language);
        const expected = result.segments.filter(({ text }) => text !== '');
        expect(segments.map(({ seekFrames, tokens }) => ({ seekFrames, tokens }))).toEqual(
          expected.map(({ seek, tokens }) => ({ seekFrames: seek, tokens })),
        );
        for (const [index, segment] of segments.entries()) {
          expectSame(segment, expected[index]);
          if (name !== english) expectSameText(segment, expected[index]);
        }
      },
    );
  },
);

const toleranceMs = 20;
type ReferenceSegment = z.infer<typeof segmentSchema>;

function expectSameText({ text, decoded }: TranscribedSegment, expected: ReferenceSegment | undefined): void {
  expect(text).toBe(expected?.text);
  expect(decoded.compressionRatio).toBeCloseTo(expected?.compression_ratio ?? 0, 2);
}

function expectSame(segment: TranscribedSegment, expected: ReferenceSegment | undefined): void {
  if (!expected) return;
  const { decoded, words = [] } = segment;
  expectTimes(segment, expected);
  expect(decoded.temperature).toBe(expected.temperature);
  expect(decoded.averageLogProbability).toBeCloseTo(expected.avg_logprob, 3);
  expect(decoded.noSpeechProbability).toBeCloseTo(expected.no_speech_prob, 3);
  expect(words.map(({ word }) => word)).toEqual((expected.words ?? []).map(({ word }) => word));
  for (const [index, word] of words.entries()) {
    const other = expected.words?.[index];
    if (!other) continue;
    expectTimes(word, other);
    expect(Math.log(word.probability / other.probability)).toBeCloseTo(0, 2);
  }
}

function expectTimes(ours: { startMs: number; endMs: number }, theirs: { start: number; end: number }): void {
  expect(Math.abs(ours.startMs - theirs.start * 1_000)).toBeLessThanOrEqual(toleranceMs);
  expect(Math.abs(ours.endMs - theirs.end * 1_000)).toBeLessThanOrEqual(toleranceMs);
}
