import {
  conversationClientMessageSchema,
  encodeMediaPacket,
  type ConversationAnalysis,
  type ConversationClientMessage,
  type ConversationServerMessage,
} from '@parley/contracts';
import { once } from 'node:events';
import type { WebSocket } from 'ws';
import type { FakeFace } from './fake-face.js';
import { fakeSampleRate, fakeSpeech, openness } from './fake-speech.js';

const frameMs = 40;
/** Sent ahead of the clock, as a speech engine that is faster than real time does. */
const chunkMs = 200;
const msPerCharacter = 62;
/** Silence that ends a turn, in milliseconds of the microphone's audio. */
const endOfTurnMs = 240;
const speechLevel = 500;
/** The recording behind the fake microphone never ends: a turn does, and the answer is heard for a while. */
const longestTurnMs = 3_200;
const restAfterTurnMs = 5_000;

export interface FakeConversationScript {
  /** What the recogniser hears, whatever is said. */
  heard: string;
  reply: string;
  greeting: string;
  /** Without a face: no frames are sent. */
  hasFace: boolean;
}

/** What one socket of the fake agent received. */
export interface FakeConversationLog {
  messages: ConversationClientMessage[];
  microphoneBytes: number;
}

/** The agent's side of `/ws/conversation`, by the contract, with a script instead of engines. */
export class FakeConversation {
  readonly log: FakeConversationLog = { messages: [], microphoneBytes: 0 };
  private generation = 0;
  private turn = 0;
  private tick = 0;
  private sequence = 0;
  private loudMs = 0;
  private quietMs = 0;
  private restMs = 0;
  private speech: { generation: number; turnId: string; durationMs: number; startedAt: number } | null = null;
  private readonly clock: NodeJS.Timeout;

