import {
  ParleyError,
  type SynthesizeRequest,
  type VisemeEvent,
  errorCodeSchema,
  speechStreamMessageSchema,
} from '@parley/contracts';
import { messageBytes, parseJsonMessage } from '@parley/service-kit';
import type { RawData, WebSocket } from 'ws';
import { connect } from './connect.js';

export type SpeechPart =
  | { type: 'speech-start'; sampleRate: number; engine: string }
  | { type: 'visemes'; visemes: VisemeEvent[] }
  | { type: 'audio'; pcm16: Uint8Array }
  | { type: 'speech-end'; durationMs: number };

/** Nothing for what a conversation need not know: its place in the queue. */
function toPart(data: RawData, isBinary: boolean): SpeechPart | undefined {
  if (isBinary) return { type: 'audio', pcm16: messageBytes(data) };
  const message = speechStreamMessageSchema.parse(parseJsonMessage(data));
  if (message.type === 'queued') return undefined;
  if (message.type !== 'error') return message;
  const code = errorCodeSchema.safeParse(message.code);
  throw new ParleyError(code.success ? code.data : 'upstream_unavailable', message.message);
}

/** Messages in order, each taken before more are read from the network than the socket's window holds. */
async function* messagesOf(socket: WebSocket): AsyncGenerator<{ data: RawData; isBinary: boolean }> {
  const waiting: { data: RawData; isBinary: boolean }[] = [];
  let wake: (() => void) | undefined;
  socket.on('message', (data, isBinary) => {
    waiting.push({ data, isBinary });
    socket.pause();
    wake?.();
  });
  socket.once('close', () => wake?.());
  for (;;) {
    const next = waiting.shift();
    if (next) yield next;
    else if (socket.readyState === socket.CLOSED) return;
    else {
      const changed = new Promise<void>((resolve) => (wake = resolve));
      socket.resume();
      await changed;
    }
  }
}

/** Text to speech, from the tts service. */
export class SpeechClient {
  constructor(private readonly baseUrl: string) {}

  /**
   * One utterance. Leaving the loop, or aborting, cancels it.
   * @throws ParleyError the service's own, `upstream_unavailable`, `cancelled`.
   */
  async *speak(request: SynthesizeRequest, signal: AbortSignal): AsyncGenerator<SpeechPart> {
    const socket = await connect('text-to-speech', this.baseUrl, '/stream', signal);
    try {
      const messages = messagesOf(socket);
      socket.send(JSON.stringify(request));
      for await (const { data, isBinary } of messages) {
        const part = toPart(data, isBinary);
        if (!part) continue;
        yield part;
        if (part.type === 'speech-end') return;
      }
      if (signal.aborted) throw new ParleyError('cancelled', 'The reply was cancelled.');
      throw new ParleyError('upstream_unavailable', 'The text-to-speech service broke off in mid-speech.');
    } finally {
      socket.terminate();
    }
  }
}
