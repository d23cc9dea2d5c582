import { ParleyError } from '@parley/contracts';
import { type InstalledModel, type ModelStore, hasNvidiaDevice } from '@parley/inference';

/** Families of models that this service has an engine for. */
export const modelFamilies = ['whisper', 'canary', 'parakeet', 'ctc'] as const;
export type ModelFamily = (typeof modelFamilies)[number];

/** The model that a family takes where none is named; the first is also what one is told to fetch. */
const preferredModels: Readonly<Record<ModelFamily, readonly string[]>> = {
  whisper: ['whisper-base', 'whisper-small', 'whisper-tiny'],
  canary: ['canary-1b-v2', 'canary-1b-flash', 'canary-180m-flash'],
  parakeet: ['parakeet-tdt-0.6b-v3'],
  ctc: ['voxformer-ctc'],
};
const preferredOnGpu = ['whisper-large-v3-turbo', 'whisper-large-v3'];
const smallWhispers = [
  'whisper-tiny',
  'whisper-tiny_timestamped',
  'whisper-base',
  'whisper-base_timestamped',
];
/** Families that hear any speech without being told its language, the one with most languages first. */
const familiesForAnySpeech = ['whisper', 'parakeet'] as const;

const isFamily = (family: string): family is ModelFamily => modelFamilies.some((known) => known === family);

export interface ChosenModel {
  family: ModelFamily;
  installed: InstalledModel;
}

/**
 * A model that was named, which must be of the family where one is wanted.
 * @throws ParleyError `model_files_missing`, `model_files_invalid` (another family), `license_not_accepted`
 */
export async function namedModel(
  name: string,
  wanted: ModelFamily | undefined,
  store: ModelStore,
): Promise<ChosenModel> {
  const installed = await store.require(name);
  const { family } = installed.model;
  if (!isFamily(family) || (wanted !== undefined && family !== wanted)) {
    throw new ParleyError(
      'model_files_invalid',
      `${name} is a ${family} model, and a ${wanted ?? modelFamilies.join(' or ')} model is needed here. ` +
        'Set STT_ENGINE=auto, or name another model in STT_MODEL.',
    );
  }
  return { family, installed };
}

/**
 * The best model of a family that is installed.
 * @throws ParleyError `model_files_missing` for the one to fetch, where none is; `license_not_accepted`
 */
export async function bestOfFamily(family: ModelFamily, store: ModelStore): Promise<ChosenModel> {
  const [name] = await installedModels(family, store);
  const [toFetch = family] = preferredModels[family];
  return { family, installed: await store.require(name ?? toFetch) };
}

/** The best that is installed for any speech; undefined where nothing is. */
export async function bestForAnySpeech(store: ModelStore): Promise<ChosenModel | undefined> {
  for (const family of familiesForAnySpeech) {
    if ((await installedModels(family, store)).length > 0) return bestOfFamily(family, store);
  }
  return undefined;
}

/** The quickest Whisper that is installed: it tells the language for engines that cannot. */
export async function smallestWhisper(store: ModelStore): Promise<InstalledModel | undefined> {
  const installed = new Set(await installedModels('whisper', store));
  const name = smallWhispers.find((small) => installed.has(small)) ?? [...installed][0];
  return name === undefined ? undefined : store.require(name);
}

/** Names of a family's installed models whose licence is accepted, the preferred first. */
async function installedModels(family: ModelFamily, store: ModelStore): Promise<string[]> {
  const onGpu = hasNvidiaDevice() ? preferredOnGpu : [];
  const preferred = [...onGpu, ...preferredModels[family]];
  const rank = (name: string) => (preferred.includes(name) ? preferred.indexOf(name) : preferred.length);
  const findings = await store.findAll();
  return findings
    .filter(
      ({ model, installed }) => model.family === family && installed.length > 0 && store.isAccepted(model),
    )
    .map(({ model }) => model.name)
    .toSorted((a, b) => rank(a) - rank(b));
}
