import type { Express } from 'express';
import type { SttContext } from '../context.js';

/** `GET /languages`: what the active engine understands. */
export function addLanguagesRoute(app: Express, { engine }: SttContext): void {
  app.get('/languages', (_request, response) => {
    response.json({ languages: engine.languages, translate: engine.capabilities.translate });
  });
}
