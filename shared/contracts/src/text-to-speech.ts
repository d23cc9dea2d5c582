import { z } from 'zod';
import { visemeEventSchema } from './visemes.js';

/** Longest text of one request, in characters; longer ones are a job's business. */
export const maxTextCharacters = 10_000;

/** Longest text of one queued job, in characters: half an hour of speech, 80 MB of WAV. */
export const maxJobTextCharacters = 25_000;

/** Rate of every PCM stream between services, in hertz, whatever the engine's own rate: OpenAI's `pcm`. */
export const speechSampleRate = 24_000;

/** Letters, digits, and signs that have a name in speech. */
const speakable = /[\p{L}\p{N}%&@+=#§°€$£¥₹₩₽₺]/u;

/** Whether a text has anything that can be said, and not only white space, punctuation and emoji. */
export const isSpeakable = (text: string): boolean => speakable.test(text);

/** How speech can be sent: `pcm` is PCM16 mono at `speechSampleRate`, `opus` comes in Ogg, `aac` in ADTS. */
export const speechFormats = ['wav', 'pcm', 'mp3', 'opus', 'flac', 'aac'] as const;
export const speechFormatSchema = z.enum(speechFormats);
export type SpeechFormat = z.infer<typeof speechFormatSchema>;

/** Forms send numbers as strings, and an empty one, like `null` in JSON, for none. A boolean is no number. */
function numberOrAbsent(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? undefined;
  return value.trim() === '' ? undefined : Number(value);
}

const optionalNumber = (number: z.ZodNumber) => z.preprocess(numberOrAbsent, number.optional()).optional();

/** Within these, a generative voice varies; beyond them it does not speak any more. */
const samplingFields = {
  seed: optionalNumber(z.number().int().min(0).max(0xffff_ffff)),
  temperature: optionalNumber(z.number().min(0.01).max(2)),
  top_k: optionalNumber(z.number().int().min(1).max(1_000)),
  top_p: optionalNumber(z.number().min(0.01).max(1)),
  repetition_penalty: optionalNumber(z.number().min(1).max(50)),
};

/**
 * A text to speak: the first message of the speech stream, and what a job is given. Text may come empty: the service
 * says so.
 */
export const synthesizeRequestSchema = z
  .object({
    text: z.string(),
    /** `auto`: the language of the voice, or the one that the text is written in. */
    language: z.string().default('en'),
    /** A voice's id or name: an engine's own (`GET /voices`) or a cloned one. */
    voice: z.string().max(200).optional(),
    /** The same as `voice`. */
    speaker: z.string().max(200).optional(),
    /** 1 is the voice's normal rate; 0.5 half as fast. */
    speed: z.preprocess(numberOrAbsent, z.number().min(0.25).max(4).default(1)).default(1),
    /** The engine that is to speak, and no other; the best one for language and voice where absent. */
    engine: z.string().max(100).optional(),
    ...samplingFields,
  })
  .meta({ id: 'SynthesizeRequest' });
export type SynthesizeRequest = z.infer<typeof synthesizeRequestSchema>;

/** A text to be spoken by a job. */
export const synthesizeJobSchema = synthesizeRequestSchema
  .extend({ format: speechFormatSchema.optional() })
  .meta({ id: 'SynthesizeJob' });
export type SynthesizeJob = z.infer<typeof synthesizeJobSchema>;

const flag = z.union([z.boolean(), z.stringbool()]);

/** `POST /synthesize`. */
export const speechFileRequestSchema = synthesizeRequestSchema
  .extend({
    format: speechFormatSchema.optional(),
    /** The same as `format`. */
    response_format: speechFormatSchema.optional(),
    /** Sends the speech while it is made, in place of a whole file. */
    stream: flag.default(false),
  })
  .meta({ id: 'SpeechFileRequest' });
export type SpeechFileRequest = z.infer<typeof speechFileRequestSchema>;

export const voiceSchema = z.object({
  id: z.string(),
  name: z.string(),
  languages: z.array(z.string()),
  engine: z.string(),
});
export type Voice = z.infer<typeof voiceSchema>;

/** A cloned voice's name as it is kept and looked for: one spelling of those that look alike. */
export const toVoiceName = (name: string): string =>
  name.normalize('NFC').replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '').trim();

/** Where it were a name, nobody could ask for the voice by it. */
const looksLikeVoiceId = /^cloned-[0-9a-f]+$/i;

/** The fields beside the recordings (`audio`, once or several times) in `POST /voices`. */
export const createVoiceSchema = z
  .object({
    name: z
      .string()
      .overwrite(toVoiceName)
      .min(1)
      .max(100)
      .refine((name) => !looksLikeVoiceId.test(name), 'Has the form of an id. Please choose another name.'),
    /** That the person whose voice it is has agreed. Kept with the voice, with the day. */
    consent: flag.optional(),
    /** In their or the caller's own words; a plain sentence where absent. */
    consent_statement: z.string().trim().min(1).max(2_000).optional(),
    /** Keeps the recordings too; otherwise only what the engine has learnt from them is kept. */
    keep_audio: flag.default(false),
  })
  .meta({ id: 'CreateVoice' });

/** A voice that was made from recordings. */
export const clonedVoiceSchema = voiceSchema
  .extend({
    cloned: z.literal(true),
    createdAt: z.string(),
    consent: z.object({ statement: z.string(), givenAt: z.string() }),
    /** How many recordings are kept. */
    recordings: z.number(),
  })
  .meta({ id: 'ClonedVoice' });
export type ClonedVoice = z.infer<typeof clonedVoiceSchema>;

export const voiceListSchema = z
  .object({ voices: z.array(z.union([clonedVoiceSchema, voiceSchema])) })
  .meta({ id: 'VoiceList' });

/**
 * The speech stream (`GET /stream` on tts, a WebSocket). The client's first message is a SynthesizeRequest.
 * The server answers `queued` as often as the place in the queue changes, `speech-start`, then binary PCM16 mono chunks and `visemes` (each at least as early as the
 * chunk in which it sounds), then `speech-end`; or `error`. Closing the socket cancels the work.
 */
export const speechStreamMessageSchema = z.discriminatedUnion('type', [
  /** 1 is next. */
  z.object({ type: z.literal('queued'), position: z.number() }),
  z.object({
    type: z.literal('speech-start'),
    sampleRate: z.number(),
    engine: z.string(),
    language: z.string(),
    /** Whether it speaks in the place of a better engine that could not. */
    fallback: z.boolean().optional(),
  }),
  z.object({ type: z.literal('visemes'), visemes: z.array(visemeEventSchema) }),
  z.object({ type: z.literal('speech-end'), durationMs: z.number() }),
  z.object({
    type: z.literal('error'),
    code: z.string(),
    message: z.string(),
  }),
]);
export type SpeechStreamMessage = z.infer<typeof speechStreamMessageSchema>;
