import { ModelStore } from '@parley/inference';
import { type ServiceFoundation, createFoundation, createLogger } from '@parley/service-kit';
import type { TtsConfig } from './config.js';
import { type EngineSettings, createEngines } from './engines/registry.js';
import { type TtsEvents, createEvents } from './events.js';
import { EngineSet } from './speaking/engine-set.js';
import { SpeechQueue } from './speaking/speech-queue.js';
import { VoiceMaker } from './voices/voice-maker.js';
import { VoiceStore } from './voices/voice-store.js';

/** What the service is made of; tests pass their own parts. */
export interface TtsContext {
  config: TtsConfig;
  foundation: ServiceFoundation;
  events: TtsEvents;
  engines: EngineSet;
  queue: SpeechQueue;
  /** Cloned voices. */
  voices: VoiceStore;
  voiceMaker: VoiceMaker;
  /** Whether queued jobs are taken, for which Redis must run. */
  takesJobs: boolean;
}

export async function createContext(
  config: TtsConfig,
  overrides: Partial<TtsContext> = {},
): Promise<TtsContext> {
  const foundation =
    overrides.foundation ??
    createFoundation('tts', config.server, createLogger('tts', config.server.logLevel));
  const events = overrides.events ?? createEvents(foundation);
  const engines = overrides.engines ?? (await createEngineSet(config, events));
  const queue = overrides.queue ?? new SpeechQueue(config.queue);
  const voices = overrides.voices ?? (await openVoices(config, events));
  return {
    config,
    foundation,
    events,
    engines,
    queue,
    voices,
    voiceMaker: overrides.voiceMaker ?? new VoiceMaker({ engines, queue, voices }),
    takesJobs: overrides.takesJobs ?? true,
  };
}

async function openVoices({ voices }: TtsConfig, events: TtsEvents): Promise<VoiceStore> {
  const { directory, maxVoices } = voices;
  const store = new VoiceStore(directory, {
    maxVoices,
    onDamaged: (id, reason) => events.voiceDamaged(id, reason),
  });
  await store.removeAbandonedDrafts().catch((error: unknown) => events.draftsNotRemoved(error));
  return store;
}

async function createEngineSet(config: TtsConfig, events: TtsEvents): Promise<EngineSet> {
  const settings: EngineSettings = {
    ...config.engine,
    onEvent: (event) => events.engineProcess(event),
    onNote: (note) => events.modelNoted(note),
    onLipsEstimated: (reason) => events.lipsEstimated(reason),
  };
  const { engines, betterEngine } = await createEngines(settings, new ModelStore(config.models));
  return new EngineSet(engines, betterEngine);
}
