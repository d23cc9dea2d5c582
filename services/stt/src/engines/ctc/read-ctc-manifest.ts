import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { z } from 'zod';
import { readModelJson } from '@parley/inference/model-folder';
import { type CtcManifest, ctcManifestSchema } from './ctc-manifest.js';

/** What exporters say of a model, as far as it tells how to feed it. */
const configSchema = z.object({
  /** `nemo-conformer-ctc` (istupakov's exports), or transformers' name. */
  model_type: z.string().optional(),
  features_size: z.int().positive().optional(),
  subsampling_factor: z.int().positive().optional(),
  pad_token_id: z.int().min(0).optional(),
  encoder_config: z
    .object({
      num_mel_bins: z.int().positive().optional(),
      subsampling_factor: z.int().positive().optional(),
    })
    .optional(),
  conv_stride: z.array(z.int().positive()).optional(),
});
type Config = z.infer<typeof configSchema>;

const preprocessorSchema = z.object({ do_normalize: z.boolean().optional() });

/** Networks over waveforms that share wav2vec 2.0's front end. */
const waveformTypes = /^(wav2vec2|hubert|wavlm|data2vec-audio|sew|unispeech)/;

/**
 * How to feed the CTC model in a folder: its `parley-model.json`, or what its `config.json` lets one tell.
 * @throws ParleyError `model_files_invalid` where it is written wrong, or cannot be told
 */
export function readCtcManifest(folder: string): CtcManifest {
  const own = readModelJson(folder, 'parley-model.json', ctcManifestSchema);
  if (own) return own;
  const config = readModelJson(folder, 'config.json', configSchema);
  const detected = config && detect(folder, config);
  if (detected)
    return ctcManifestSchema.parse({ type: 'ctc', vocabulary: vocabularyFile(folder), ...detected });
  throw new ParleyError(
    'model_files_invalid',
    `${basename(folder)} does not say what kind of CTC model it is. ` +
      'Describe it in parley-model.json, as services/stt/src/engines/ctc/README.md says.',
  );
}

function detect(folder: string, config: Config): Partial<z.input<typeof ctcManifestSchema>> | undefined {
  const type = config.model_type ?? '';
  if (type.startsWith('nemo-')) return nemoForm(config);
  if (type.startsWith('parakeet')) return huggingFaceForm(config);
  if (waveformTypes.test(type)) return waveformForm(folder, config);
  return undefined;
}

function nemoForm({ features_size: melBins = 80, subsampling_factor: subsampling = 8 }: Config) {
  return {
    features: { kind: 'nemo-mel', melBins, subsampling } as const,
    inputs: { features: 'audio_signal', lengths: 'length' },
    output: { name: 'logprobs', isLogProbability: true },
  };
}

function huggingFaceForm({ encoder_config: encoder, pad_token_id: blank }: Config) {
  const { num_mel_bins: melBins = 80, subsampling_factor: subsampling = 8 } = encoder ?? {};
  return {
    features: { kind: 'nemo-mel', melBins, subsampling, layout: 'frames-first' } as const,
    inputs: { features: 'input_features', mask: 'attention_mask' },
    output: { name: 'logits', isLogProbability: false },
    ...(blank !== undefined && { blank }),
  };
}

function waveformForm(folder: string, { conv_stride: strides, pad_token_id: blank = 0 }: Config) {
  const preprocessor = readModelJson(folder, 'preprocessor_config.json', preprocessorSchema);
  const normalization = preprocessor?.do_normalize === false ? 'none' : 'zero-mean-unit-variance';
  const subsampling = strides?.reduce((product, stride) => product * stride, 1) ?? 320;
  return {
    features: { kind: 'waveform', normalization, subsampling } as const,
    inputs: { features: 'input_values', mask: 'attention_mask' },
    output: { name: 'logits', isLogProbability: false },
    blank,
  };
}

function vocabularyFile(folder: string): string {
  const names = ['vocab.txt', 'tokenizer.json', 'vocab.json', 'tokenizer.model', 'spm.model'];
  return names.find((name) => existsSync(join(folder, name))) ?? 'vocab.txt';
}
