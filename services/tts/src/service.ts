import { EngineService, addModelsRoute } from '@parley/service-kit';
import type { TtsContext } from './context.js';
import { consumeSynthesizeJobs } from './jobs/synthesize.js';
import { streamRoute } from './routes/stream.js';
import { addSynthesizeRoute } from './routes/synthesize.js';
import { addVoiceCloneRoute } from './routes/synthesize-with-voice-clone.js';
import { addVoicesRoute } from './routes/voices.js';

/** Text in, speech out. */
export function createTtsService(context: TtsContext): EngineService {
  const { foundation, engine, takesJobs } = context;
  const service: EngineService = new EngineService({
    foundation,
    engine: () => engine.status(),
    details: () => ({ openStreams: service.http.openSockets }),
    parts: [
      {
        name: 'engine',
        load: (signal) => engine.load(signal),
        unload: () => engine.unload(),
        readiness: () =>
          engine.status().ready
            ? { ready: true }
            : { ready: false, reason: `The ${engine.id} engine is starting.` },
      },
    ],
    consumeJobs: () => (takesJobs ? consumeSynthesizeJobs(context) : undefined),
    addRoutes: (app) => {
      addSynthesizeRoute(app, context);
      addVoiceCloneRoute(app, context);
      addVoicesRoute(app, context);
      // What this release speaks with comes with its packages.
      addModelsRoute(app, async () => []);
    },
    sockets: [streamRoute(context)],
  });
  return service;
}
