import { ParleyError, toParleyError, transcriptionLanguages } from '@parley/contracts';
import type {
  DevicePreference,
  Dtype,
  EngineProcessEvent,
  InstalledModel,
  ModelStore,
} from '@parley/inference';
import {
  type ModelFamily,
  type SpeechModels,
  bestForAnySpeech,
  smallestWhisper,
  speechModels,
} from './choose-model.js';
import { createCanaryEngine } from './canary/canary-engine.js';
import { createCtcEngine } from './ctc/ctc-engine.js';
import { loadOnFirstUse } from './lazy-engine.js';
import { nemoLanguages } from './nemo/languages.js';
import { createParakeetEngine } from './parakeet/parakeet-engine.js';
import { PocketSphinxEngine } from './pocketsphinx/pocketsphinx-engine.js';
import { RemoteEngine, type RemoteEngineOptions } from './remote/remote-engine.js';
import type { SpeechToTextEngine } from './speech-to-text-engine.js';
import { UnusableEngine } from './unusable-engine.js';
import { LazyLanguageIdentifier } from './whisper/lazy-language-identifier.js';
import { WhisperEngine } from './whisper/whisper-engine.js';

/** What engines may need to know of this machine and of their service. */
export interface EngineSettings {
  name: EngineName;
  /** A model's name, folder or repository, for finals and recordings; the family's default where absent. */
  finalModel?: string | undefined;
  /** Another one for interims. */
  interimModel?: string | undefined;
  device: DevicePreference;
  dtype?: Dtype | undefined;
  threads: number;
  /** Whether models are loaded at the start, and not by the first work. */
  preload: boolean;
  concurrency: number;
  /** Where derived graphs go if a model's folder cannot be written. */
  cacheDirectory: string;
  pocketSphinxModelDirectory: string;
  /** Another server that transcribes. */
  remote: RemoteEngineOptions;
  onEvent: (event: EngineProcessEvent) => void;
  /** Called with what an operator should know of a model's files. */
  onNote: (note: string) => void;
  onRecognizerCrash: (restartInMs: number) => void;
  /** Called with what nobody foresaw while an engine was made; callers hear only that something went wrong. */
  onUnforeseen: (engine: string, error: unknown) => void;
}

type CreateFromModel = (
  model: InstalledModel,
  settings: EngineSettings,
  models: SpeechModels,
) => Promise<SpeechToTextEngine>;

/** Every engine that runs a model, by the model's family. */
const families: Readonly<Record<ModelFamily, CreateFromModel>> = {
  whisper: async (installed, settings) => createWhisper(installed, settings),
  parakeet: async (installed, settings) => createParakeetEngine(nemoOptions(installed, settings)),
  canary: async (installed, settings, models) => {
    const whisper = await smallestWhisper(models);
    const identifier = whisper && new LazyLanguageIdentifier(createWhisper(whisper, settings));
    return createCanaryEngine({
      ...nemoOptions(installed, settings),
      cacheDirectory: settings.cacheDirectory,
      onNote: settings.onNote,
      ...(identifier && { languageIdentifier: identifier }),
    });
  },
  ctc: async ({ directory }, settings) =>
    createCtcEngine({ ...graphOptions(settings), modelDirectory: directory }),
};

const graphOptions = ({ device, threads, dtype, onEvent }: EngineSettings) => ({
  device,
  threads,
  onEvent,
  ...(dtype && { dtype }),
});

const nemoOptions = ({ model, directory }: InstalledModel, settings: EngineSettings) => ({
  ...graphOptions(settings),
  modelDirectory: directory,
  name: model.name,
  ...(model.languages.length > 0 && { languages: model.languages }),
});

function createWhisper({ model, directory }: InstalledModel, settings: EngineSettings): WhisperEngine {
  const { cacheDirectory, concurrency, onNote } = settings;
  return new WhisperEngine({
    ...graphOptions(settings),
    name: model.name,
    directory,
    cacheDirectory,
    concurrency,
    onNote,
  });
}

