import { z } from 'zod';

/** Far above what voices have: numbers beyond a 32-bit float would be infinite, and the speech silence. */
const speakerNumber = z.number().min(-1e4).max(1e4);

/**
 * The API of coqui-ai/xtts-streaming-server, whose clients keep a speaker's numbers and send them with each text.
 * `gpt_cond_latent` is 32 rows of 1024, as wide as the model is, or the same flat; `speaker_embedding` has 512.
 */
const speakerFields = {
  speaker_embedding: z.array(speakerNumber).length(512),
  gpt_cond_latent: z.union([z.array(z.array(speakerNumber)).length(32), z.array(speakerNumber).min(32)]),
};

export const xttsSpeakerSchema = z.object(speakerFields).meta({ id: 'XttsSpeaker' });

/** `POST /tts_stream`, and `POST /tts`. `stream_chunk_size` is taken and ignored: chunks are as long as they are. */
export const xttsSpeechSchema = z
  .object({
    ...speakerFields,
    text: z.string(),
    language: z.string(),
    add_wav_header: z.boolean().default(true),
    stream_chunk_size: z.union([z.string(), z.number()]).nullish(),
  })
  .meta({ id: 'XttsSpeechRequest' });
