import { ParleyError, speechFileRequestSchema } from '@parley/contracts';
import { acceptUpload, requestSignal } from '@parley/service-kit';
import express, { type Express, type Request } from 'express';
import type { TtsContext } from '../context.js';
import { sendSpeech } from '../formats/send-speech.js';
import { withSpeech } from '../speaking/speak.js';
import { toUtterance } from '../speaking/speech-request.js';

/** Room for the longest text in JSON, and for saying politely that a longer one is too long. */
export const maxBodyBytes = 2 ** 20;

/** `POST /synthesize`: JSON, or a form, in; speech out, as a file or while it is made. */
export function addSynthesizeRoute(app: Express, context: TtsContext): void {
  const bodies = [
    express.json({ limit: maxBodyBytes }),
    express.urlencoded({ limit: maxBodyBytes }),
    acceptUpload([], 1),
  ];
  app.post('/synthesize', ...bodies, async (request, response) => {
    const fields = speechFileRequestSchema.parse(requireText(request));
    const signal = requestSignal(request, response);
    const utterance = await toUtterance(context, fields);
    const format = fields.format ?? fields.response_format ?? 'wav';
    await withSpeech(context, utterance, { lane: 'request' }, signal, (speech) =>
      sendSpeech(response, speech, { format, stream: fields.stream }, signal),
    );
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
