import { type ParleyError, toParleyError } from '@parley/contracts';
import { FamilyModels, type ModelStore } from '@parley/inference';

/** Families of models that this service has an engine for, the better voice first. */
export const modelFamilies = ['xtts', 'kokoro'] as const;
export type ModelFamily = (typeof modelFamilies)[number];

/** The voice models of a store. */
export const voiceModels = (store: ModelStore) =>
  new FamilyModels<ModelFamily>(
    store,
    {
      xtts: { preferred: ['xtts-v2'], advised: 'xtts-v2' },
      kokoro: { preferred: ['kokoro-82m'], advised: 'kokoro-82m' },
    },
    { engine: 'TTS_ENGINE', model: 'TTS_MODEL' },
  );
export type VoiceModels = ReturnType<typeof voiceModels>;

/** The families of which a model is installed and its licence accepted, the better voice first. */
export async function installedFamilies(models: VoiceModels): Promise<ModelFamily[]> {
  const found = await Promise.all(
    modelFamilies.map(async (family) => ({ family, names: await models.installed(family) })),
  );
  return found.filter(({ names }) => names.length > 0).map(({ family }) => family);
}

/** What `TTS_MODEL` names: a model that can be used, or why it cannot. */
export type NamedModel =
  { family: ModelFamily; error?: never } | { family: ModelFamily | undefined; error: ParleyError };

/** The model of this name; its family is known of one that lacks files or whose licence is not accepted, too. */
export async function namedModel(name: string, models: VoiceModels, store: ModelStore): Promise<NamedModel> {
  try {
    return { family: (await models.named(name)).family };
  } catch (error) {
    const found = await store.find(name).catch(() => undefined);
    const family = modelFamilies.find((each) => each === found?.model.family);
    return { family, error: toParleyError(error) };
  }
}
