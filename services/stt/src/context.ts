import { ModelStore, VoiceActivity } from '@parley/inference';
import { type ServiceFoundation, createFoundation, createLogger } from '@parley/service-kit';
import type { SttConfig } from './config.js';
import { createEngines } from './engines/registry.js';
import type { SpeechToTextEngine } from './engines/speech-to-text-engine.js';
import { type SttEvents, createEvents } from './events.js';
import { addLoadGauges } from './load-gauges.js';
import { RecognitionScheduler } from './recognition/recognition-scheduler.js';

/** What the service is made of; tests pass their own parts. */
export interface SttContext {
  config: SttConfig;
  foundation: ServiceFoundation;
  events: SttEvents;
  /** Hears finals and recordings. */
  engine: SpeechToTextEngine;
  scheduler: RecognitionScheduler;
  /** Hears interims: the same, unless another model is configured for them. */
  interimEngine: SpeechToTextEngine;
  interimScheduler: RecognitionScheduler;
  voiceActivity: VoiceActivity;
  /** Whether queued jobs are taken, for which Redis must run. */
  takesJobs: boolean;
}

export async function createContext(
  config: SttConfig,
  overrides: Partial<SttContext> = {},
): Promise<SttContext> {
  const foundation =
    overrides.foundation ??
    createFoundation('stt', config.server, createLogger('stt', config.server.logLevel));
  const events = overrides.events ?? createEvents(foundation);
  const engines = overrides.engine
    ? { final: overrides.engine, interim: overrides.interimEngine ?? overrides.engine }
    : await createEngines(
        {
          ...config.engine,
          onEvent: (event) => events.engineProcess(event),
          onNote: (note) => events.modelNoted(note),
          onRecognizerCrash: (restartInMs) => events.recognizerCrashed(restartInMs),
          onUnforeseen: (engine, error) => events.engineNotMade(engine, error),
        },
        new ModelStore(config.models),
      );
  const schedule = (engine: SpeechToTextEngine) =>
    new RecognitionScheduler(engine, {
      ...config.scheduler,
      onOutcome: (outcome) => events.recognitionEnded(outcome),
    });
  const scheduler = overrides.scheduler ?? schedule(engines.final);
  const interimScheduler =
    overrides.interimScheduler ?? (engines.interim === engines.final ? scheduler : schedule(engines.interim));
  addLoadGauges(foundation, new Set([scheduler, interimScheduler]));
  return {
    config,
    foundation,
    events,
    engine: engines.final,
    scheduler,
    interimEngine: engines.interim,
    interimScheduler,
    takesJobs: overrides.takesJobs ?? true,
    voiceActivity:
      overrides.voiceActivity ?? new VoiceActivity({ onEvent: (event) => events.engineProcess(event) }),
  };
}
