import { speechFileRequestSchema } from '@parley/contracts';
import { acceptUpload, requestSignal, requireUpload } from '@parley/service-kit';
import type { Express, RequestHandler } from 'express';
import type { TtsContext } from '../context.js';
import { sendSpeech } from '../formats/send-speech.js';
import { withSpeech } from '../speaking/speak.js';
import { toUtterance } from '../speaking/speech-request.js';

/** `POST /synthesize-with-voice-clone`: a form with text, language and `speaker_audio`; speech in that voice. */
export function addVoiceCloneRoute(app: Express, context: TtsContext, places: RequestHandler): void {
  const form = acceptUpload(['speaker_audio'], context.config.server.maxUploadBytes);
  app.post('/synthesize-with-voice-clone', places, form, async (request, response) => {
    const fields = speechFileRequestSchema.parse(request.body ?? {});
    const { bytes } = requireUpload(request, 'speaker_audio');
    const signal = requestSignal(request, response);
    const { latents, engine } = await context.voiceMaker.describe([bytes], signal);
    const utterance = await toUtterance(context, fields, { speaker: { latents, engine: engine.id } });
    const format = fields.format ?? fields.response_format ?? 'wav';
    await withSpeech(context, utterance, { lane: 'request' }, signal, (speech) =>
      sendSpeech(response, speech, { format, stream: fields.stream }, signal),
    );
  });
}
