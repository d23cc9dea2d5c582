import type { Express } from 'express';
import type { GatewayContext } from '../context.js';

/** `GET /api/services` and `GET /gpu` for everyone who may come in. */
export function addConstellationRoutes(app: Express, { constellation }: GatewayContext): void {
  app.get('/api/services', async (_request, response) => {
    response.json(await constellation.report());
  });
  app.get('/gpu', async (_request, response) => {
    response.json(await constellation.gpu());
  });
}
