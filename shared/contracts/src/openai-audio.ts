import { z } from 'zod';
import { transcribeOptionsSchema } from './speech-to-text.js';
import { decodingFields } from './transcription-decoding.js';

/** OpenAI's speech-to-text dialect, as its SDK 6 and its OpenAPI document have it. */
export const openAiTextFormats = ['json', 'text', 'srt', 'verbose_json', 'vtt'] as const;
export type OpenAiTextFormat = (typeof openAiTextFormats)[number];

/** A form's field that may come once or several times. */
const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).optional(),
  );

const flag = z.union([z.boolean(), z.stringbool()]);

const openAiCommonFields = {
  /** A model's name from `GET /v1/models`; without it the active one answers. */
  model: z.string().max(200).optional(),
  /** An ISO-639-1 code; without it the engine listens for itself. */
  language: z.string().default('auto'),
  prompt: transcribeOptionsSchema.shape.prompt,
  response_format: z.enum(openAiTextFormats).default('json'),
  /** 0 begins greedily and rises where a text looks wrong. */
  temperature: z.coerce.number().min(0).max(1).optional(),
  hotwords: transcribeOptionsSchema.shape.hotwords,
  /** false: the recording as a whole, window after window, where the engine can. */
  vad_filter: flag.optional(),
  ...decodingFields,
};

/**
 * The fields beside `file` in `POST /v1/audio/transcriptions`. `hotwords`, `vad_filter`, `word_timestamps` and those of
 * decoding, from `beam_size` on, are those of faster-whisper's servers; fields that are not named here are ignored, as OpenAI ignores them.
 */
export const openAiTranscriptionSchema = z
  .object({
    ...openAiCommonFields,
    timestamp_granularities: list(z.enum(['word', 'segment'])),
    word_timestamps: flag.optional(),
    /** Server-sent events, `transcript.text.delta` and `transcript.text.done`, in place of one answer. */
    stream: flag.default(false),
  })
  .meta({ id: 'OpenAiTranscriptionRequest' });
export type OpenAiTranscriptionRequest = z.infer<typeof openAiTranscriptionSchema>;

/** The fields beside `file` in `POST /v1/audio/translations`: into English. */
export const openAiTranslationSchema = z.object(openAiCommonFields).meta({ id: 'OpenAiTranslationRequest' });

const durationUsageSchema = z.object({ type: z.literal('duration'), seconds: z.number() });

export const openAiTextSchema = z
  .object({ text: z.string(), usage: durationUsageSchema })
  .meta({ id: 'OpenAiText' });

export const openAiSegmentSchema = z.object({
  id: z.number(),
  /** Where the segment begins, in frames of 10 ms. */
  seek: z.number(),
  start: z.number(),
  end: z.number(),
  text: z.string(),
  tokens: z.array(z.number()),
  temperature: z.number(),
  avg_logprob: z.number(),
  compression_ratio: z.number(),
  no_speech_prob: z.number(),
});
export type OpenAiSegment = z.infer<typeof openAiSegmentSchema>;

/** `response_format=verbose_json`; times in seconds. */
export const openAiVerboseTextSchema = z
  .object({
    task: z.enum(['transcribe', 'translate']),
    /** The English name in lower case: `german`. */
    language: z.string(),
    duration: z.number(),
    text: z.string(),
    segments: z.array(openAiSegmentSchema).optional(),
    words: z.array(z.object({ word: z.string(), start: z.number(), end: z.number() })).optional(),
    usage: durationUsageSchema,
  })
  .meta({ id: 'OpenAiVerboseText' });
export type OpenAiVerboseText = z.infer<typeof openAiVerboseTextSchema>;

export const openAiStreamEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('transcript.text.delta'), delta: z.string() }),
  z.object({ type: z.literal('transcript.text.done'), text: z.string(), usage: durationUsageSchema }),
]);
export type OpenAiStreamEvent = z.infer<typeof openAiStreamEventSchema>;

export const openAiModelSchema = z
  .object({ id: z.string(), object: z.literal('model'), created: z.number(), owned_by: z.string() })
  .meta({ id: 'OpenAiModel' });
export type OpenAiModel = z.infer<typeof openAiModelSchema>;

/** `GET /v1/models`. */
export const openAiModelListSchema = z
  .object({ object: z.literal('list'), data: z.array(openAiModelSchema) })
  .meta({ id: 'OpenAiModelList' });
export type OpenAiModelList = z.infer<typeof openAiModelListSchema>;

/** By what model names are compared: `Systran/faster-whisper-base` and `openai/whisper-base` are `whisper-base`. */
export function plainModelName(name: string): string {
  const lower = name.trim().toLowerCase();
  return lower.slice(lower.lastIndexOf('/') + 1).replace(/^faster-/, '');
}
