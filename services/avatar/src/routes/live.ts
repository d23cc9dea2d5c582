import {
  type AvatarClientMessage,
  type AvatarServerMessage,
  ParleyError,
  avatarClientMessageSchema,
  frameSize,
  framesPerSecond,
} from '@parley/contracts';
import { type SocketRoute, firstJsonMessage, parseJsonMessage, translateError } from '@parley/service-kit';
import type { WebSocket } from 'ws';
import type { AvatarContext } from '../context.js';
import { LiveFace } from '../live/live-face.js';

const maxMessageBytes = 2 ** 20;
const firstMessageTimeoutMs = 10_000;
const statusMs = 2_000;

/** `GET /live`, a WebSocket: a living face at 25 frames a second, as contracts' avatar.ts. */
export function liveRoute(context: AvatarContext): SocketRoute {
  const { engine, portraits, config, events } = context;
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
      const face = new LiveFace(context, socket, start);
      listen(socket, face);
      try {
        await portraits.require(start.portrait);
        const { frameQuality } = face.status();
        tell(socket, {
          type: 'started',
          width: frameSize,
          height: frameSize,
          framesPerSecond,
          engine: engine.id,
          format: start.format,
          ...(frameQuality && { frameQuality }),
        });
        const clock = setInterval(() => tell(socket, face.status()), statusMs);
        await showUntilGone(socket, face, signal).finally(() => clearInterval(clock));
      } finally {
        const { renderedFrames, droppedFrames } = face.status();
        events.liveEnded({ renderedFrames, droppedFrames });
      }
    },
  };
}

function listen(socket: WebSocket, face: LiveFace): void {
  const complain = (error: unknown): void => {
    const { code, message } = translateError(error);
    tell(socket, { type: 'error', code, message });
  };
  socket.on('message', (data) => {
    let message: AvatarClientMessage;
    try {
      message = avatarClientMessageSchema.parse(parseJsonMessage(data));
    } catch (error) {
      complain(error);
      return;
    }
    face.obey(message).catch(complain);
  });
}

/** A portrait that was deleted meanwhile costs nobody the face: it goes on with Parley's own. */
async function showUntilGone(socket: WebSocket, face: LiveFace, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await face.show(signal);
      return;
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code !== 'not_found' || !face.goOnWithOwnPortrait())
        throw error;
      tell(socket, { type: 'portrait', portrait: face.portrait, reason: 'portrait-gone' });
    }
  }
}

function tell(socket: WebSocket, message: AvatarServerMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}
