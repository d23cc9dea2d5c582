import type { SocketRoute } from '@parley/service-kit';
import type { SttContext } from '../context.js';
import { LiveConnection } from '../live/live-connection.js';

/** Longest message of a live socket: half a minute of PCM16. */
const maxMessageBytes = 2 ** 20;

/** `GET /ws`, a WebSocket: live speech as text, in the two dialects of contracts' speech-to-text.ts. */
export function liveRoute(context: SttContext): SocketRoute {
  return {
    path: '/ws',
    maxSockets: context.config.live.maxSessions,
    maxMessageBytes,
    serve: (socket, _request, signal) => new LiveConnection(socket, context, signal).serve(),
  };
}
