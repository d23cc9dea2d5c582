import { VoiceActivity } from '@parley/inference';
import { type ServiceFoundation, createFoundation, createLogger } from '@parley/service-kit';
import type { SttConfig } from './config.js';
import { createEngine } from './engines/registry.js';
import type { SpeechToTextEngine } from './engines/speech-to-text-engine.js';
import { type SttEvents, createEvents } from './events.js';
import { RecognitionScheduler } from './recognition/recognition-scheduler.js';

/** What the service is made of; tests pass their own parts. */
export interface SttContext {
  config: SttConfig;
  foundation: ServiceFoundation;
  events: SttEvents;
  engine: SpeechToTextEngine;
  voiceActivity: VoiceActivity;
  scheduler: RecognitionScheduler;
  /** Whether queued jobs are taken, for which Redis must run. */
  takesJobs: boolean;
}

export function createContext(config: SttConfig, overrides: Partial<SttContext> = {}): SttContext {
  const foundation =
    overrides.foundation ??
    createFoundation('stt', config.server, createLogger('stt', config.server.logLevel));
  const events = overrides.events ?? createEvents(foundation);
  const engine =
    overrides.engine ??
    createEngine(config.engine.name, {
      pocketSphinx: {
        concurrency: config.engine.concurrency,
        modelDirectory: config.engine.pocketSphinxModelDirectory,
        onCrash: (restartInMs) => events.recognizerCrashed(restartInMs),
      },
      modelFolders: config.engine,
    });
  const scheduler = overrides.scheduler ?? new RecognitionScheduler(engine);
  foundation.metrics.gauge(
    'parley_queue_depth',
    'Recognitions that wait for the engine.',
    () => scheduler.waiting,
  );
  return {
    config,
    foundation,
    events,
    engine,
    scheduler,
    takesJobs: overrides.takesJobs ?? true,
    voiceActivity:
      overrides.voiceActivity ?? new VoiceActivity({ onEvent: (event) => events.engineProcess(event) }),
  };
}
