import { type Server, createServer } from 'node:http';
import type { Socket } from 'node:net';

/** First byte of a TLS handshake record (RFC 8446, section 5.1). */
const handshakeRecord = 0x16;

/**
 * Lets an HTTPS server answer plain HTTP on the same port, with a redirect to itself: someone who types the address
 * without `https://` meets the page, not a broken connection.
 *
 * @throws Error where `secure` has no listener of its own to take connections over from
 */
export function redirectPlainHttp(secure: Server): void {
  const [acceptSecure] = secure.listeners('connection');
  if (acceptSecure === undefined) throw new Error('The HTTPS server has no listener for connections.');
  const plain = createServer((request, response) => {
    const host = request.headers.host ?? 'localhost';
    response.writeHead(308, { Location: `https://${host}${request.url ?? '/'}`, Connection: 'close' }).end();
  });
  secure.removeAllListeners('connection');
  secure.on('connection', (socket: Socket) => {
    const destroy = () => socket.destroy();
    const decide = () => {
      const first: unknown = socket.read(1);
      if (!Buffer.isBuffer(first)) return;
      socket.off('readable', decide).setTimeout(0, destroy);
      socket.unshift(first);
      if (first[0] === handshakeRecord) acceptSecure.call(secure, socket);
      else plain.emit('connection', socket);
    };
    socket.on('error', destroy);
    // A client that connects and says nothing is let go.
    socket.setTimeout(secure.headersTimeout, destroy);
    socket.on('readable', decide);
  });
}
