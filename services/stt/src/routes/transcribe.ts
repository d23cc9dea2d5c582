import { requestSignal } from '@parley/service-kit';
import type { Express, RequestHandler } from 'express';
import type { SttContext } from '../context.js';
import { assertReady, toEngineRequest } from '../recognition/engine-request.js';
import { transcribeRecording } from '../recognition/transcribe-recording.js';
import { fetchAudio } from '../remote-audio/fetch-audio.js';
import { acceptAudio, readAudioInput } from './audio-input.js';

/** `POST /transcribe`: a recording as a form, JSON or the body itself; its text and times as JSON. */
export function addTranscribeRoute(app: Express, context: SttContext, places: RequestHandler): void {
  const { config, engine } = context;
  const { maxUploadBytes: maxBytes, allowPrivateUrls, urlTimeoutMs } = config.requests;
  const limits = { maxBytes, maxJsonBytes: config.server.maxUploadBytes };
  app.post('/transcribe', places, ...acceptAudio(limits), async (request, response) => {
    const signal = requestSignal(request, response);
    const input = readAudioInput(request, limits);
    const { mode = 'batched' } = input.options;
    const recordingRequest = { engineRequest: toEngineRequest(input.options, engine), mode };
    assertReady(engine);
    if ('audio' in input) {
      response.json(await transcribeRecording(context, input.audio, recordingRequest, signal));
      return;
    }
    const fetchOptions = { maxBytes, timeoutMs: urlTimeoutMs, allowPrivate: allowPrivateUrls };
    const audio = await fetchAudio(input.url, fetchOptions, signal);
    try {
      response.json(await transcribeRecording(context, audio, recordingRequest, signal));
    } finally {
      await audio.dispose();
    }
  });
}
