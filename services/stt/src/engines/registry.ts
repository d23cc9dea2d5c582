import type { MissingModel, ModelFolders } from './missing-model/missing-model-engine.js';
import { MissingModelEngine } from './missing-model/missing-model-engine.js';
import { canary, ctc } from './missing-model/missing-models.js';
import { PocketSphinxEngine, type PocketSphinxOptions } from './pocketsphinx/pocketsphinx-engine.js';
import type { SpeechToTextEngine } from './speech-to-text-engine.js';

/** What engines may need to know of this machine. */
export interface EngineOptions {
  pocketSphinx: PocketSphinxOptions;
  modelFolders: ModelFolders;
}

const missing =
  (model: MissingModel) =>
  ({ modelFolders }: EngineOptions): SpeechToTextEngine =>
    new MissingModelEngine(model, modelFolders);

/** Every engine of this service, by the name that `STT_ENGINE` takes. */
const engines = {
  auto: ({ pocketSphinx }: EngineOptions): SpeechToTextEngine => new PocketSphinxEngine(pocketSphinx),
  pocketsphinx: ({ pocketSphinx }: EngineOptions): SpeechToTextEngine => new PocketSphinxEngine(pocketSphinx),
  canary: missing(canary),
  ctc: missing(ctc),
} as const;

export type EngineName = keyof typeof engines;
export const engineNames = Object.keys(engines) as [EngineName, ...EngineName[]];

/** The engine to name where the active one lacks a language or cannot translate. */
export const betterEngine = {
  id: 'whisper',
  howToGetIt: 'Whisper (99 languages, translation into English) comes with the next release of Parley.',
} as const;

export interface EngineSettings {
  name: EngineName;
  /** `PARLEY_MODELS_DIR` and `HF_HOME`. */
  models: ModelFolders;
  concurrency: number;
  pocketSphinxModelDirectory: string;
  onRecognizerCrash: (restartInMs: number) => void;
}

/** The engine for finals and recordings, and the one for interims: often the same. */
export function createEngines(settings: EngineSettings): {
  final: SpeechToTextEngine;
  interim: SpeechToTextEngine;
} {
  const engine = engines[settings.name]({
    pocketSphinx: {
      concurrency: settings.concurrency,
      modelDirectory: settings.pocketSphinxModelDirectory,
      onCrash: settings.onRecognizerCrash,
    },
    modelFolders: settings.models,
  });
  return { final: engine, interim: engine };
}
