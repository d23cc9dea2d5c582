import type { Express } from 'express';
import type { TtsContext } from '../context.js';

/** `GET /voices` and `GET /languages`: what can be said here, and as whom. `DELETE /voices/:id`: a cloned one. */
export function addVoicesRoute(app: Express, { engines, voices, voiceMaker, events }: TtsContext): void {
  app.get('/voices', async (_request, response) => {
    response.json({ voices: [...(await voices.list()), ...engines.voices] });
  });
  app.get('/languages', (_request, response) => {
    response.json({ languages: engines.languages });
  });
  app.delete('/voices/:id', async (request, response) => {
    const audioHash = await voices.delete(request.params.id);
    if (audioHash !== undefined) voiceMaker.forget(audioHash);
    events.voiceDeleted(request.params.id);
    response.status(204).end();
  });
}
