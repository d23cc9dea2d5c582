import { type SynthesizeRequest, speechSampleRate } from '@parley/contracts';
import type { FaceClient } from '../clients/face-client.js';
import type { SpeechClient } from '../clients/speech-client.js';
import type { ClientChannel } from './client-channel.js';
import { expressionHint } from './expression-hint.js';
import type { SpokenPiece } from './history.js';
import type { PlaybackClock } from './playback-clock.js';
import { speakablePieces } from './speakable/speakable-pieces.js';
import type { TurnStopwatch } from './turn-latency.js';

/** What one reply is spoken with, and what is known of it while it is. */
export interface Utterance {
  readonly turnId: string;
  readonly generation: number;
  readonly clock: PlaybackClock;
  readonly stopwatch: TurnStopwatch;
  /** Grows as pieces are spoken. */
  readonly pieces: SpokenPiece[];
  readonly voice: Omit<SynthesizeRequest, 'text'>;
}

export interface Outlets {
  channel: ClientChannel;
  speech: SpeechClient;
  /** Undefined while there is no face. */
  face: () => FaceClient | undefined;
}

/** One message's worth of sound: small enough to interrupt, large enough not to burden the socket. */
const packetMs = 100;
const bytesPerMs = (speechSampleRate * 2) / 1_000;
const packetBytes = packetMs * bytesPerMs;

const emoji = /\p{Extended_Pictographic}/u;

/** The model's words as they come, told to the client on their way. */
async function* captioned(
  words: AsyncIterable<string>,
  { turnId, stopwatch }: Utterance,
  { channel, face }: Outlets,
): AsyncGenerator<string> {
  let whole = '';
  for await (const word of words) {
    stopwatch.mark('firstWordMs');
    whole += word;
    channel.tell({ type: 'ai_text', text: word, turn_id: turnId, is_final: false });
    // Emoji are seen, not said: the pieces that are spoken have none.
    const hint = emoji.test(word) ? expressionHint(word) : undefined;
    if (hint) face()?.send(hint);
    yield word;
  }
  channel.tell({ type: 'ai_text', text: whole.trim(), turn_id: turnId, is_final: true });
}

async function sendPaced(
  pcm16: Uint8Array,
  utterance: Utterance,
  channel: ClientChannel,
  signal: AbortSignal,
) {
  const { clock, generation, stopwatch, turnId } = utterance;
  for (let at = 0; at < pcm16.byteLength; at += packetBytes) {
    const packet = pcm16.subarray(at, at + packetBytes);
    await clock.waitForRoom(signal);
    signal.throwIfAborted();
    if (clock.sentMs === 0) {
      channel.tell({ type: 'ai_audio_start', sample_rate: speechSampleRate, turn_id: turnId, generation });
    }
    await channel.sendSpeech(generation, clock.sentMs, packet);
    stopwatch.mark('firstAudioMs');
    clock.sent(packet.byteLength / bytesPerMs);
  }
}

/** How long a character takes to say, at the voice's normal rate: tells what was heard of a piece not yet sent whole. */
const msPerCharacter = 70;

async function speakPiece(
  text: string,
  utterance: Utterance,
  outlets: Outlets,
  signal: AbortSignal,
): Promise<void> {
  const { clock, generation, pieces, voice } = utterance;
  const startMs = clock.sentMs;
  const estimatedMs = (text.length * msPerCharacter) / voice.speed;
  const piece = { text, startMs, endMs: startMs + estimatedMs };
  pieces.push(piece);
  const hint = expressionHint(text);
  if (hint) outlets.face()?.send(hint);
  let receivedMs = 0;
  for await (const part of outlets.speech.speak({ ...voice, text }, signal)) {
    if (part.type === 'visemes') {
      const visemes = part.visemes.map((event) => ({ ...event, timeMs: event.timeMs + startMs }));
      const audioUntilMs = visemes.reduce(
        (end, event) => Math.max(end, event.timeMs + event.durationMs),
        startMs,
      );
      outlets.face()?.send({ type: 'speech', generation, visemes, audioUntilMs, final: false });
    } else if (part.type === 'audio') {
      receivedMs += part.pcm16.byteLength / bytesPerMs;
      await sendPaced(part.pcm16, utterance, outlets.channel, signal);
    }
  }
  piece.endMs = startMs + receivedMs;
  const { endMs } = piece;
  outlets.channel.tell({ type: 'ai_speech', text, generation, start_ms: startMs, end_ms: endMs });
}

/**
 * Thinks and speaks: words become pieces, pieces become sound and mouth shapes, each sent as soon as it is there.
 * Resolves when the last of it has sounded.
 * @throws ParleyError of the model or the voice; `cancelled` (or an AbortError) where `signal` stopped it.
 */
export async function speakReply(
  words: AsyncIterable<string>,
  utterance: Utterance,
  outlets: Outlets,
  signal: AbortSignal,
): Promise<void> {
  const { clock, generation } = utterance;
  for await (const piece of speakablePieces(captioned(words, utterance, outlets), signal)) {
    await speakPiece(piece, utterance, outlets, signal);
  }
  const face = outlets.face();
  face?.send({ type: 'speech', generation, visemes: [], audioUntilMs: clock.sentMs, final: true });
  if (clock.sentMs > 0) {
    outlets.channel.tell({ type: 'ai_audio_end', generation, duration_ms: Math.round(clock.sentMs) });
  }
  await clock.waitForEnd(signal);
}
