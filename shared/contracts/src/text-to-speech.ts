import { z } from 'zod';
import { visemeEventSchema } from './visemes.js';

/** Longest text of one request, in characters; longer ones are a job's business. */
export const maxTextCharacters = 10_000;

/** Longest text of one queued job, in characters: half an hour of speech, 80 MB of WAV. */
export const maxJobTextCharacters = 25_000;

/** Rate of every PCM stream between services, in hertz, whatever the engine's own rate: OpenAI's `pcm`. */
export const speechSampleRate = 24_000;

/** `POST /synthesize`, and the first message of the speech stream. Text may come empty: the service says so. */
export const synthesizeRequestSchema = z
  .object({
    text: z.string(),
    language: z.string().default('en'),
    voice: z.string().optional(),
    /** 1 is the voice's normal rate; 0.5 half as fast. */
    speed: z.coerce.number().min(0.25).max(4).default(1),
  })
  .meta({ id: 'SynthesizeRequest' });
export type SynthesizeRequest = z.infer<typeof synthesizeRequestSchema>;

export const voiceSchema = z.object({
  id: z.string(),
  name: z.string(),
  languages: z.array(z.string()),
  engine: z.string(),
});
export type Voice = z.infer<typeof voiceSchema>;

export const voiceListSchema = z.object({ voices: z.array(voiceSchema) }).meta({ id: 'VoiceList' });

/**
 * The speech stream (`GET /stream` on tts, a WebSocket). The client's first message is a SynthesizeRequest.
 * The server answers `speech-start`, then binary PCM16 mono chunks and `visemes` (each at least as early as the
 * chunk in which it sounds), then `speech-end`; or `error`. Closing the socket cancels the work.
 */
export const speechStreamMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('speech-start'),
    sampleRate: z.number(),
    engine: z.string(),
    language: z.string(),
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
