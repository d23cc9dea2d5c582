import { z } from 'zod';

const size = z.int().positive();

/** What is read of config.json. */
export const configSchema = z.object({
  model_type: z.literal('whisper'),
  _name_or_path: z.string().nullish(),
  vocab_size: size,
  num_mel_bins: size,
  decoder_layers: size,
  decoder_attention_heads: size,
});

const ids = z.record(z.string(), z.int().nonnegative());

/** What is read of generation_config.json; old exports have none of it. */
export const generationConfigSchema = z.object({
  is_multilingual: z.boolean().nullish(),
  alignment_heads: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])).nullish(),
  lang_to_id: ids.nullish(),
  task_to_id: ids.nullish(),
  suppress_tokens: z.array(z.int()).nullish(),
  begin_suppress_tokens: z.array(z.int()).nullish(),
  no_timestamps_token_id: z.int().nonnegative().nullish(),
});
export type GenerationConfig = z.infer<typeof generationConfigSchema>;

/** What is read of preprocessor_config.json: the audio that the network was trained on. */
export const preprocessorConfigSchema = z.object({
  feature_size: size.nullish(),
  sampling_rate: z.literal(16_000).nullish(),
  n_fft: z.literal(400).nullish(),
  hop_length: z.literal(160).nullish(),
});
