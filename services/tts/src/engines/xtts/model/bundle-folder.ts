import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { speakerIndexSchema } from './bundle-schemas.js';

/** The public bundle keeps its files in a folder of this name. */
const innerFolder = 'xtts_onnx';

/** Where a bundle's files lie: in a model's folder, or one below it. */
export function bundleFolder(directory: string): string {
  const inner = join(directory, innerFolder);
  return !existsSync(join(directory, 'metadata.json')) && existsSync(join(inner, 'metadata.json'))
    ? inner
    : directory;
}

const tables = ['mel_embedding', 'mel_pos_embedding', 'text_embedding', 'text_pos_embedding'];
const always = [
  'metadata.json',
  'vocab.json',
  'mel_stats.npy',
  ...tables.map((name) => `embeddings/${name}.npy`),
  'conditioning_encoder.onnx',
  'speaker_encoder.onnx',
  'hifigan_vocoder.onnx',
];

/** The first file that is missing for the bundle in this folder to speak. */
export function missingBundleFile(directory: string): string | undefined {
  const has = (name: string) => existsSync(join(bundleFolder(directory), name));
  const missing = always.find((name) => !has(name));
  if (missing !== undefined) return missing;
  return has('gpt_model.onnx') || has('gpt_model_int8.onnx') ? undefined : 'gpt_model.onnx';
}

/** Names of the built-in speakers, where the bundle has any that can be read. */
export function speakerNames(directory: string): string[] {
  try {
    const text = readFileSync(join(bundleFolder(directory), 'speakers.json'), 'utf8');
    return speakerIndexSchema.parse(JSON.parse(text)).speakers.map(({ name }) => name);
  } catch {
    return [];
  }
}
