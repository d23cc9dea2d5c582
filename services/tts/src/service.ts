import { EngineService, uploadPlaces } from '@parley/service-kit';
import type { TtsContext } from './context.js';
import { consumeSynthesizeJobs } from './jobs/synthesize.js';
import { addTtsModelsRoute } from './routes/models.js';
import { addOpenAiModelRoutes } from './routes/openai-models.js';
import { addOpenAiSpeechRoute } from './routes/openai-speech.js';
import { addCreateVoiceRoute } from './routes/create-voice.js';
import { streamRoute } from './routes/stream.js';
import { addSynthesizeRoute } from './routes/synthesize.js';
import { addVoiceCloneRoute } from './routes/synthesize-with-voice-clone.js';
import { addVoicesRoute } from './routes/voices.js';
import { addXttsServerRoutes } from './routes/xtts-server.js';

/** Uploads of recordings at once, each of up to ten files in memory. */
const maxUploads = 4;

/** Text in, speech out. */
export function createTtsService(context: TtsContext): EngineService {
  const { foundation, engines, queue, takesJobs } = context;
  const service: EngineService = new EngineService({
    foundation,
    engine: () => engines.status(),
    details: () => ({
      openStreams: service.http.openSockets,
      speaking: queue.active,
      waiting: queue.waiting,
      engines: engines.statuses(),
    }),
    parts: engines.parts(),
    consumeJobs: () => (takesJobs ? consumeSynthesizeJobs(context) : undefined),
    addRoutes: (app) => {
      const places = uploadPlaces(maxUploads);
      addSynthesizeRoute(app, context);
      addVoiceCloneRoute(app, context, places);
      addVoicesRoute(app, context);
      addCreateVoiceRoute(app, context, places);
      addOpenAiSpeechRoute(app, context);
      addOpenAiModelRoutes(app, context);
      addXttsServerRoutes(app, context, places);
      addTtsModelsRoute(app, context);
    },
    sockets: [streamRoute(context)],
  });
  return service;
}
