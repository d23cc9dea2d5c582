import { ParleyError } from '@parley/contracts';
import { WebSocket } from 'ws';

const connectTimeoutMs = 5_000;

/**
 * A socket to another service, open. It is closed when `signal` aborts.
 * @throws ParleyError `upstream_unavailable` naming the service, or `cancelled`.
 */
export async function connect(
  service: string,
  baseUrl: string,
  path: string,
  signal: AbortSignal,
): Promise<WebSocket> {
  if (signal.aborted) throw new ParleyError('cancelled', 'The work was cancelled.');
  const url = new URL(path, baseUrl);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url, { handshakeTimeout: connectTimeoutMs, perMessageDeflate: false });
  const close = () => socket.terminate();
  signal.addEventListener('abort', close, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', close));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', (cause) => {
      const message = `The ${service} service does not answer. It restarts by itself; please try again in a moment.`;
      const code = signal.aborted ? 'cancelled' : 'upstream_unavailable';
      reject(new ParleyError(code, message, { cause }));
    });
  });
  // Later failures end in `close`, which every user of the socket handles.
  socket.on('error', () => undefined);
  return socket;
}
