import { type EngineStatus, ParleyError, speechLanguages, toParleyError } from '@parley/contracts';
import {
  type DevicePreference,
  type Dtype,
  type EngineProcessEvent,
  type InstalledModel,
  type ModelStore,
  describeModels,
} from '@parley/inference';
import { AlignedEngine } from '../lips/aligned-engine.js';
import { Lips, type LipsEvent } from '../lips/lips.js';
import { type ModelFamily, type VoiceModels, installedFamilies, voiceModels } from './choose-model.js';
import { EspeakEngine } from './espeak/espeak-engine.js';
import { EspeakProgram } from './espeak/espeak-program.js';
import { KokoroEngine } from './kokoro/kokoro-engine.js';
import { RemoteEngine, type RemoteEngineOptions } from './remote/remote-engine.js';
import type { TextToSpeechEngine } from './text-to-speech-engine.js';
import { UnusableEngine } from './unusable-engine.js';
import { XttsEngine } from './xtts/xtts-engine.js';

/** What `TTS_ENGINE` and `TTS_ENGINES` may name: a model's family, an engine without one, or all that is installed. */
export const engineNames = ['auto', 'xtts', 'kokoro', 'remote', 'espeak'] as const;
export type EngineName = (typeof engineNames)[number];

/** All that engines may need to know of this machine and of their service. */
export interface EngineSettings {
  /** In the order in which they are asked to speak; espeak-ng comes last unasked. */
  names: readonly EngineName[];
  /** A model's name, folder or repository; its engine then speaks with it. */
  model?: string | undefined;
  device: DevicePreference;
  dtype?: Dtype | undefined;
  threads: number;
  /** Utterances side by side. */
  concurrency: number;
  /** Where derived graphs go if a model's folder cannot be written. */
  cacheDirectory: string;
  /** Another server that speaks. */
  remote: RemoteEngineOptions;
  onEvent: (event: EngineProcessEvent) => void;
  /** Called with what an operator should know of a model's files. */
  onNote: (note: string) => void;
  /** Called where lips move by the clock alone. */
  onLipsEstimated: (reason: string) => void;
}

export interface CreatedEngines {
  /** In the order in which they are asked to speak. */
  engines: readonly [TextToSpeechEngine, ...TextToSpeechEngine[]];
  /** What would speak better than the embedded voice. */
  betterEngine?: NonNullable<EngineStatus['betterEngine']>;
}

/** What engines share: espeak-ng tells phonemes and their times to those that know neither. */
interface Helpers {
  espeak: EspeakProgram;
  lips: Lips;
}

/** Every engine of the service. What was asked for and cannot be had is an engine that says why. */
export async function createEngines(settings: EngineSettings, store: ModelStore): Promise<CreatedEngines> {
  const { onEvent, onLipsEstimated } = settings;
  const espeak = new EspeakProgram(onEvent);
  const onLips = (event: LipsEvent) => {
    if (event.type === 'lips-estimated') onLipsEstimated(event.reason);
    else onEvent(event);
  };
  const helpers = { espeak, lips: new Lips(espeak, { onEvent: onLips }) };
  const models = voiceModels(store);
  const named = settings.model === undefined ? undefined : await familyOf(settings.model, models);
  const families = await installedFamilies(models);
  const best = named ? [named, ...families.filter((family) => family !== named)] : families;
  const names = new Set(settings.names.flatMap((name): EngineName[] => (name === 'auto' ? best : [name])));
  names.delete('espeak');
  const engines = await Promise.all(
    [...names].map((name) => createEngine(name, named, settings, models, helpers)),
  );
  const embedded = new EspeakEngine(espeak);
  const [first, ...others] = settings.names[0] === 'espeak' ? [embedded, ...engines] : [...engines, embedded];
  const betterEngine = await betterThanEmbedded(store, families);
  return { engines: [first ?? embedded, ...others], ...(betterEngine && { betterEngine }) };
}

async function createEngine(
  name: EngineName,
  named: ModelFamily | undefined,
  settings: EngineSettings,
  models: VoiceModels,
  { espeak, lips }: Helpers,
): Promise<TextToSpeechEngine> {
  if (name === 'remote') return new AlignedEngine(new RemoteEngine(settings.remote), lips);
  const family = name === 'xtts' ? 'xtts' : 'kokoro';
  try {
    const { installed } =
      family === named && settings.model !== undefined
        ? await models.named(settings.model, family)
        : await models.best(family);
    const engine =
      family === 'xtts' ? createXtts(installed, settings) : createKokoro(installed, settings, espeak);
    return new AlignedEngine(engine, lips);
  } catch (error) {
    return new UnusableEngine({ ...planned[family], error: reasonOf(error) });
  }
}

const graphOptions = ({ device, threads, dtype, onEvent }: EngineSettings) => ({
  device,
  threads,
  onEvent,
  ...(dtype && { dtype }),
});

function createXtts({ model, directory }: InstalledModel, settings: EngineSettings): XttsEngine {
  const { cacheDirectory, concurrency, onNote } = settings;
  return new XttsEngine({
    ...graphOptions(settings),
    name: model.name,
    directory,
    cacheDirectory,
    // Beside those that speak, those that were interrupted and end with the run that is under way.
    concurrency: concurrency * 4,
    onNote,
  });
}

function createKokoro(
  { model, directory }: InstalledModel,
  settings: EngineSettings,
  espeak: EspeakProgram,
): KokoroEngine {
  return new KokoroEngine({ ...graphOptions(settings), name: model.name, directory, espeak });
}

/** The family of a model that is here; the error comes when its engine is made. */
async function familyOf(model: string, models: VoiceModels): Promise<ModelFamily | undefined> {
  const found = await models.named(model).catch(() => undefined);
  return found?.family;
}

const reasonOf = (error: unknown): ParleyError => {
  const { code, message, cause } = toParleyError(error);
  return new ParleyError(code, `${message} Then start again.`, { cause });
};

/** What an engine would be if its model were here. */
const planned = {
  xtts: { id: 'xtts-v2', languages: speechLanguages },
  kokoro: { id: 'kokoro', languages: ['en', 'es', 'fr', 'hi', 'it', 'pt'] },
} as const;

/** The voice that anyone may have, and the one that clones; nothing where either is here. */
async function betterThanEmbedded(
  store: ModelStore,
  families: readonly ModelFamily[],
): Promise<CreatedEngines['betterEngine']> {
  if (families.length > 0) return undefined;
  const models = await describeModels(store, { service: 'tts' });
  const adviceOn = (family: ModelFamily) =>
    models.find((model) => model.family === family)?.howToGetIt ?? 'See GET /models';
  return {
    id: 'kokoro',
    howToGetIt: `${adviceOn('kokoro')} (natural voices). Cloned voices too, not for commercial use: ${adviceOn('xtts')}`,
  };
}
