import { type AvatarClientMessage, avatarServerMessageSchema } from '@parley/contracts';
import { messageBytes, parseJsonMessage } from '@parley/service-kit';
import type { WebSocket } from 'ws';
import { connect } from './connect.js';

export interface FaceOptions {
  portrait: string;
  /** One frame as the avatar packed it (see `media-packet.ts`). */
  onFrame: (packet: Uint8Array) => void;
  onError: (code: string, message: string) => void;
  /** The portrait was deleted meanwhile; the face goes on with this one. */
  onPortraitGone: (portrait: string) => void;
  onLost: () => void;
}

/** One live face, at the avatar service. */
export class FaceClient {
  private constructor(private readonly socket: WebSocket) {}

  /** @throws ParleyError `upstream_unavailable`, `cancelled`. */
  static async open(baseUrl: string, options: FaceOptions, signal: AbortSignal): Promise<FaceClient> {
    const socket = await connect('avatar', baseUrl, '/live', signal);
    socket.on('message', (data, isBinary) => {
      if (isBinary) {
        options.onFrame(messageBytes(data));
        return;
      }
      const message = avatarServerMessageSchema.safeParse(parseJsonMessage(data)).data;
      if (message?.type === 'error') options.onError(message.code, message.message);
      else if (message?.type === 'portrait') options.onPortraitGone(message.portrait);
    });
    socket.once('close', () => {
      if (!signal.aborted) options.onLost();
    });
    const face = new FaceClient(socket);
    face.send({ type: 'start', portrait: options.portrait, format: 'jpeg', quality: 80 });
    return face;
  }

  send(message: AvatarClientMessage): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message));
  }
}
