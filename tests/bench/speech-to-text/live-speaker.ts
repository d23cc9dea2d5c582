import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type LiveServerEvent, liveServerEventSchema } from '@parley/contracts';
import { WebSocket } from 'ws';

const bytesPerMs = 32;
const frameMs = 40;
const pauseMs = 1_500;
/** Samples above this are speech. */
const audible = 500;

/** What one speaker met with; delays in milliseconds, one for each event. */
export interface SpeakerReport {
  firstInterimMs: number[];
  interimMs: number[];
  finalMs: number[];
  retractedWords: number;
  droppedMs: number;
  lostUtterances: number;
}

/** Where speech begins and ends on the sender's clock. */
export interface SpokenUtterance {
  startMs: number;
  endMs: number;
}

type Received = LiveServerEvent & { atMs: number };

/** A speaker on a live socket who talks in real time and writes down when each text comes. */
export class LiveSpeaker {
  private readonly received: Received[] = [];
  private startedAtMs = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => {
      const event = liveServerEventSchema.parse(JSON.parse(String(data)));
      this.received.push({ ...event, atMs: performance.now() - this.startedAtMs });
    });
  }

  static async open(url: string): Promise<LiveSpeaker> {
    const socket = new WebSocket(url.replace('http', 'ws'));
    await once(socket, 'open');
    return new LiveSpeaker(socket);
  }

  /** Says one utterance after the other until the time is over. */
  async talk(utterances: readonly { pcm16: Buffer }[], durationMs: number): Promise<SpeakerReport> {
    this.socket.send(JSON.stringify({ event: 'start', language: 'en' }));
    this.startedAtMs = performance.now();
    const spoken = await talkInRealTime(utterances, durationMs, this.startedAtMs, (pcm16) =>
      this.socket.send(pcm16),
    );
    this.socket.send(JSON.stringify({ event: 'stop' }));
    await once(this.socket, 'close');
    return report(spoken, this.received);
  }
}

/** Says one utterance after the other, in real time with pauses, until the time is over; tells where they were. */
export async function talkInRealTime(
  utterances: readonly { pcm16: Buffer }[],
  durationMs: number,
  startedAtMs: number,
  send: (pcm16: Buffer) => void,
): Promise<SpokenUtterance[]> {
  const spoken: SpokenUtterance[] = [];
  let atMs = 0;
  for (const { pcm16 } of utterances) {
    if (atMs > durationMs) break;
    const [firstMs, lastMs] = audibleRange(pcm16);
    spoken.push({ startMs: atMs + firstMs, endMs: atMs + lastMs });
    const padded = Buffer.concat([pcm16, Buffer.alloc(pauseMs * bytesPerMs)]);
    for (let sentMs = 0; sentMs * bytesPerMs < padded.length; sentMs += frameMs) {
      const waitMs = startedAtMs + atMs + sentMs + frameMs - performance.now();
      if (waitMs > 0) await delay(waitMs);
      send(padded.subarray(sentMs * bytesPerMs, (sentMs + frameMs) * bytesPerMs));
    }
    atMs += Math.ceil(padded.length / bytesPerMs / frameMs) * frameMs;
  }
  return spoken;
}

function audibleRange(pcm16: Buffer): [firstMs: number, lastMs: number] {
  let [first, last] = [pcm16.length, 0];
  for (let at = 0; at + 1 < pcm16.length; at += 2) {
    if (Math.abs(pcm16.readInt16LE(at)) <= audible) continue;
    first = Math.min(first, at);
    last = at;
  }
  return [first / bytesPerMs, last / bytesPerMs];
}

function report(spoken: readonly SpokenUtterance[], received: readonly Received[]): SpeakerReport {
  const interims = received.filter((event) => event.event === 'interim');
  const finals = received.filter((event) => event.event === 'final' && event.text !== '');
  const result: SpeakerReport = {
    firstInterimMs: [],
    interimMs: interims.flatMap((event) => (event.event === 'interim' ? [event.atMs - event.t1] : [])),
    finalMs: [],
    retractedWords: countRetracted(received),
    droppedMs: Math.max(0, ...received.map((event) => (event.event === 'status' ? event.dropped_ms : 0))),
    lostUtterances: 0,
  };
  for (const { startMs, endMs } of spoken) {
    const overlaps = (event: Received) =>
      't0' in event && 't1' in event && event.t0 < endMs && event.t1 > startMs;
    const first = interims.find(overlaps);
    const final = finals.findLast(overlaps);
    if (first) result.firstInterimMs.push(first.atMs - startMs);
    if (final) result.finalMs.push(final.atMs - endMs);
    else result.lostUtterances += 1;
  }
  return result;
}

const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s]/gu, '')
    .split(/\s+/)
    .filter(Boolean);

/** Words that an interim called stable and that a later interim or the final of the same utterance says otherwise. */
function countRetracted(received: readonly Received[]): number {
  let retracted = 0;
  let stable: string[] = [];
  for (const event of received) {
    if (event.event !== 'interim' && event.event !== 'final') continue;
    const words = wordsOf(event.text);
    retracted += stable.filter((word, index) => words[index] !== word).length;
    stable = event.event === 'interim' ? wordsOf(event.text.slice(0, event.stable_chars)) : [];
  }
  return retracted;
}
