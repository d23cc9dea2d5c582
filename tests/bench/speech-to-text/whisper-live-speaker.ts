import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type SpokenUtterance, talkInRealTime } from './live-speaker.js';

const segmentsMessage = z.object({
  segments: z.array(
    z.object({
      start: z.coerce.number(),
      end: z.coerce.number(),
      text: z.string(),
      completed: z.boolean().default(false),
    }),
  ),
});

/** After the last utterance, for what is still on its way. */
const lastWordsMs = 8_000;

/** What one speaker met with at WhisperLive; delays in milliseconds. */
export interface PeerReport {
  firstInterimMs: number[];
  finalMs: number[];
  lostUtterances: number;
}

interface Received {
  atMs: number;
  startMs: number;
  endMs: number;
  completed: boolean;
}

/** A speaker on WhisperLive's socket, who talks as {@link LiveSpeaker} does on ours. */
export class WhisperLiveSpeaker {
  private readonly received: Received[] = [];
  private startedAtMs = performance.now();

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => this.receive(String(data)));
  }

  /** @param model the folder that the server was started with */
  static async open(url: string, model: string): Promise<WhisperLiveSpeaker> {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    const speaker = new WhisperLiveSpeaker(socket);
    const ready = once(socket, 'message');
    const uid = String(Math.random());
    socket.send(JSON.stringify({ uid, model, language: 'en', task: 'transcribe', use_vad: true }));
    await ready;
    return speaker;
  }

  async talk(utterances: readonly { pcm16: Buffer }[], durationMs: number): Promise<PeerReport> {
    this.startedAtMs = performance.now();
    const spoken = await talkInRealTime(utterances, durationMs, this.startedAtMs, (pcm16) =>
      this.socket.send(toFloat32(pcm16)),
    );
    await delay(lastWordsMs);
    this.socket.close();
    return this.report(spoken);
  }

  private receive(text: string): void {
    const parsed = segmentsMessage.safeParse(JSON.parse(text));
    if (!parsed.success) return;
    const atMs = performance.now() - this.startedAtMs;
    for (const { start, end, completed, text: words } of parsed.data.segments) {
      if (words.trim() === '') continue;
      this.received.push({ atMs, startMs: start * 1_000, endMs: end * 1_000, completed });
    }
  }

  private report(spoken: readonly SpokenUtterance[]): PeerReport {
    const report: PeerReport = { firstInterimMs: [], finalMs: [], lostUtterances: 0 };
    for (const { startMs, endMs } of spoken) {
      const overlaps = (segment: Received) => segment.startMs < endMs && segment.endMs > startMs;
      const first = this.received.find(overlaps);
      const final = this.received.find((segment) => overlaps(segment) && segment.completed);
      if (first) report.firstInterimMs.push(first.atMs - startMs);
      if (final) report.finalMs.push(final.atMs - endMs);
      else report.lostUtterances += 1;
    }
    return report;
  }
}

function toFloat32(pcm16: Buffer): Buffer {
  const samples = Float32Array.from(
    { length: pcm16.length / 2 },
    (_, index) => pcm16.readInt16LE(index * 2) / 32_768,
  );
  return Buffer.from(samples.buffer);
}
