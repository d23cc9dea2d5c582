import { z } from 'zod';
import { speechFormats, synthesizeRequestSchema } from './text-to-speech.js';

const { language, seed, temperature, top_k, top_p, repetition_penalty } = synthesizeRequestSchema.shape;

/**
 * `POST /v1/audio/speech`, as OpenAI's SDK 6 has it. `language`, `seed` and the fields of sampling are Parley's;
 * fields that are not named here, `instructions` among them, are ignored.
 */
export const openAiSpeechSchema = z
  .object({
    /** An engine, or one of OpenAI's names for whichever is the best here. */
    model: z.string().max(200).optional(),
    input: z.string(),
    /** A voice of Parley's, a cloned one, or one of OpenAI's names, for which every engine has a voice. */
    voice: z
      .union([z.string().max(200), z.object({ id: z.string().max(200) }).transform(({ id }) => id)])
      .optional(),
    response_format: z.enum(speechFormats).default('mp3'),
    speed: synthesizeRequestSchema.shape.speed,
    /** `sse`: events with audio in base64, `speech.audio.delta`, then `speech.audio.done`. */
    stream_format: z.enum(['audio', 'sse']).default('audio'),
    /** That of the voice or of the text where absent. */
    language: language.unwrap().default('auto'),
    seed,
    temperature,
    top_k,
    top_p,
    repetition_penalty,
  })
  .meta({ id: 'OpenAiSpeechRequest' });

export const openAiSpeechEventSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('speech.audio.delta'), audio: z.string() }),
    z.object({
      type: z.literal('speech.audio.done'),
      /** 0: Parley counts no tokens. */
      usage: z.object({
        input_tokens: z.number(),
        output_tokens: z.number(),
        total_tokens: z.number(),
      }),
    }),
    z.object({ type: z.literal('error'), error: z.object({ message: z.string(), code: z.string() }) }),
  ])
  .meta({ id: 'OpenAiSpeechEvent' });
export type OpenAiSpeechEvent = z.infer<typeof openAiSpeechEventSchema>;
