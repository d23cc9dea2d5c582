import {
  type AvatarServerMessage,
  ParleyError,
  avatarClientMessageSchema,
  frameSize,
  framesPerSecond,
} from '@parley/contracts';
import { type SocketRoute, firstJsonMessage, parseJsonMessage, translateError } from '@parley/service-kit';
import type { RawData, WebSocket } from 'ws';
import type { AvatarContext } from '../context.js';
import { LiveFace } from '../live/live-face.js';

const maxMessageBytes = 2 ** 20;
const firstMessageTimeoutMs = 10_000;
const statusMs = 2_000;
/** Texts are not sent while more waits: above what frames may fill, 1.2 MB of I420. */
const maxUnsentBytes = 2 ** 21;
/** A client that is wrong so often in a row will not be right. */
const maxBadMessages = 20;

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
  let badInARow = 0;
  const obey = async (data: RawData): Promise<void> => {
    try {
      await face.obey(avatarClientMessageSchema.parse(parseJsonMessage(data)));
      badInARow = 0;
    } catch (error) {
      const { code, message } = translateError(error);
      badInARow += 1;
      if (tell(socket, { type: 'error', code, message }) && badInARow < maxBadMessages) return;
      socket.off('message', listener);
      socket.close(1008, 'Too many messages that cannot be obeyed.');
    }
  };
  const listener = (data: RawData): void => void obey(data);
  socket.on('message', listener);
}

/** A portrait that was deleted meanwhile costs nobody the face: it goes on with Parley's own. */
async function showUntilGone(socket: WebSocket, face: LiveFace, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await face.show(signal);
      return;
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code !== 'not_found') throw error;
      const next = face.replaceMissingPortrait();
      if (next === 'none') throw error;
      if (next === 'own')
        tell(socket, { type: 'portrait', portrait: face.portrait, reason: 'portrait-gone' });
    }
  }
}

/** Whether it was sent: a client that does not read is told nothing. */
function tell(socket: WebSocket, message: AvatarServerMessage): boolean {
  if (socket.readyState !== socket.OPEN || socket.bufferedAmount > maxUnsentBytes) return false;
  socket.send(JSON.stringify(message));
  return true;
}
