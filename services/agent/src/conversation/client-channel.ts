import { type ConversationServerMessage, encodeMediaPacket } from '@parley/contracts';
import { sendFrame } from '@parley/service-kit';
import type { WebSocket } from 'ws';

/** Pictures wait for no one: with this much unsent, the next frame is dropped. */
const maxVideoBacklogBytes = 512 * 1_024;

/** The person's end of the conversation: JSON, sound, and frames where they were asked for. */
export class ClientChannel {
  droppedFrames = 0;
  private sequence = 0;

  /** @param withMediaHeader whether binary messages carry the header of `media-packet.ts`: so they do with frames */
  constructor(
    private readonly socket: WebSocket,
    private readonly withMediaHeader: boolean,
    private readonly signal: AbortSignal,
  ) {}

  /** Sends, unless the client has gone: then nobody is left to tell. */
  tell(message: ConversationServerMessage): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** PCM16 of one generation, on its audio clock; waits for a slow network. */
  async sendSpeech(generation: number, mediaTimeMs: number, pcm16: Uint8Array): Promise<void> {
    const data = this.withMediaHeader
      ? encodeMediaPacket({ kind: 'pcm', generation, sequence: this.sequence++, mediaTimeMs, payload: pcm16 })
      : pcm16;
    await sendFrame(this.socket, data, this.signal);
  }

  /** A frame as the avatar packed it. False where it was dropped because the network is behind. */
  sendPackedFrame(packet: Uint8Array): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return false;
    if (this.socket.bufferedAmount > maxVideoBacklogBytes) {
      this.droppedFrames += 1;
      return false;
    }
    this.socket.send(packet);
    return true;
  }
}
