import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { pcm16FromFloat } from '@parley/audio';
import type { LiveServerEvent } from '@parley/contracts';
import { WebSocket } from 'ws';

const frameMs = 40;
const frameSamples = frameMs * 16;

/** A test's side of a live socket: it keeps all that the server has said. */
export class LiveClient<Message = LiveServerEvent> {
  readonly messages: Message[] = [];
  private readonly closing: Promise<number>;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.messages.push(JSON.parse(String(data))));
    this.closing = once(socket, 'close').then(([code]) => Number(code));
  }

  static async open<Message = LiveServerEvent>(url: string): Promise<LiveClient<Message>> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
    await once(socket, 'open');
    return new LiveClient<Message>(socket);
  }

  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Speaks at `speed` times the rate of real time; frames of 40 ms. */
  async speak(samples: Float32Array, speed = 1): Promise<void> {
    const startedAt = performance.now();
    for (let start = 0; start < samples.length; start += frameSamples) {
      const dueAt = startedAt + start / 16 / speed;
      const waitMs = dueAt - performance.now();
      if (waitMs > 0) await delay(waitMs);
      if (this.socket.readyState !== WebSocket.OPEN) return;
      this.socket.send(pcm16FromFloat(samples.subarray(start, start + frameSamples)));
    }
  }

  /** The close code, when the socket is closed. */
  closed(): Promise<number> {
    return this.closing;
  }
}
