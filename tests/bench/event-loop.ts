import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { statusSchema } from '@parley/contracts';
import { WebSocket } from 'ws';
import { Constellation, type Door, sharedData } from '../constellation/constellation.js';
import { ConversationClient } from '../constellation/conversation-client.js';
import { type BenchResult, againstLimit, spreadOf } from './result.js';

const doors: Door[] = ['gateway', 'stt', 'tts', 'avatar', 'agent'];
const loadMs = 40_000;
const limitMs = 50;

const p99Of = async (house: Constellation, door: Door) =>
  statusSchema.parse(await (await fetch(house.url(door, '/status'))).json()).eventLoopDelayMs.p99;

async function transcribeAgainAndAgain(house: Constellation, recording: Buffer, signal: AbortSignal) {
  while (!signal.aborted) {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(recording)]), 'speech.wav');
    await (await fetch(house.url('stt', '/transcribe'), { method: 'POST', body: form })).text();
  }
}

async function converse(house: Constellation, recording: Buffer, signal: AbortSignal) {
  const client = await ConversationClient.open(house.url('gateway', '/ws/conversation?avatar=true'));
  client.send({ type: 'start', audio: 'pcm16', language: 'en' });
  while (!signal.aborted)
    await client.say(Buffer.concat([recording.subarray(44), new Uint8Array(32_000 * 4)]));
  client.close();
}

function watchAFace(house: Constellation, signal: AbortSignal): void {
  const socket = new WebSocket(house.url('avatar', '/live').replace('http', 'ws'));
  socket.once('open', () => socket.send('{"type":"start"}'));
  signal.addEventListener('abort', () => socket.terminate());
}

/** The worst window of each service's event-loop delay while all of them work. */
export async function bench(): Promise<BenchResult> {
  const recording = readFileSync(join(sharedData, 'audio/en_quilter_6s.wav'));
  const house = await Constellation.start(3_000);
  const delays = new Map<Door, number[]>(doors.map((door) => [door, []]));
  try {
    const load = AbortSignal.timeout(loadMs);
    const work = [transcribeAgainAndAgain(house, recording, load), converse(house, recording, load)];
    watchAFace(house, load);
    // The first window still holds the start of the work.
    await new Promise((resolve) => setTimeout(resolve, 10_500));
    while (!load.aborted) {
      for (const door of doors) delays.get(door)?.push(await p99Of(house, door));
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
    await Promise.all(work);
  } finally {
    await house.stop();
  }
  return {
    bench: 'event-loop',
    about:
      'Event-loop delay (99th percentile of 10 s windows) of each service while, for 40 s, one file after the other is ' +
      'transcribed, one conversation with a face goes on, and a second face is watched.',
    rows: doors.map((door) =>
      againstLimit(
        { work: door, metric: 'event-loop delay, p99', unit: 'ms', ours: spreadOf(delays.get(door) ?? []) },
        limitMs,
      ),
    ),
  };
}
