import { ParleyError, synthesizeRequestSchema } from '@parley/contracts';
import { acceptUpload, requestSignal, requireUpload } from '@parley/service-kit';
import type { Express } from 'express';
import type { TtsContext } from '../context.js';
import { cloningEngine } from '../engines/registry.js';
import { collectWav, speak, toSpeechRequest } from '../speech.js';

/** `POST /synthesize-with-voice-clone`: a form with text, language and `speaker_audio`; a WAV file in that voice. */
export function addVoiceCloneRoute(app: Express, { engine, events, config }: TtsContext): void {
  const form = acceptUpload(['speaker_audio'], config.server.maxUploadBytes);
  app.post('/synthesize-with-voice-clone', form, async (request, response) => {
    const speechRequest = toSpeechRequest(synthesizeRequestSchema.parse(request.body ?? {}));
    const { bytes } = requireUpload(request, 'speaker_audio');
    if (!engine.cloning) {
      throw new ParleyError(
        'engine_cannot_clone',
        `The active engine, ${engine.id}, cannot clone voices; ${cloningEngine} can. ` +
          'Use POST /synthesize for its own voices (GET /voices lists them).',
      );
    }
    const signal = requestSignal(request, response);
    const speaker = await engine.cloning.describeSpeaker([bytes], signal);
    const wav = await collectWav(speak(engine, events, { ...speechRequest, speaker }, signal));
    response.set({ 'x-parley-engine': engine.id, 'x-parley-language': speechRequest.language });
    response.type('audio/wav').send(wav);
  });
}
