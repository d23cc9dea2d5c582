import type { Express } from 'express';
import type { TtsContext } from '../context.js';

/** `GET /voices` and `GET /languages`: what the active engine can say, and as whom. */
export function addVoicesRoute(app: Express, { engine }: TtsContext): void {
  app.get('/voices', (_request, response) => {
    response.json({ voices: engine.voices });
  });
  app.get('/languages', (_request, response) => {
    response.json({ languages: engine.languages });
  });
}