  constructor(
    private readonly socket: WebSocket,
    private readonly face: FakeFace,
    private readonly script: FakeConversationScript,
  ) {
    this.connect();
    this.clock = setInterval(() => this.sendFrame(), frameMs);
    socket.on('close', () => clearInterval(this.clock));
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.hear(data);
      else this.obey(conversationClientMessageSchema.parse(JSON.parse(data.toString())));
    });
  }

  say(message: ConversationServerMessage): void {
    this.sendRaw(JSON.stringify(message));
  }

  /** Sends anything, sensible or not. */
  sendRaw(data: string | Buffer): void {
    this.socket.send(data);
  }

  /** The latest message of a type, once there is one. */
  async until<Type extends ConversationClientMessage['type']>(
    type: Type,
  ): Promise<Extract<ConversationClientMessage, { type: Type }>> {
    const isOfType = (
      message: ConversationClientMessage,
    ): message is Extract<typeof message, { type: Type }> => message.type === type;
    for (;;) {
      const found = this.log.messages.findLast(isOfType);
      if (found !== undefined) return found;
      await once(this.socket, 'message');
    }
  }

  private obey(message: ConversationClientMessage): void {
    this.log.messages.push(message);
    if (message.type === 'start' && message.greet === true) this.reply(this.script.greeting, this.nextTurn());
    if (message.type === 'text') this.answer(message.text);
    if (message.type === 'interrupt') this.interrupt();
    if (message.type === 'ping') this.say({ type: 'pong', timestamp: Date.now() });
    if (message.type === 'end_conversation') this.say({ type: 'analysis', analysis });
  }

  private connect(): void {
    const engines = { stt: 'pocketsphinx', llm: 'scripted', tts: 'espeak', avatar: 'mesh-warp' };
    this.say({ type: 'connected', session_id: 'fake', level: 'intermediate', language: 'en', engines });
  }

  private nextTurn(): string {
    this.turn += 1;
    return `turn-${this.turn}`;
  }

  /** Loudness of 20 ms frames stands in for voice activity. */
  private hear(pcm: Buffer): void {
    this.log.microphoneBytes += pcm.length;
    const durationMs = pcm.length / 32;
    this.restMs -= durationMs;
    if (this.restMs > 0) return;
    if (loudness(pcm) > speechLevel) {
      if (this.loudMs === 0) this.say({ type: 'speech_start' });
      if (this.loudMs === 0) this.interrupt();
      this.loudMs += durationMs;
      this.quietMs = 0;
      this.sendInterim();
    } else if (this.loudMs > 0) {
      this.quietMs += durationMs;
      if (this.quietMs >= endOfTurnMs) this.finishTurn();
    }
    if (this.loudMs >= longestTurnMs) this.finishTurn();
  }

  private sendInterim(): void {
    if (this.loudMs % 400 !== 0) return;
    const words = this.script.heard.split(' ').slice(0, Math.ceil(this.loudMs / 400));
    const text = words.join(' ');
    const stable = words.slice(0, -1).join(' ').length;
    this.say({ type: 'transcript', text, is_final: false, stable_chars: stable });
  }

  private finishTurn(): void {
    this.loudMs = 0;
    this.quietMs = 0;
    this.restMs = restAfterTurnMs;
    this.answer(this.script.heard);
  }

  private answer(text: string): void {
    const turnId = this.nextTurn();
    this.say({ type: 'transcript', text, is_final: true, turn_id: turnId });
    this.reply(this.script.reply, turnId);
  }

  /** Text in pieces, speech ahead of its time, frames on it; `turn_complete` when it has sounded. */
  private reply(text: string, turnId: string): void {
    this.interrupt();
    this.generation += 1;
    const { generation } = this;
    const pieces = text.match(/[^.!?]+[.!?]\s*/g) ?? [text];
    this.say({ type: 'ai_audio_start', sample_rate: fakeSampleRate, turn_id: turnId, generation });
    let atMs = 0;
    for (const piece of pieces) {
      const durationMs = piece.length * msPerCharacter;
      this.say({ type: 'ai_text', text: piece, turn_id: turnId, is_final: false });
      const times = { start_ms: atMs, end_ms: atMs + durationMs };
      this.say({ type: 'ai_speech', text: piece.trim(), generation, ...times });
      atMs += durationMs;
    }
    this.say({ type: 'ai_text', text, turn_id: turnId, is_final: true });
    this.sendSpeech(generation, atMs);
    this.say({ type: 'ai_audio_end', generation, duration_ms: atMs });
    this.speech = { generation, turnId, durationMs: atMs, startedAt: performance.now() };
  }

  private sendSpeech(generation: number, durationMs: number): void {
    const pcm = fakeSpeech(durationMs);
    const chunkBytes = (chunkMs / 1000) * fakeSampleRate * 2;
    for (let offset = 0; offset < pcm.length; offset += chunkBytes) {
      const payload = pcm.subarray(offset, offset + chunkBytes);
      const mediaTimeMs = (offset / 2 / fakeSampleRate) * 1000;
      const sequence = offset / chunkBytes;
      this.socket.send(encodeMediaPacket({ kind: 'pcm', generation, sequence, mediaTimeMs, payload }));
    }
  }

  private sendFrame(): void {
    this.tick += 1;
    const { speech } = this;
    const timeMs = speech === null ? -1 : performance.now() - speech.startedAt;
    if (speech !== null && timeMs > speech.durationMs) this.complete(speech.turnId, false);
    if (!this.script.hasFace) return;
    const isSpeaking = this.speech !== null;
    this.sequence += 1;
    const payload = isSpeaking ? this.face.speaking(this.tick, openness(timeMs)) : this.face.idle(this.tick);
    const mediaTimeMs = isSpeaking ? timeMs : -1;
    const { generation, sequence } = this;
    this.socket.send(encodeMediaPacket({ kind: 'jpeg', generation, sequence, mediaTimeMs, payload }));
  }

  private interrupt(): void {
    const { speech } = this;
    if (speech === null) return;
    const heardMs = Math.min(speech.durationMs, performance.now() - speech.startedAt);
    this.say({ type: 'interrupted', generation: speech.generation, heard_ms: heardMs });
    this.complete(speech.turnId, true);
  }

  private complete(turnId: string, interrupted: boolean): void {
    this.speech = null;
    const latency = { transcriptMs: 180, firstWordMs: 240, firstAudioMs: 310, firstFrameMs: 350 };
    this.say({ type: 'turn_complete', turn_id: turnId, interrupted, latency });
  }
}

function loudness(pcm: Buffer): number {
  let energy = 0;
  for (let offset = 0; offset + 1 < pcm.length; offset += 2) energy += pcm.readInt16LE(offset) ** 2;
  return Math.sqrt(energy / Math.max(1, pcm.length / 2));
}

const analysis = {
  turns: 4,
  durationMs: 95_000,
  wordsPerMinute: 128,
  longPauses: 1,
  vocabulary: { words: 61, uniqueWords: 42, mostUsed: ['garden', 'morning', 'walk'] },
  source: 'measured',
} satisfies ConversationAnalysis;
