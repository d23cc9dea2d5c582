import { decodeAudio } from '@parley/audio';
import { ParleyError } from '@parley/contracts';
import { requestSignal } from '@parley/service-kit';
import type { Express } from 'express';
import type { SttContext } from '../context.js';
import { engineSampleRate } from '../engines/speech-to-text-engine.js';
import { assertReady, toEngineRequest } from '../recognition/engine-request.js';
import { transcribeRecording } from '../recognition/transcribe-recording.js';
import { fetchAudio } from '../remote-audio/fetch-audio.js';
import { acceptAudio, readAudioInput } from './audio-input.js';

/** `POST /transcribe`: a recording as a form, JSON or the body itself; its text and times as JSON. */
export function addTranscribeRoute(app: Express, context: SttContext): void {
  const { config, engine } = context;
  const { maxAtOnce, maxAudioMs, allowPrivateUrls, urlTimeoutMs } = config.requests;
  const maxBytes = config.server.maxUploadBytes;
  let underWay = 0;
  // Counted before the body is read: bodies are what fills memory.
  app.post('/transcribe', (_request, response, next) => {
    if (underWay >= maxAtOnce) {
      throw new ParleyError(
        'at_capacity',
        'All places for recordings are taken. Please try again in a moment.',
        {
          retryAfterMs: 3_000,
        },
      );
    }
    underWay += 1;
    response.once('close', () => (underWay -= 1));
    next();
  });
  app.post('/transcribe', ...acceptAudio(maxBytes), async (request, response) => {
    const signal = requestSignal(request, response);
    const input = readAudioInput(request, maxBytes);
    const engineRequest = toEngineRequest(input.options, engine);
    assertReady(engine);
    const fetchOptions = { maxBytes, timeoutMs: urlTimeoutMs, allowPrivate: allowPrivateUrls };
    const bytes = 'url' in input ? await fetchAudio(input.url, fetchOptions, signal) : input.bytes;
    const decoding = { sampleRate: engineSampleRate, maxDurationMs: maxAudioMs };
    const { samples } = await decodeAudio(bytes, decoding, signal);
    response.json(await transcribeRecording(context, samples, engineRequest, signal));
  });
}
