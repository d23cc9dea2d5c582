import { z } from 'zod';
import { decodingFields } from './transcription-decoding.js';

export const transcriptionTaskSchema = z.enum(['transcribe', 'translate']);
export type TranscriptionTask = z.infer<typeof transcriptionTaskSchema>;

/** The fields beside the audio in `POST /transcribe`, as multipart text or JSON. `auto` lets the engine listen. */
export const transcribeOptionsSchema = z
  .object({
    language: z.string().default('auto'),
    task: transcriptionTaskSchema.default('transcribe'),
    target_language: z.string().optional(),
    /** Text that might have come before: topic, names, spelling. */
    prompt: z.string().max(4_000).optional(),
    /** How the text of the first window begins. */
    prefix: z.string().max(1_000).optional(),
    /** Words to expect, such as names; without effect beside a prefix. */
    hotwords: z.string().max(1_000).optional(),
    /** 0 is greedy; without it the engine begins at 0 and rises only where a text looks wrong. */
    temperature: z.coerce.number().min(0).max(1).optional(),
    /** `batched`: speech cut by voice activity, many stretches at once; `sequential`: window after window, each knowing the last. */
    mode: z.enum(['batched', 'sequential']).optional(),
    word_timestamps: z.union([z.boolean(), z.stringbool()]).optional(),
    punctuation: z.union([z.boolean(), z.stringbool()]).optional(),
    ...decodingFields,
  })
  .meta({ id: 'TranscribeOptions' });
export type TranscribeOptions = z.infer<typeof transcribeOptionsSchema>;

/** `POST /transcribe` with a JSON body: `audio` is base64 or a data URL, `url` an http(s) address. */
export const transcribeJsonSchema = transcribeOptionsSchema
  .extend({ audio: z.string().optional(), url: z.string().optional() })
  .meta({ id: 'TranscribeJson' });

/** Times in milliseconds from the start of the audio. */
export const transcriptWordSchema = z.object({
  word: z.string(),
  startMs: z.number(),
  endMs: z.number(),
  confidence: z.number().min(0).max(1).optional(),
});
export type TranscriptWord = z.infer<typeof transcriptWordSchema>;

/** What Whisper-like engines know of how a segment came about; names and meaning as in openai/whisper. */
export const segmentDecodingSchema = z.object({
  tokens: z.array(z.number()),
  temperature: z.number(),
  /** Mean natural logarithm of the tokens' probabilities. */
  averageLogProbability: z.number(),
  /** Bytes of the text over bytes of its zlib form: high where the text repeats itself. */
  compressionRatio: z.number(),
  noSpeechProbability: z.number().optional(),
});
export type SegmentDecoding = z.infer<typeof segmentDecodingSchema>;

export const transcriptSegmentSchema = z.object({
  text: z.string(),
  startMs: z.number(),
  endMs: z.number(),
  words: z.array(transcriptWordSchema).optional(),
  decoding: segmentDecodingSchema.optional(),
});
export type TranscriptSegment = z.infer<typeof transcriptSegmentSchema>;

export const transcriptionSchema = z
  .object({
    text: z.string(),
    language: z.string(),
    task: transcriptionTaskSchema,
    /** Milliseconds of audio received. */
    durationMs: z.number(),
    segments: z.array(transcriptSegmentSchema),
    confidence: z.number().min(0).max(1).optional(),
    engine: z.string(),
    /** Milliseconds from the decoded audio to the text. */
    processingMs: z.number(),
  })
  .meta({ id: 'Transcription' });
export type Transcription = z.infer<typeof transcriptionSchema>;

/** Rate of the PCM16 mono audio that the live socket takes, in hertz. */
export const liveSampleRate = 16_000;

/**
 * Live dialect (a), client's messages; audio itself is binary PCM16 mono 16 kHz, 20 to 60 ms a frame.
 * `interimRate` is interims a second, at most; 0 turns them off.
 */
export const liveClientEventSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('start'),
    language: z.string().default('auto'),
    task: transcriptionTaskSchema.default('transcribe'),
    interimRate: z.number().min(0).max(20).optional(),
    /** Silence that ends an utterance, in milliseconds; the service's own where absent. */
    silenceMs: z.number().min(100).max(5_000).optional(),
  }),
  z.object({ event: z.literal('stop') }),
  z.object({
    event: z.literal('set'),
    interimRate: z.number().min(0).max(20).optional(),
    language: z.string().optional(),
    silenceMs: z.number().min(100).max(5_000).optional(),
  }),
]);
export type LiveClientEvent = z.infer<typeof liveClientEventSchema>;

/** Live dialect (b), client's message: base64 of PCM16 mono 16 kHz, or of a browser container's next chunk. */
export const liveAudioMessageSchema = z.object({
  type: z.literal('audio'),
  data: z.string(),
});

/**
 * Live dialect (a), server's messages. Times `t0` and `t1` are milliseconds from the first sample received.
 * `stable_chars`: the leading characters of an interim that no later interim of this utterance will change.
 */
export const liveServerEventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('started'), language: z.string(), engine: z.string() }),
  z.object({ event: z.literal('speech_start'), t0: z.number() }),
  z.object({ event: z.literal('speech_end'), t1: z.number() }),
  z.object({
    event: z.literal('interim'),
    text: z.string(),
    stable_chars: z.number(),
    t0: z.number(),
    t1: z.number(),
  }),
  z.object({
    event: z.literal('final'),
    text: z.string(),
    language: z.string(),
    confidence: z.number().min(0).max(1).optional(),
    segments: z.array(transcriptSegmentSchema),
    t0: z.number(),
    t1: z.number(),
  }),
  z.object({
    event: z.literal('status'),
    /** Whether recognition falls behind the audio. */
    backpressure: z.boolean(),
    /** 0: none. 1: interims come half as often. 2: interims pause, and nobody new is let in. */
    backpressure_level: z.union([z.literal(0), z.literal(1), z.literal(2)]),
    cooldown_ms: z.number(),
    /** Seconds of audio that wait for recognition. */
    tail_s: z.number(),
    interim_paused: z.boolean(),
    /** Milliseconds of audio dropped so far; never silently. */
    dropped_ms: z.number(),
  }),
  z.object({ event: z.literal('stopped') }),
  z.object({ event: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type LiveServerEvent = z.infer<typeof liveServerEventSchema>;

/** Live dialect (b), server's messages. `timestamp` is milliseconds since the Unix epoch. */
export const liveTranscriptionMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('transcription'),
    text: z.string(),
    confidence: z.number(),
    timestamp: z.number(),
  }),
  /** Audio was dropped, so many milliseconds of it so far; sent only where some was. */
  z.object({ type: z.literal('status'), dropped_ms: z.number() }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
