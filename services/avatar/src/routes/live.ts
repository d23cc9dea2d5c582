import {
  type AvatarClientMessage,
  type AvatarServerMessage,
  ParleyError,
  avatarClientMessageSchema,
  encodeMediaPacket,
  frameSize,
  framesPerSecond,
} from '@parley/contracts';
import { type SocketRoute, firstJsonMessage, parseJsonMessage, translateError } from '@parley/service-kit';
import type { WebSocket } from 'ws';
import type { AvatarContext } from '../context.js';
import { LiveSession } from '../engines/live-session.js';

const maxMessageBytes = 2 ** 20;
const firstMessageTimeoutMs = 10_000;
/** Unsent bytes at which a frame is dropped rather than queued: about ten frames. */
const maxBacklogBytes = 256 * 1_024;

/** `GET /live`, a WebSocket: a living face at 25 frames a second, as contracts' avatar.ts. */
export function liveRoute(context: AvatarContext): SocketRoute {
  const { engine, events, config } = context;
  return {
    path: '/live',
    maxSockets: config.maxSessions,
    maxMessageBytes,
    async serve(socket, _request, signal) {
      const start = avatarClientMessageSchema.parse(
        await firstJsonMessage(socket, firstMessageTimeoutMs, signal),
      );
      if (start.type !== 'start')
        throw new ParleyError('invalid_request', 'The first message must be "start".');
      requirePortrait(context, start.portrait);
      const session = new LiveSession({ engine, portrait: start.portrait, quality: start.quality });
      socket.on('message', (data) => {
        try {
          obey(context, session, avatarClientMessageSchema.parse(parseJsonMessage(data)));
        } catch (error) {
          const { code, message } = translateError(error);
          tell(socket, { type: 'error', code, message });
        }
      });
      tell(socket, {
        type: 'started',
        width: frameSize,
        height: frameSize,
        framesPerSecond,
        engine: engine.id,
      });
      const unsent = await sendFrames(socket, session, events, signal);
      const { renderedFrames, droppedFrames } = session.counts;
      events.liveEnded({ renderedFrames, droppedFrames: droppedFrames + unsent });
    },
  };
}

function requirePortrait({ portraits }: AvatarContext, id: string): void {
  if (portraits.portrait(id)) return;
  throw new ParleyError('not_found', 'This portrait is not known here. Please upload it again.', {
    param: 'portrait',
  });
}

function obey(context: AvatarContext, session: LiveSession, message: AvatarClientMessage): void {
  switch (message.type) {
    case 'speech':
      return session.speak(message);
    case 'speech-stop':
      return session.stopSpeaking();
    case 'listening':
      return session.setListening(message.listening);
    case 'expression':
      return session.setExpression(message.expression, message.intensity);
    case 'portrait':
      requirePortrait(context, message.portrait);
      return session.setPortrait(message.portrait);
    case 'start':
      throw new ParleyError('invalid_request', 'This stream has started already.');
  }
}

/** Answers how many frames were rendered but not sent, because the client reads too slowly. */
async function sendFrames(
  socket: WebSocket,
  session: LiveSession,
  events: AvatarContext['events'],
  signal: AbortSignal,
): Promise<number> {
  let sequence = 0;
  let unsent = 0;
  for await (const { jpeg, generation, mediaTimeMs } of session.frames(signal)) {
    if (socket.bufferedAmount > maxBacklogBytes) {
      unsent += 1;
      continue;
    }
    socket.send(
      encodeMediaPacket({ kind: 'jpeg', generation, sequence: sequence++, mediaTimeMs, payload: jpeg }),
    );
    events.liveFrame();
  }
  return unsent;
}

function tell(socket: WebSocket, message: AvatarServerMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}
