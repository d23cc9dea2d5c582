import {
  type ChosenModel,
  FamilyModels,
  type InstalledModel,
  type ModelStore,
  hasNvidiaDevice,
} from '@parley/inference';

/** Families of models that this service has an engine for. */
export type ModelFamily = 'whisper' | 'canary' | 'parakeet' | 'ctc';

const whispers = ['whisper-base', 'whisper-small', 'whisper-tiny'];
const whispersOnGpu = ['whisper-large-v3-turbo', 'whisper-large-v3'];
const smallWhispers = [
  'whisper-tiny',
  'whisper-tiny_timestamped',
  'whisper-base',
  'whisper-base_timestamped',
];
/** Families that hear any speech without being told its language, the one with most languages first. */
const familiesForAnySpeech = ['whisper', 'parakeet'] as const;

/** The recognisers' models of a store. */
export const speechModels = (store: ModelStore) =>
  new FamilyModels<ModelFamily>(
    store,
    {
      whisper: {
        preferred: hasNvidiaDevice() ? [...whispersOnGpu, ...whispers] : whispers,
        advised: 'whisper-base',
      },
      canary: {
        preferred: ['canary-1b-v2', 'canary-1b-flash', 'canary-180m-flash'],
        advised: 'canary-1b-v2',
      },
      parakeet: { preferred: ['parakeet-tdt-0.6b-v3'], advised: 'parakeet-tdt-0.6b-v3' },
      ctc: { preferred: ['voxformer-ctc'], advised: 'voxformer-ctc' },
    },
    { engine: 'STT_ENGINE', model: 'STT_MODEL' },
  );
export type SpeechModels = ReturnType<typeof speechModels>;

/** The best that is installed for any speech; undefined where nothing is. */
export async function bestForAnySpeech(models: SpeechModels): Promise<ChosenModel<ModelFamily> | undefined> {
  for (const family of familiesForAnySpeech) {
    if ((await models.installed(family)).length > 0) return models.best(family);
  }
  return undefined;
}

/** The quickest Whisper that is installed: it tells the language for engines that cannot. */
export async function smallestWhisper(models: SpeechModels): Promise<InstalledModel | undefined> {
  const installed = await models.installed('whisper');
  const name = smallWhispers.find((small) => installed.includes(small)) ?? installed[0];
  return name === undefined ? undefined : (await models.named(name, 'whisper')).installed;
}
