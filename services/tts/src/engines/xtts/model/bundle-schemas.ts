import { z } from 'zod';

const size = z.int().positive();
const token = z.int().nonnegative();
const fileName = z.string().regex(/^[\w.-]+\.onnx$/, 'is no name of a graph');

/** What is read of metadata.json, which every bundle has. */
export const metadataSchema = z.object({
  n_layer: size,
  embed_dim: size,
  num_heads: size,
  head_dim: size,
  num_audio_tokens: size,
  start_audio_token: token,
  stop_audio_token: token,
  perceiver_output_len: size,
  files: z
    .object({
      gpt_model: fileName,
      gpt_model_int8: fileName,
      conditioning_encoder: fileName,
      speaker_encoder: fileName,
      hifigan_vocoder: fileName,
    })
    .partial()
    .default({}),
});

/** What is read of parley-manifest.json, which Parley's own converter adds; the defaults are the published model's. */
export const manifestSchema = z.object({
  schemaVersion: z.literal(1).default(1),
  model: z.literal('xtts-v2').default('xtts-v2'),
  conditioning: z
    .object({
      /** Of all recordings together, for the GPT. */
      maximumSeconds: z.number().positive().default(30),
      chunkSeconds: z.number().positive().default(4),
      /** Of each recording. */
      maximumRecordingSeconds: z.number().positive().default(30),
      normalizePeak: z.boolean().default(false),
    })
    .prefault({}),
});
export type ConditioningSettings = z.infer<typeof manifestSchema>['conditioning'];

export const speakerIndexSchema = z.object({
  schemaVersion: z.literal(1),
  file: z.string().regex(/^[\w.-]+$/),
  gptConditioningShape: z.tuple([size, size]),
  speakerEmbeddingShape: z.tuple([size]),
  /** Where each one's numbers begin in the file, in bytes: conditioning, then embedding. */
  speakers: z.array(z.object({ name: z.string().min(1), offset: z.int().nonnegative() })),
});
