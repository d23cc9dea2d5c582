import { ParleyError, createVoiceSchema } from '@parley/contracts';
import { acceptUploads, requestSignal, uploadsOf } from '@parley/service-kit';
import type { Express, RequestHandler } from 'express';
import type { TtsContext } from '../context.js';

const maxRecordings = 10;
const plainConsent = 'The person whose voice this is has agreed to its being cloned.';

/** `POST /voices`: a form with a name, consent and recordings; the voice that they make. */
export function addCreateVoiceRoute(app: Express, context: TtsContext, places: RequestHandler): void {
  const { config, engines, voices, voiceMaker, events } = context;
  const form = acceptUploads('audio', {
    maxBytes: config.server.maxUploadBytes,
    maxFiles: maxRecordings,
  });
  app.post('/voices', places, form, async (request, response) => {
    const fields = createVoiceSchema.parse(request.body ?? {});
    if (fields.consent !== true) throw consentRequired();
    if (engines.hasVoice(fields.name)) throw nameTaken(fields.name);
    const recordings = uploadsOf(request).map(({ bytes }) => bytes);
    assertRecordings(recordings);
    const signal = requestSignal(request, response);
    const { engine, audioHash, latents } = await voiceMaker.describe(recordings, signal);
    const voice = await voices.create({
      name: fields.name,
      languages: engine.languages,
      engine: engine.id,
      consentStatement: fields.consent_statement ?? plainConsent,
      audioHash,
      latents,
      recordings: fields.keep_audio ? recordings : [],
    });
    events.voiceCreated({ voice: voice.id, engine: engine.id, recordings: recordings.length });
    response.status(201).location(`/voices/${voice.id}`).json(voice);
  });
}

const consentRequired = () =>
  new ParleyError(
    'consent_required',
    'A voice is cloned only with the consent of the person whose voice it is. Where you have it, send consent=true.',
    { param: 'consent' },
  );

const nameTaken = (name: string) =>
  new ParleyError('invalid_parameter', `"${name}" is the name of another voice (GET /voices).`, {
    param: 'name',
  });

function assertRecordings(recordings: readonly Uint8Array[]): void {
  if (recordings.length === 0) {
    throw new ParleyError('missing_file', 'Send one or several recordings in the multipart field "audio".', {
      param: 'audio',
    });
  }
  if (recordings.some(({ byteLength }) => byteLength === 0)) {
    throw new ParleyError('empty_file', 'A recording is empty: it has 0 bytes.', { param: 'audio' });
  }
}
