import { EngineService, type WarmPart, uploadPlaces } from '@parley/service-kit';
import type { SttContext } from './context.js';
import type { SpeechToTextEngine } from './engines/speech-to-text-engine.js';
import { consumeTranscribeJobs } from './jobs/transcribe.js';
import { addLanguagesRoute } from './routes/languages.js';
import { liveRoute } from './routes/live.js';
import { addSttModelsRoute } from './routes/models.js';
import { addOpenAiAudioRoutes } from './routes/openai-audio.js';
import { addOpenAiModelRoutes } from './routes/openai-models.js';
import { addTranscribeRoute } from './routes/transcribe.js';

/** A gigabyte through a line of 3 Mbit/s. */
const uploadTimeoutMs = 3_600_000;

/** Speech in, text out. */
export function createSttService(context: SttContext): EngineService {
  const { foundation, engine, interimEngine, scheduler, takesJobs } = context;
  const service: EngineService = new EngineService({
    foundation,
    receiveTimeoutMs: uploadTimeoutMs,
    engine: () => engine.status(),
    details: () => ({
      liveSessions: service.http.openSockets,
      recognitionsWaiting: scheduler.waiting,
      backPressure: scheduler.backPressure,
      ...(interimEngine !== engine && { interimEngine: interimEngine.status() }),
    }),
    parts: partsOf(context),
    // A replica without its model must not take jobs that another could do.
    consumeJobs: () => (takesJobs && engine.readiness().ready ? consumeTranscribeJobs(context) : undefined),
    addRoutes: (app) => {
      const places = uploadPlaces(context.config.requests.maxAtOnce);
      addTranscribeRoute(app, context, places);
      addOpenAiAudioRoutes(app, context, places);
      addOpenAiModelRoutes(app, context);
      addLanguagesRoute(app, context);
      addSttModelsRoute(app, context);
    },
    sockets: [liveRoute(context)],
  });
  return service;
}

/** The engine and its ears; without its model's files an engine needs no ears. */
function partsOf({ engine, interimEngine, voiceActivity }: SttContext): WarmPart[] {
  const recognisers = [recogniserPart('engine', engine)];
  if (interimEngine !== engine) recognisers.push(recogniserPart('interim-engine', interimEngine));
  const ears: WarmPart = {
    name: 'voice-activity',
    load: (signal) => voiceActivity.start(signal),
    unload: () => voiceActivity.stop(),
    readiness: () =>
      voiceActivity.status().state === 'ready'
        ? { ready: true }
        : { ready: false, reason: 'Voice activity is starting.' },
  };
  const readiness = engine.readiness();
  const hasNoModel = !readiness.ready && readiness.code !== 'engine_not_ready';
  return hasNoModel ? recognisers : [...recognisers, ears];
}

function recogniserPart(name: string, engine: SpeechToTextEngine): WarmPart {
  return {
    name,
    load: (signal) => engine.load(signal),
    unload: () => engine.unload(),
    readiness() {
      const readiness = engine.readiness();
      if (readiness.ready) return { ready: true };
      const { reason, remedy } = readiness;
      return { ready: false, reason, ...(remedy !== undefined && { remedy }) };
    },
  };
}
