import { ParleyError } from '@parley/contracts';
import type { RawData, WebSocket } from 'ws';

/** One message's bytes, whatever the form in which ws delivers them. */
export function messageBytes(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}

/**
 * Sends and waits until the frame is handed to the network: a slow reader slows its writer, nothing piles up.
 * @throws ParleyError `cancelled` where the socket is gone.
 */
export async function sendFrame(
  socket: WebSocket,
  data: string | Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted || socket.readyState !== socket.OPEN)
    throw new ParleyError('cancelled', 'The client went away.');
  await new Promise<void>((resolve, reject) => {
    socket.send(data, (error) => {
      if (error) reject(new ParleyError('cancelled', 'The client went away.', { cause: error }));
      else resolve();
    });
  });
}

/**
 * The first message of a socket, as parsed JSON.
 * @throws ParleyError `idle_timeout`, `invalid_json`, `cancelled`.
 */
export async function firstJsonMessage(
  socket: WebSocket,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<unknown> {
  const data = await new Promise<RawData>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new ParleyError('idle_timeout', `No message came within ${timeoutMs / 1_000} s.`)),
      timeoutMs,
    );
    socket.once('message', (message) => {
      clearTimeout(timer);
      resolve(message);
    });
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new ParleyError('cancelled', 'The client went away.'));
    });
  });
  return parseJsonMessage(data);
}

/** @throws ParleyError `invalid_json` where the message is no JSON text. */
export function parseJsonMessage(data: RawData): unknown {
  try {
    return JSON.parse(messageBytes(data).toString('utf8'));
  } catch (error) {
    throw new ParleyError('invalid_json', 'This message is not JSON. See the protocol at /docs.', {
      cause: error,
    });
  }
}
