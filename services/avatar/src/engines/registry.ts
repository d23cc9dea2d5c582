import { join } from 'node:path';
import { ParleyError, toParleyError } from '@parley/contracts';
import type { DevicePreference, EngineProcessEvent, InstalledModel, ModelStore } from '@parley/inference';
import type { AvatarEngine, FrameQuality, PortraitSource } from './avatar-engine.js';
import { type FaceModels, faceModels, installedFinder } from './choose-model.js';
import type { BankEvent } from './liveportrait/bank-keeper.js';
import { LivePortraitEngine } from './liveportrait/live-portrait-engine.js';
import { MeshWarpEngine } from './mesh-warp/mesh-warp-engine.js';
import { UnusableEngine } from './unusable-engine.js';

/** What `AVATAR_ENGINE` may name: LivePortrait, the embedded mesh, or the best that is installed. */
export const engineNames = ['auto', 'liveportrait', 'mesh-warp'] as const;
export type EngineName = (typeof engineNames)[number];

/** All that engines may need to know of this machine and of their service. */
export interface EngineSettings {
  name: EngineName;
  /** A model's name, folder or repository; the best that is installed where absent. */
  model?: string | undefined;
  device: DevicePreference;
  dtype?: 'fp32' | 'fp16' | undefined;
  threads: number;
  /** The best way to draw live frames that is allowed. */
  bestQuality: FrameQuality;
  /** Where derived graphs, features of portraits and banks are kept. */
  cacheDirectory: string;
  /** Bounds of what is kept of portraits: on disk, and ready in memory. */
  keptBytes: number;
  preparedBytes: number;
  portraits: PortraitSource;
  onEvent: (event: EngineProcessEvent) => void;
  onBank: (event: BankEvent) => void;
  /** Called with what an operator should know of a model's files, or of what cannot be kept. */
  onNote: (note: string) => void;
}

/** The service's engine. What was asked for and cannot be had is an engine that says why. */
export async function createAvatarEngine(settings: EngineSettings, store: ModelStore): Promise<AvatarEngine> {
  const { name, portraits, onEvent } = settings;
  if (name === 'mesh-warp') return new MeshWarpEngine({ portraits, onEvent });
  const models = faceModels(store);
  try {
    const installed = await chooseModel(settings, models);
    if (!installed) return new MeshWarpEngine({ portraits, onEvent });
    return await createLivePortrait(installed, settings, models);
  } catch (error) {
    return new UnusableEngine(reasonOf(error));
  }
}

/** The reason for whoever asks for a face: what is wrong is the configuration, whatever a caller asks for. */
function reasonOf(error: unknown): ParleyError {
  const { code, message, cause } = toParleyError(error);
  if (code !== 'unknown_model') return new ParleyError(code, `${message} Then start again.`, { cause });
  return new ParleyError('model_files_missing', message, { cause });
}

async function chooseModel(
  { name, model }: EngineSettings,
  models: FaceModels,
): Promise<InstalledModel | undefined> {
  if (model !== undefined) return (await models.named(model, 'liveportrait')).installed;
  const isThere = (await models.installed('liveportrait')).length > 0;
  // One that was asked for by its name is an error where it is not there; `best` says so.
  return isThere || name === 'liveportrait' ? (await models.best('liveportrait')).installed : undefined;
}

async function createLivePortrait(
  { model, directory }: InstalledModel,
  settings: EngineSettings,
  models: FaceModels,
): Promise<LivePortraitEngine> {
  const { device, dtype, threads, bestQuality, cacheDirectory, keptBytes, preparedBytes } = settings;
  const { portraits, onEvent, onBank, onNote } = settings;
  const kept = { folder: join(cacheDirectory, 'faces'), mostBytes: keptBytes };
  return new LivePortraitEngine({
    name: model.name,
    directory,
    finder: await installedFinder(models),
    device,
    threads,
    ...(dtype && { dtype }),
    bestQuality,
    cacheDirectory,
    features: kept,
    banks: kept,
    preparedBytes,
    portraits,
    onEvent,
    onBank,
    onNote,
  });
}
