import type { SocketRoute } from '@parley/service-kit';
import type { SttContext } from '../context.js';

export function liveRoute({ config }: SttContext): SocketRoute {
  return {
    path: '/ws',
    maxSockets: config.live.maxSessions,
    maxMessageBytes: 2 ** 20,
    serve: async () => {},
  };
}
