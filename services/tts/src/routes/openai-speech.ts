import { type OpenAiSpeechEvent, openAiSpeechSchema, toParleyError } from '@parley/contracts';
import { requestSignal } from '@parley/service-kit';
import express, { type Express } from 'express';
import type { TtsContext } from '../context.js';
import { describeSpeech, sendParts, sendSpeech } from '../formats/send-speech.js';
import { streamedFile } from '../formats/speech-file.js';
import { withSpeech } from '../speaking/speak.js';
import { toUtterance } from '../speaking/speech-request.js';
import { engineOfModel } from './openai-models.js';
import { maxBodyBytes } from './synthesize.js';

/** `POST /v1/audio/speech` and `GET /v1/audio/voices`, as OpenAI's clients know them. */
export function addOpenAiSpeechRoute(app: Express, context: TtsContext): void {
  app.post('/v1/audio/speech', express.json({ limit: maxBodyBytes }), async (request, response) => {
    const {
      model,
      input,
      response_format: format,
      stream_format: how,
      ...fields
    } = openAiSpeechSchema.parse(request.body ?? {});
    const engine = engineOfModel(model, context.engines);
    const signal = requestSignal(request, response);
    const wanted = { ...fields, text: input, ...(engine && { engine }) };
    const utterance = await toUtterance(context, wanted, { textParam: 'input' });
    await withSpeech(context, utterance, { lane: 'request' }, signal, async (speech) => {
      if (how === 'audio') {
        await sendSpeech(response, speech, { format, stream: true }, signal);
        return;
      }
      describeSpeech(response, speech);
      response.type('text/event-stream').set('cache-control', 'no-cache');
      await sendParts(response, speechEvents(streamedFile(speech, format, signal)), signal);
    });
  });

  app.get('/v1/audio/voices', async (_request, response) => {
    response.json({ voices: [...(await context.voices.list()), ...context.engines.voices] });
  });
}

/** Server-sent events; what goes wrong once speech has begun is told as one of them. */
async function* speechEvents(parts: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  try {
    for await (const part of parts) {
      const audio = Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('base64');
      yield toEvent({ type: 'speech.audio.delta', audio });
    }
    const usage = { input_tokens: 0, output_tokens: 0, total_tokens: 0 };
    yield toEvent({ type: 'speech.audio.done', usage });
  } catch (error) {
    const { message, code } = toParleyError(error);
    yield toEvent({ type: 'error', error: { message, code } });
  }
}

const toEvent = (event: OpenAiSpeechEvent) => `data: ${JSON.stringify(event)}\n\n`;
