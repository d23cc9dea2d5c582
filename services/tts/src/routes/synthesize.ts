import { ParleyError, synthesizeRequestSchema } from '@parley/contracts';
import { acceptUpload, requestSignal } from '@parley/service-kit';
import express, { type Express, type Request } from 'express';
import type { TtsContext } from '../context.js';
import { collectWav, speak, toSpeechRequest } from '../speech.js';

/** Room for the longest text in JSON, and for saying politely that a longer one is too long. */
export const maxBodyBytes = 2 ** 20;

/** `POST /synthesize`: JSON, or a form, in; a WAV file out. */
export function addSynthesizeRoute(app: Express, { engine, events }: TtsContext): void {
  const bodies = [
    express.json({ limit: maxBodyBytes }),
    express.urlencoded({ limit: maxBodyBytes }),
    acceptUpload([], 1),
  ];
  app.post('/synthesize', ...bodies, async (request, response) => {
    const speechRequest = toSpeechRequest(synthesizeRequestSchema.parse(requireText(request)));
    const signal = requestSignal(request, response);
    const wav = await collectWav(speak(engine, events, speechRequest, signal));
    response.set({ 'x-parley-engine': engine.id, 'x-parley-language': speechRequest.language });
    response.type('audio/wav').send(wav);
  });
}

/** @throws ParleyError `invalid_parameter` with a hint for the commonest slip: curl's -d without a content type. */
function requireText(request: Request): unknown {
  const body: unknown = request.body;
  if (Array.isArray(body) || (typeof body === 'object' && body !== null && 'text' in body)) return body;
  throw new ParleyError('invalid_parameter', 'Send {"text": "..."} with "Content-Type: application/json".', {
    param: 'text',
  });
}
