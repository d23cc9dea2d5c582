import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Constellation, sharedData } from '../constellation/constellation.js';
import { ConversationClient } from '../constellation/conversation-client.js';
import { type BenchResult, spreadOf } from './result.js';

const turns = 7;
const bytesPerMs = 32;
/** Samples above this are speech, in the recording and in the answer. */
const audible = 1_000;

function lastAudibleMs(pcm16: Buffer): number {
  for (let at = pcm16.length - 2; at >= 0; at -= 2) {
    if (Math.abs(pcm16.readInt16LE(at)) > audible) return at / bytesPerMs;
  }
  return 0;
}

const isAudible = (payload: Uint8Array) => {
  const samples = Buffer.from(payload);
  for (let at = 0; at + 1 < samples.length; at += 2)
    if (Math.abs(samples.readInt16LE(at)) > audible) return true;
  return false;
};

/** From the last audible sample sent to the first audible sample, and the first speaking frame, received. */
async function measureTurn(house: Constellation, speech: Buffer) {
  const client = await ConversationClient.open(house.url('gateway', '/ws/conversation?avatar=true'));
  client.send({ type: 'start', audio: 'pcm16', language: 'en' });
  await client.wait('connected');
  const startedAt = performance.now();
  const speaking = client.say(Buffer.concat([speech, new Uint8Array(32_000 * 6)]));
  const endedAt = startedAt + lastAudibleMs(speech);
  const since = async (isIt: () => boolean) => {
    while (!isIt()) await new Promise((resolve) => setTimeout(resolve, 2));
    return performance.now() - endedAt;
  };
  const [audioMs, frameMs] = await Promise.all([
    since(() => client.packets.some(({ kind, payload }) => kind === 'pcm' && isAudible(payload))),
    since(() => client.packets.some(({ kind, mediaTimeMs }) => kind === 'jpeg' && mediaTimeMs >= 0)),
  ]);
  client.close();
  await speaking.catch(() => undefined);
  return { audioMs, frameMs };
}

/** Voice to voice, and voice to face, with the embedded engines. */
export async function bench(): Promise<BenchResult> {
  const speech = readFileSync(join(sharedData, 'audio/en_lj0008.wav')).subarray(44);
  const house = await Constellation.start(3_000);
  const measured: { audioMs: number; frameMs: number }[] = [];
  try {
    for (let turn = 0; turn < turns; turn += 1) measured.push(await measureTurn(house, speech));
  } finally {
    await house.stop();
  }
  const work = 'one turn, embedded engines, WebSocket';
  return {
    bench: 'conversation-latency',
    about:
      `Measured from the waveforms: the last audible sample sent to the first audible sample received, ${turns} turns ` +
      'of a recorded sentence of 1.8 s. The silence that ends an utterance is part of it.',
    rows: [
      { work, metric: 'voice to voice', unit: 'ms', ours: spreadOf(measured.map(({ audioMs }) => audioMs)) },
      {
        work,
        metric: 'voice to speaking face',
        unit: 'ms',
        ours: spreadOf(measured.map(({ frameMs }) => frameMs)),
      },
    ],
  };
}
