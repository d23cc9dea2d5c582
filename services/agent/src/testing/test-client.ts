import { type ConversationServerMessage, conversationServerMessageSchema } from '@parley/contracts';
import { expect } from 'vitest';
import { WebSocket } from 'ws';

type MessageOf<T extends ConversationServerMessage['type']> = Extract<ConversationServerMessage, { type: T }>;

/** A client of the conversation socket that keeps everything it was sent; each message is checked by its schema. */
export class TestClient {
  readonly messages: ConversationServerMessage[] = [];
  readonly binary: Buffer[] = [];
  closeCode: number | undefined;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.binary.push(data);
      else this.messages.push(conversationServerMessageSchema.parse(JSON.parse(data.toString())));
    });
    socket.once('close', (code) => (this.closeCode = code));
  }

  static async open(url: string): Promise<TestClient> {
    const socket = new WebSocket(url.replace('http', 'ws'));
    const client = new TestClient(socket);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return client;
  }

  send(message: object | string | Uint8Array): void {
    const isRaw = typeof message === 'string' || message instanceof Uint8Array;
    this.socket.send(isRaw ? message : JSON.stringify(message));
  }

  all<T extends ConversationServerMessage['type']>(type: T): MessageOf<T>[] {
    return this.messages.filter((message): message is MessageOf<T> => message.type === type);
  }

  /** The nth message of this type (0 is the first), once it is there. */
  async wait<T extends ConversationServerMessage['type']>(
    type: T,
    nth = 0,
    timeout = 8_000,
  ): Promise<MessageOf<T>> {
    await expect.poll(() => this.all(type).length, { timeout }).toBeGreaterThan(nth);
    const message = this.all(type)[nth];
    if (!message) throw new Error(`No ${type} came.`);
    return message;
  }

  get audioBytes(): number {
    return this.binary.reduce((sum, { length }) => sum + length, 0);
  }

  close(): void {
    this.socket.terminate();
  }
}
