import { type SpeechStreamMessage, speechSampleRate, synthesizeRequestSchema } from '@parley/contracts';
import { type SocketRoute, firstJsonMessage, sendFrame } from '@parley/service-kit';
import type { TtsContext } from '../context.js';
import { speak, speechMs, toSpeechRequest } from '../speech.js';
import { maxBodyBytes } from './synthesize.js';

/** A client that says nothing after connecting is let go. */
const firstMessageTimeoutMs = 10_000;

/** `GET /stream`, a WebSocket: one utterance as PCM chunks with their visemes, as contracts' `speechStreamMessageSchema`. */
export function streamRoute({ engine, events, config }: TtsContext): SocketRoute {
  return {
    path: '/stream',
    maxSockets: config.maxStreams,
    maxMessageBytes: maxBodyBytes,
    async serve(socket, _request, signal) {
      const message = await firstJsonMessage(socket, firstMessageTimeoutMs, signal);
      const request = toSpeechRequest(synthesizeRequestSchema.parse(message));
      const tell = (event: SpeechStreamMessage) => sendFrame(socket, JSON.stringify(event), signal);
      const { language } = request;
      await tell({ type: 'speech-start', sampleRate: speechSampleRate, engine: engine.id, language });
      let bytes = 0;
      for await (const { pcm16, visemes } of speak(engine, events, request, signal)) {
        if (visemes.length > 0) await tell({ type: 'visemes', visemes });
        if (pcm16.byteLength > 0) await sendFrame(socket, pcm16, signal);
        bytes += pcm16.byteLength;
      }
      await tell({ type: 'speech-end', durationMs: speechMs(bytes) });
    },
  };
}
