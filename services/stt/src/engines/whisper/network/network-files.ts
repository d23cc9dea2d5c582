import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Device, type Dtype, dtypeSuffixes, dtypesToTry } from '@parley/inference';
import type { Candidate } from '@parley/inference/sessions';
import { z } from 'zod';
import { readModelJson } from '@parley/inference/model-folder';

/** A decoder as it is published: one graph with both branches, or one graph for each. */
export type DecoderFiles = { merged: string } | { first: string; next: string };

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
  return readModelJson(directory, 'config.json', configSchema) ?? {};
}

/** The folder that holds the graphs: `onnx` in the layout of public exports, or the folder itself. */
export function graphFolder(directory: string): string {
  const inner = join(directory, 'onnx');
  return existsSync(inner) ? inner : directory;
}

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
