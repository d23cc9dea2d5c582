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
import {
  type ModelFamily,
  type NamedModel,
  type VoiceModels,
  installedFamilies,
  modelFamilies,
  namedModel,
  voiceModels,
} from './choose-model.js';
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
  const named = settings.model === undefined ? undefined : await namedModel(settings.model, models, store);
  if (named?.error) settings.onNote(`TTS_MODEL=${settings.model} cannot be used: ${named.error.message}`);
  const families = await installedFamilies(models);
  const engines = await Promise.all(
    namesInOrder(settings.names, named, families).map((name) =>
      name === 'unknown'
        ? new UnusableEngine({ ...planned.unknown, error: reasonOf(named?.error) })
        : createEngine(name, named, settings, models, helpers),
    ),
  );
  const embedded = new EspeakEngine(espeak);
  const [first, ...others] = settings.names[0] === 'espeak' ? [embedded, ...engines] : [...engines, embedded];
  const betterEngine = await betterThanEmbedded(store, families, named);
  return { engines: [first ?? embedded, ...others], ...(betterEngine && { betterEngine }) };
}

/** An engine to be made; `unknown` stands for that of a model that cannot be used, whatever it is. */
type WantedEngine = Exclude<EngineName, 'auto' | 'espeak'> | 'unknown';

/** The engines beside espeak-ng; for `auto` that of the named model, usable or not, then those of the others. */
function namesInOrder(
  names: readonly EngineName[],
  named: NamedModel | undefined,
  families: readonly ModelFamily[],
): WantedEngine[] {
  const best = named ? [namedEngine(names, named), ...families] : families;
  const wanted = names.flatMap((name): readonly (EngineName | 'unknown')[] =>
    name === 'auto' ? best : [name],
  );
  return [...new Set(wanted)].filter((name) => name !== 'auto' && name !== 'espeak');
}

/** A model that cannot be found is of the first family that is asked for by name. */
const namedEngine = (names: readonly EngineName[], { family }: NamedModel): ModelFamily | 'unknown' =>
  family ?? names.map((name) => modelFamilies.find((each) => each === name)).find(Boolean) ?? 'unknown';

async function createEngine(
  family: Exclude<WantedEngine, 'unknown'>,
  named: NamedModel | undefined,
  settings: EngineSettings,
  models: VoiceModels,
  { espeak, lips }: Helpers,
): Promise<TextToSpeechEngine> {
  if (family === 'remote') return new AlignedEngine(new RemoteEngine(settings.remote), lips);
  try {
    const isNamed = named && namedEngine(settings.names, named) === family;
    if (isNamed && named.error) throw named.error;
    const { installed } =
      isNamed && settings.model !== undefined
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

/** The reason for `/status`: what is wrong is the configuration, whatever a caller asks for. */
function reasonOf(error: unknown): ParleyError {
  const { code, message, cause } = toParleyError(error);
  if (code !== 'unknown_model') return new ParleyError(code, `${message} Then start again.`, { cause });
  return new ParleyError('model_files_missing', message, { cause });
}

/** What an engine would be if its model were here. */
const planned = {
  xtts: { id: 'xtts-v2', languages: speechLanguages },
  kokoro: { id: 'kokoro', languages: ['en', 'es', 'fr', 'hi', 'it', 'pt'] },
  unknown: { id: 'text-to-speech', languages: speechLanguages },
} as const;

/** The model that was named; else the voice that anyone may have, and the one that clones. Nothing where one is here. */
async function betterThanEmbedded(
  store: ModelStore,
  families: readonly ModelFamily[],
  named: NamedModel | undefined,
): Promise<CreatedEngines['betterEngine']> {
  if (families.length > 0) return undefined;
  if (named?.error) return { id: planned[named.family ?? 'unknown'].id, howToGetIt: named.error.message };
  const kokoro = await adviceOn('kokoro', store);
  const xtts = await adviceOn('xtts', store);
  return {
    id: 'kokoro',
    howToGetIt: `${kokoro} (natural voices). Cloned voices too, not for commercial use: ${xtts}`,
  };
}

/** What brings a model of a family here; where its files are, what else keeps it from being used. */
async function adviceOn(family: ModelFamily, store: ModelStore): Promise<string> {
  const models = await describeModels(store, { service: 'tts' });
  const ofFamily = models.filter((model) => model.family === family);
  const here = ofFamily.find(({ installed }) => installed.length > 0);
  if (!here) return ofFamily[0]?.howToGetIt ?? 'See GET /models';
  const refusal = await store.require(here.name).catch((error: unknown) => error);
  return refusal instanceof ParleyError ? refusal.message : 'See GET /models';
}
