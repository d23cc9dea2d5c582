import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { generationConfigSchema } from './model/whisper-config.js';
import { decoderCandidates, encoderCandidates, graphFolder } from './network/network-files.js';
import { knownSpecialTokens } from './tokenizer/special-tokens.js';

const devices = ['cpu', 'cuda'] as const;
const languageToken = /^<\|([a-z]{2,3})\|>$/;
const configSchema = z.object({ vocab_size: z.number() });

/** What a Whisper can do, by its small files; its process says it again when it runs. */
export interface ModelFolder {
  languages: readonly string[];
  translates: boolean;
}

/** Languages and tasks of the model in a folder; English alone where nothing can be read. */
export function readModelFolder(directory: string): ModelFolder {
  const config = configSchema.safeParse(readJson(directory, 'config.json')).data;
  const known = config && knownSpecialTokens(config.vocab_size);
  if (known) return toModelFolder([...known.languages.keys()], known.translate !== undefined);
  const generation = generationConfigSchema.safeParse(readJson(directory, 'generation_config.json')).data;
  const tokens = Object.keys(generation?.lang_to_id ?? {});
  const languages = tokens.flatMap((token) => languageToken.exec(token)?.[1] ?? []);
  return toModelFolder(languages, 'translate' in (generation?.task_to_id ?? {}));
}

const toModelFolder = (languages: readonly string[], translates: boolean): ModelFolder =>
  languages.length === 0 ? { languages: ['en'], translates: false } : { languages, translates };

/** The first file that is missing for the model in this folder to run. */
export function missingModelFile(directory: string): string | undefined {
  const has = (name: string) => existsSync(join(directory, name));
  if (!has('config.json')) return 'config.json';
  if (!has('tokenizer.json') && !has('vocab.json')) return 'tokenizer.json';
  const folder = graphFolder(directory);
  // A GPU's number formats are not all a CPU's: either will do.
  if (!devices.some((device) => encoderCandidates(folder, device).length > 0))
    return 'onnx/encoder_model.onnx';
  if (!devices.some((device) => decoderCandidates(folder, device).length > 0))
    return 'onnx/decoder_model_merged.onnx';
  return undefined;
}

function readJson(directory: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(join(directory, name), 'utf8'));
  } catch {
    return undefined;
  }
}
