import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type LiveServerEvent,
  type Transcription,
  liveServerEventSchema,
  transcriptionSchema,
} from '@parley/contracts';
import { WebSocket } from 'ws';

const frameMs = 40;
const bytesPerMs = 32;

/** `POST /transcribe`. @throws Error with the answer where it is no transcription. */
export async function transcribe(
  url: string,
  wav: Buffer<ArrayBuffer>,
  fields: Record<string, string> = {},
): Promise<Transcription> {
  const form = new FormData();
  form.append('file', new Blob([wav]), 'speech.wav');
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const response = await fetch(`${url}/transcribe`, { method: 'POST', body: form });
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(body)}`);
  return transcriptionSchema.parse(body);
}

/** A live socket that keeps what it hears. */
export class LiveListener {
  readonly events: LiveServerEvent[] = [];

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => this.events.push(liveServerEventSchema.parse(JSON.parse(String(data)))));
  }

  static async open(url: string): Promise<LiveListener> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
    await once(socket, 'open');
    const listener = new LiveListener(socket);
    const started = once(socket, 'message');
    socket.send('{"event":"start","language":"en"}');
    await started;
    return listener;
  }

  /** Speaks at `speed` times the rate of real time. */
  async say(pcm16: Buffer, speed = 1): Promise<void> {
    const startedAt = performance.now();
    const frameBytes = frameMs * bytesPerMs;
    for (let at = 0; at < pcm16.length; at += frameBytes) {
      const waitMs = startedAt + at / bytesPerMs / speed - performance.now();
      if (waitMs > 0) await delay(waitMs);
      this.socket.send(pcm16.subarray(at, at + frameBytes));
    }
  }

  /** Says that no more comes; resolves when all finals are out. */
  async stop(): Promise<void> {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    const closed = once(this.socket, 'close');
    this.socket.send('{"event":"stop"}');
    await closed;
  }

  /** What was said, by the finals. */
  get text(): string {
    return this.events
      .flatMap((event) => (event.event === 'final' && event.text !== '' ? [event.text] : []))
      .join(' ');
  }
}
