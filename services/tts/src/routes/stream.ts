import { type SpeechStreamMessage, speechSampleRate, synthesizeRequestSchema } from '@parley/contracts';
import { type SocketRoute, firstJsonMessage, sendFrame } from '@parley/service-kit';
import type { WebSocket } from 'ws';
import type { TtsContext } from '../context.js';
import { type Speech, speechMs, withSpeech } from '../speaking/speak.js';
import { toUtterance } from '../speaking/speech-request.js';
import { maxBodyBytes } from './synthesize.js';

/** A client that says nothing after connecting is let go. */
const firstMessageTimeoutMs = 10_000;

/** `GET /stream`, a WebSocket: one utterance as PCM chunks with their visemes, as contracts' `speechStreamMessageSchema`. */
export function streamRoute(context: TtsContext): SocketRoute {
  return {
    path: '/stream',
    maxSockets: context.config.maxStreams,
    maxMessageBytes: maxBodyBytes,
    async serve(socket, _request, signal) {
      const message = await firstJsonMessage(socket, firstMessageTimeoutMs, signal);
      const utterance = await toUtterance(context, synthesizeRequestSchema.parse(message));
      const onPosition = (position: number) => {
        const queued: SpeechStreamMessage = { type: 'queued', position };
        if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(queued));
      };
      await withSpeech(context, utterance, { lane: 'live', onPosition }, signal, (speech) =>
        sendChunks(socket, speech, signal),
      );
    },
  };
}

async function sendChunks(
  socket: WebSocket,
  { engine, language, fallback, chunks }: Speech,
  signal: AbortSignal,
): Promise<void> {
  const tell = (event: SpeechStreamMessage) => sendFrame(socket, JSON.stringify(event), signal);
  await tell({
    type: 'speech-start',
    sampleRate: speechSampleRate,
    engine,
    language,
    ...(fallback && { fallback }),
  });
  let bytes = 0;
  for await (const { pcm16, visemes } of chunks) {
    if (visemes.length > 0) await tell({ type: 'visemes', visemes });
    if (pcm16.byteLength > 0) await sendFrame(socket, pcm16, signal);
    bytes += pcm16.byteLength;
  }
  await tell({ type: 'speech-end', durationMs: speechMs(bytes) });
}
