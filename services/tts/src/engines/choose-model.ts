import { ParleyError } from '@parley/contracts';
import type { InstalledModel, ModelStore } from '@parley/inference';

/** Families of models that this service has an engine for, the better voice first. */
export const modelFamilies = ['xtts', 'kokoro'] as const;
export type ModelFamily = (typeof modelFamilies)[number];

/** The model that a family takes where none is named; it is also the one that people are told to fetch. */
const preferredModels: Readonly<Record<ModelFamily, string>> = { xtts: 'xtts-v2', kokoro: 'kokoro-82m' };

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
        'Set TTS_ENGINE=auto, or name another model in TTS_MODEL.',
    );
  }
  return { family, installed };
}

/**
 * The best model of a family that is installed.
 * @throws ParleyError `model_files_missing` for the one to fetch, where none is; `license_not_accepted`
 */
export async function bestOfFamily(family: ModelFamily, store: ModelStore): Promise<ChosenModel> {
  const preferred = preferredModels[family];
  const names = await installedModels(family, store);
  const name = names.includes(preferred) ? preferred : (names[0] ?? preferred);
  return { family, installed: await store.require(name) };
}

/** The families of which a model is installed and its licence accepted, the better voice first. */
export async function installedFamilies(store: ModelStore): Promise<ModelFamily[]> {
  const found = await Promise.all(
    modelFamilies.map(async (family) => ({ family, names: await installedModels(family, store) })),
  );
  return found.filter(({ names }) => names.length > 0).map(({ family }) => family);
}

async function installedModels(family: ModelFamily, store: ModelStore): Promise<string[]> {
  const findings = await store.findAll();
  return findings
    .filter(
      ({ model, installed }) => model.family === family && installed.length > 0 && store.isAccepted(model),
    )
    .map(({ model }) => model.name);
}
