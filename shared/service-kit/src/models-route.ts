import type { ModelReport, ModelReports } from '@parley/contracts';
import type { Express } from 'express';

/** `GET /models`: every model that a service knows, what of it is here, and which is at work. */
export function addModelsRoute(app: Express, listModels: () => Promise<ModelReport[]>): void {
  app.get('/models', async (_request, response) => {
    const reports: ModelReports = { models: await listModels() };
    response.json(reports);
  });
}