/** `STT_ENGINE`: a model's family, an engine without one, or the best that is installed. */
export const engineNames = [
  'auto',
  'whisper',
  'canary',
  'parakeet',
  'ctc',
  'remote',
  'pocketsphinx',
] as const;
export type EngineName = (typeof engineNames)[number];

/** The engine for finals and recordings, and the one for interims: often the same. */
export async function createEngines(
  settings: EngineSettings,
  store: ModelStore,
): Promise<{ final: SpeechToTextEngine; interim: SpeechToTextEngine }> {
  const { name, finalModel, interimModel } = settings;
  const models = speechModels(store);
  const final = await createEngine(name, finalModel, settings, models);
  if (interimModel === undefined || interimModel === finalModel) return { final, interim: final };
  const interim = await createEngine('auto', interimModel, settings, models);
  return { final, interim };
}

/** An engine by its name, its model, or both. What cannot be had is an engine that says why. */
async function createEngine(
  name: EngineName,
  model: string | undefined,
  settings: EngineSettings,
  models: SpeechModels,
): Promise<SpeechToTextEngine> {
  if (name === 'pocketsphinx') return createPocketSphinx(settings);
  if (name === 'remote') return new RemoteEngine(settings.remote);
  try {
    const chosen = await chooseModel(name, model, models);
    if (!chosen) return createPocketSphinx(settings);
    const engine = await families[chosen.family](chosen.installed, settings, models);
    return settings.preload ? engine : loadOnFirstUse(engine);
  } catch (error) {
    if (!(error instanceof ParleyError)) settings.onUnforeseen(name, error);
    return new UnusableEngine({ ...planned[name], error: reasonOf(error) });
  }
}

function chooseModel(name: ModelFamily | 'auto', model: string | undefined, models: SpeechModels) {
  if (model !== undefined) return models.named(model, name === 'auto' ? undefined : name);
  return name === 'auto' ? bestForAnySpeech(models) : models.best(name);
}

function createPocketSphinx(settings: EngineSettings): SpeechToTextEngine {
  return new PocketSphinxEngine({
    concurrency: settings.concurrency,
    modelDirectory: settings.pocketSphinxModelDirectory,
    onCrash: settings.onRecognizerCrash,
  });
}

/** The reason for `/ready`: what is wrong is the configuration, whoever calls. */
function reasonOf(error: unknown): ParleyError {
  const { code, message, cause } = toParleyError(error);
  if (code !== 'unknown_model') return new ParleyError(code, `${message} Then start again.`, { cause });
  return new ParleyError('model_files_missing', message, { cause });
}

/** What an engine would be if its model were here. */
const planned = {
  auto: {
    id: 'speech-to-text',
    description: 'A recogniser for the model of your choice',
    languages: transcriptionLanguages,
    capabilities: { streaming: false, translate: false, wordTimestamps: false },
  },
  whisper: {
    id: 'whisper',
    description: 'Whisper (ONNX): 99 languages, translation into English',
    languages: transcriptionLanguages,
    capabilities: { streaming: false, translate: true, wordTimestamps: false },
  },
  canary: {
    id: 'canary',
    description: 'Canary (ONNX): 25 European languages, translation from and into English',
    languages: nemoLanguages,
    capabilities: { streaming: false, translate: true, wordTimestamps: false },
  },
  parakeet: {
    id: 'parakeet',
    description: 'Parakeet TDT (ONNX): 25 European languages, found by itself',
    languages: nemoLanguages,
    capabilities: { streaming: false, translate: false, wordTimestamps: true },
  },
  ctc: {
    id: 'ctc',
    description: 'A CTC model of your own (ONNX), such as VoxFormer',
    languages: transcriptionLanguages,
    capabilities: { streaming: false, translate: false, wordTimestamps: true },
  },
} as const;
