import { basename } from 'node:path';
import type { EngineProcessEvent } from '@parley/inference';
import { nemoLanguages } from '../nemo/languages.js';
import type { GraphOptions } from '@parley/inference/sessions';
import { RecognizerEngine } from '../nemo/recognizer-engine.js';
import type { ParakeetLoad } from './parakeet-process.js';

export interface ParakeetEngineOptions extends GraphOptions {
  /** `encoder-model.onnx`, `decoder_joint-model.onnx`, `vocab.txt` and `config.json`. */
  modelDirectory: string;
  /** The folder's name where absent. */
  name?: string;
  /** The 25 of Parakeet TDT 0.6B v3 where absent. */
  languages?: readonly string[];
  onEvent?: (event: EngineProcessEvent) => void;
}

/** A recogniser that runs NVIDIA Parakeet (TDT or RNN-T): in any of its languages, with the times of words. */
export function createParakeetEngine(options: ParakeetEngineOptions): RecognizerEngine<ParakeetLoad> {
  const { name = basename(options.modelDirectory), languages = nemoLanguages, onEvent, ...load } = options;
  return new RecognizerEngine({
    id: 'parakeet',
    description: `${name} (transducer, ONNX)`,
    model: name,
    languages,
    capabilities: { streaming: false, translate: false, wordTimestamps: true },
    maxAudioMs: 30_000,
    maxRows: 8,
    entry: new URL('./parakeet-process.ts', import.meta.url),
    load: { ...load, languages },
    ...(onEvent && { onEvent }),
  });
}
