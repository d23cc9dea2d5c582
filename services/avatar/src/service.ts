import { EngineService } from '@parley/service-kit';
import type { AvatarContext } from './context.js';
import { engineStatus } from './engine-status.js';
import { consumeRenderJobs } from './jobs/render.js';
import { addExpressionsRoute } from './routes/expressions.js';
import { liveRoute } from './routes/live.js';
import { addAvatarModelsRoute } from './routes/models.js';
import { addPortraitRoutes } from './routes/portraits.js';
import { addRenderRoute } from './routes/render.js';

/** A portrait in, a face out: stills, and a live stream. */
export function createAvatarService(context: AvatarContext): EngineService {
  const { foundation, engine, portraits, preparations, events, takesJobs } = context;
  const service: EngineService = new EngineService({
    foundation,
    engine: () => engineStatus(engine),
    details: () => ({
      liveFaces: service.http.openSockets,
      portraits: portraits.size,
      banksUnderWay: preparations.underWay,
    }),
    parts: [
      {
        name: 'engine',
        load: (signal) => engine.load(signal),
        unload: () => engine.unload(),
        readiness: () => {
          const { state } = engine.status();
          return state === 'ready'
            ? { ready: true }
            : { ready: false, reason: `The ${engine.id} engine is ${state}.` };
        },
      },
    ],
    consumeJobs: () => (takesJobs ? consumeRenderJobs(context) : undefined),
    addRoutes: (app) => {
      addRenderRoute(app, context);
      addExpressionsRoute(app);
      addPortraitRoutes(app, context);
      addAvatarModelsRoute(app, context);
    },
    sockets: [liveRoute(context)],
  });
  events.watch({
    liveFaces: () => service.http.openSockets,
    banksUnderWay: () => preparations.underWay,
    portraits: () => portraits.size,
  });
  return service;
}
