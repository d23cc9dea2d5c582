import { basename } from 'node:path';
import type { EngineProcessEvent } from '@parley/inference';
import type { GraphOptions } from '@parley/inference/sessions';
import { RecognizerEngine } from '../nemo/recognizer-engine.js';
import type { CtcLoad } from './ctc-process.js';
import { readCtcManifest } from './read-ctc-manifest.js';

export interface CtcEngineOptions extends GraphOptions {
  /** The model's folder: `parley-model.json` (or the exporter's `config.json`), the graph and the vocabulary. */
  modelDirectory: string;
  onEvent?: (event: EngineProcessEvent) => void;
}

/**
 * A recogniser that runs a CTC model of one's own, VoxFormer for one.
 * @throws ParleyError `model_files_invalid` where the folder does not say how the model is fed
 */
export function createCtcEngine({ onEvent, ...load }: CtcEngineOptions): RecognizerEngine<CtcLoad> {
  const manifest = readCtcManifest(load.modelDirectory);
  const name = manifest.name ?? basename(load.modelDirectory);
  return new RecognizerEngine({
    id: 'ctc',
    description: `${name} (CTC, ONNX)`,
    model: name,
    languages: manifest.languages,
    capabilities: { streaming: false, translate: false, wordTimestamps: true },
    maxAudioMs: manifest.maxAudioMs,
    maxRows: 8,
    entry: new URL('./ctc-process.ts', import.meta.url),
    load,
    ...(onEvent && { onEvent }),
  });
}
