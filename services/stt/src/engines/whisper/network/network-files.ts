import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { type Device, type Dtype, dtypeOrder, dtypeSuffixes } from '@parley/inference';
import { z } from 'zod';

/** A decoder as it is published: one graph with both branches, or one graph for each. */
export type DecoderFiles = { merged: string } | { first: string; next: string };

/** A file, or a pair, to try. */
export interface Candidate<Files> {
  dtype: Dtype;
  files: Files;
}

/** What is said of the network in `config.json`; each is absent where the file does not say. */
const configSchema = z.object({
  model_type: z.string().optional(),
  d_model: z.int().positive().optional(),
  vocab_size: z.int().positive().optional(),
  num_mel_bins: z.int().positive().optional(),
  max_source_positions: z.int().positive().optional(),
  max_target_positions: z.int().positive().optional(),
  decoder_layers: z.int().positive().optional(),
  decoder_attention_heads: z.int().positive().optional(),
});
export type NetworkConfig = z.infer<typeof configSchema>;

/** @throws ParleyError `model_files_invalid` where `config.json` is no model's description. */
export function readNetworkConfig(directory: string): NetworkConfig {
  const file = join(directory, 'config.json');
  if (!existsSync(file)) return {};
  try {
    return configSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new ParleyError(
      'model_files_invalid',
      `config.json in ${basename(directory)} does not describe a model. Fetch it again.`,
      { cause },
    );
  }
}

/** The folder that holds the graphs: `onnx` in the layout of public exports, or the folder itself. */
export function graphFolder(directory: string): string {
  const inner = join(directory, 'onnx');
  return existsSync(inner) ? inner : directory;
}

/** The formats to try: the one wanted first, then the device's own order. */
const dtypesToTry = (device: Device, wanted?: Dtype): Dtype[] => [
  ...new Set([...(wanted ? [wanted] : []), ...dtypeOrder[device]]),
];

/** Encoders that lie in the folder, best first. */
export function encoderCandidates(folder: string, device: Device, wanted?: Dtype): Candidate<string>[] {
  return dtypesToTry(device, wanted).flatMap((dtype) => {
    const file = join(folder, `encoder_model${dtypeSuffixes[dtype]}.onnx`);
    return existsSync(file) ? [{ dtype, files: file }] : [];
  });
}

/** Decoders that lie in the folder, best first: a merged one before a pair. */
export function decoderCandidates(folder: string, device: Device, wanted?: Dtype): Candidate<DecoderFiles>[] {
  return dtypesToTry(device, wanted).flatMap((dtype): Candidate<DecoderFiles>[] => {
    const path = (name: string) => join(folder, `${name}${dtypeSuffixes[dtype]}.onnx`);
    const merged = path('decoder_model_merged');
    const first = path('decoder_model');
    const next = path('decoder_with_past_model');
    if (existsSync(merged)) return [{ dtype, files: { merged } }];
    return existsSync(first) && existsSync(next) ? [{ dtype, files: { first, next } }] : [];
  });
}
