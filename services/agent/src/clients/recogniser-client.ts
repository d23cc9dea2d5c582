import { type LiveServerEvent, liveServerEventSchema } from '@parley/contracts';
import { parseJsonMessage } from '@parley/service-kit';
import type { WebSocket } from 'ws';
import { connect } from './connect.js';

export interface RecogniserOptions {
  language: string;
  onEvent: (event: LiveServerEvent) => void;
  /** The socket closed without having been asked to. */
  onLost: () => void;
}

/** Audio that may wait for the network, in bytes: 8 s. Beyond it audio is dropped, and the caller is told. */
const maxBacklogBytes = 8 * 32_000;

/** One live recognition, at the stt service. */
export class RecogniserClient {
  private constructor(private readonly socket: WebSocket) {}

  /** @throws ParleyError `upstream_unavailable`, `cancelled`. */
  static async open(
    baseUrl: string,
    options: RecogniserOptions,
    signal: AbortSignal,
  ): Promise<RecogniserClient> {
    const socket = await connect('speech-to-text', baseUrl, '/ws', signal);
    socket.on('message', (data) => {
      const event = liveServerEventSchema.safeParse(parseJsonMessage(data));
      if (event.success) options.onEvent(event.data);
    });
    socket.once('close', () => {
      if (!signal.aborted) options.onLost();
    });
    socket.send(JSON.stringify({ event: 'start', language: options.language }));
    return new RecogniserClient(socket);
  }

  /** PCM16 mono 16 kHz. False where it was dropped. */
  send(pcm16: Uint8Array): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return false;
    if (this.socket.bufferedAmount > maxBacklogBytes) return false;
    this.socket.send(pcm16);
    return true;
  }

  /** No more audio comes: the service answers the rest, then `stopped`, and closes. */
  stop(): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify({ event: 'stop' }));
  }

  close(): void {
    this.socket.terminate();
  }
}
