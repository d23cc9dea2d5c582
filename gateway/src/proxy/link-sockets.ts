import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

/** What one side still has to be told after the other has gone must be read within this time. */
const lastWordsMs = 5_000;

/** Ends a socket after what it still has to say; a reader that does not take it is cut off. */
function endSoon(socket: Socket): void {
  if (socket.destroyed) return;
  socket.destroySoon();
  const timer = setTimeout(() => socket.destroy(), lastWordsMs);
  socket.once('close', () => clearTimeout(timer));
}

/** A WebSocket's two connections live and die together, from the handshake on. */
export function linkSockets(outgoing: ClientRequest, client: Socket, onJoined: () => void): void {
  const abandon = () => outgoing.destroy();
  client.once('close', abandon);
  outgoing.once('upgrade', (_response, upstream) => {
    client.off('close', abandon);
    onJoined();
    if (client.destroyed) upstream.destroy();
    client.once('close', () => endSoon(upstream));
    upstream.once('close', () => endSoon(client));
  });
}
