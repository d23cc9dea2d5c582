import { once } from 'node:events';
import {
  type ConversationServerMessage,
  type MediaPacket,
  conversationServerMessageSchema,
  decodeMediaPacket,
} from '@parley/contracts';
import { WebSocket } from 'ws';

type MessageOf<T extends ConversationServerMessage['type']> = Extract<ConversationServerMessage, { type: T }>;

/** PCM16 mono 16 kHz: bytes in a millisecond, and in the 40 ms that go out at a time. */
const bytesPerMs = 32;
const frameBytes = 40 * bytesPerMs;

/** A person at the conversation socket: speaks a recording in real time, keeps what comes back. */
export class ConversationClient {
  readonly messages: ConversationServerMessage[] = [];
  readonly packets: MediaPacket[] = [];

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) {
        this.messages.push(conversationServerMessageSchema.parse(JSON.parse(data.toString())));
        return;
      }
      const packet = decodeMediaPacket(data);
      if (packet) this.packets.push(packet);
    });
  }

  static async open(url: string): Promise<ConversationClient> {
    const socket = new WebSocket(url.replace(/^http/, 'ws'));
    const client = new ConversationClient(socket);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return client;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Sends the samples at the pace of a microphone. */
  async say(pcm16: Uint8Array): Promise<void> {
    const startedAt = performance.now();
    for (let at = 0; at < pcm16.byteLength; at += frameBytes) {
      this.socket.send(pcm16.subarray(at, at + frameBytes));
      const waitMs = startedAt + (at + frameBytes) / bytesPerMs - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  all<T extends ConversationServerMessage['type']>(type: T): MessageOf<T>[] {
    return this.messages.filter((message): message is MessageOf<T> => message.type === type);
  }

  /** The newest message of this type, once there is one. @throws Error after `timeoutMs`. */
  async wait<T extends ConversationServerMessage['type']>(
    type: T,
    timeoutMs = 30_000,
  ): Promise<MessageOf<T>> {
    const timeout = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const message = this.all(type).at(-1);
      if (message) return message;
      await once(this.socket, 'message', { signal: timeout }).catch((cause: unknown) => {
        throw new Error(`No ${type} came within ${timeoutMs} ms.`, { cause });
      });
    }
  }

  close(): void {
    this.socket.terminate();
  }
}
