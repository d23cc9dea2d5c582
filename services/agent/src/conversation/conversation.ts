import { randomUUID } from 'node:crypto';
import {
  type ConversationClientMessage,
  type Level,
  type LiveServerEvent,
  ParleyError,
  toParleyError,
  toSpeechLanguage,
} from '@parley/contracts';
import type { SpeechClient } from '../clients/speech-client.js';
import type { AgentConfig } from '../config.js';
import type { LanguageModel } from '../engines/language-model.js';
import type { AgentEvents } from '../events.js';
import { type PersonTurn, analyseConversation, measureConversation } from './analysis.js';
import type { ClientChannel } from './client-channel.js';
import { FaceKeeper } from './face.js';
import { History } from './history.js';
import { Listener } from './listener.js';
import { Microphone } from './microphone.js';
import { Speaker } from './speaker.js';
import { TurnStopwatch } from './turn-latency.js';

export interface ConversationParts {
  config: AgentConfig;
  events: AgentEvents;
  model: LanguageModel;
  speech: SpeechClient;
}

/** One conversation: whose turn it is, and what each message of the client's changes. */
export class Conversation {
  private readonly history = new History();
  private readonly turns: PersonTurn[] = [];
  private readonly listener: Listener;
  private readonly speaker: Speaker;
  private readonly startedAt = performance.now();
  private microphone: Microphone;
  private face: FaceKeeper | undefined;
  private portrait = 'default';
  private language: string;
  private voice: string | undefined;
  private level: Level = 'intermediate';
  /** Counts what the person said: while a reply is being stopped, more may come, and only the latest is answered. */
  private latestTicket = 0;
  private interruptTimer: NodeJS.Timeout | undefined;
  /** The client ended the conversation: what is said now is not heard, what was said is not answered. */
  private hasEnded = false;

  constructor(
    readonly id: string,
    private readonly parts: ConversationParts,
    private readonly channel: ClientChannel,
    private readonly signal: AbortSignal,
  ) {
    this.language = parts.config.conversation.language;
    this.listener = new Listener(
      {
        sttUrl: parts.config.upstream.sttUrl,
        language: this.language,
        onEvent: (event) => this.onRecognition(event),
        onTrouble: (error) => this.onTrouble(error),
        onRecovered: () => this.onRecovered(),
        onDropped: (moreMs, totalMs) => this.onDropped(moreMs, totalMs),
      },
      signal,
    );
    this.speaker = new Speaker(
      {
        ...parts,
        channel,
        history: this.history,
        face: () => this.face,
        settings: () => ({ language: this.language, voice: this.voice, level: this.level }),
      },
      signal,
    );
    this.microphone = this.createMicrophone('auto');
    signal.addEventListener('abort', () => clearTimeout(this.interruptTimer), { once: true });
  }

  get settings() {
    return { level: this.level, language: this.language };
  }

  get turnCount(): number {
    return this.turns.length;
  }

  /** From now on the client gets frames. Called at most once. */
  showFace(): void {
    this.face = new FaceKeeper(
      {
        avatarUrl: this.parts.config.upstream.avatarUrl,
        portrait: this.portrait,
        onFrame: (packet, generation, isSpeaking) => this.onFrame(packet, generation, isSpeaking),
        onTrouble: (code, message) => this.channel.tell({ type: 'error', code, message }),
      },
      this.signal,
    );
  }

  /** The microphone's bytes, in order. */
  hear(bytes: Uint8Array): void {
    if (!this.hasEnded) this.microphone.receive(bytes);
  }

  /** One message of the client's. @throws ParleyError where it asks for what does not exist. */
  async receive(message: ConversationClientMessage): Promise<void> {
    switch (message.type) {
      case 'start':
        return this.start(message);
      case 'text':
        this.hasEnded = false;
        return this.answer({ text: message.text, speechMs: 0, speechEndedAt: performance.now() });
      case 'set_level':
        this.level = message.level;
        return undefined;
      case 'set_language':
        return this.setLanguage(message.language, message.voice);
      case 'set_portrait':
        return this.setPortrait(message.portrait);
      case 'set_expression':
        this.face?.send({ ...message, type: 'expression', hint: false });
        return undefined;
      case 'interrupt':
        return this.speaker.interrupt();
      case 'played':
        return this.onPlayed(message.generation, message.playedMs);
      case 'ping':
        return this.channel.tell({ type: 'pong', timestamp: Date.now() });
      case 'end_conversation':
        return this.end();
    }
  }

  private start(message: Extract<ConversationClientMessage, { type: 'start' }>): void {
    if (message.language !== undefined) this.setLanguage(message.language, message.voice);
    if (message.level !== undefined) this.level = message.level;
    if (message.portrait !== undefined) this.setPortrait(message.portrait);
    this.microphone = this.createMicrophone(message.audio);
    this.hasEnded = false;
    if (message.greet === true && !this.speaker.current) {
      void this.speaker.speak(new TurnStopwatch(performance.now()));
    }
  }

  private setLanguage(tag: string, voice: string | undefined): void {
    const language = toSpeechLanguage(tag);
    if (!language) {
      throw new ParleyError('unsupported_language', `The language "${tag}" is unknown.`, {
        param: 'language',
      });
    }
    this.language = language;
    this.voice = voice;
    this.listener.setLanguage(language);
  }

  private setPortrait(portrait: string): void {
    this.portrait = portrait;
    this.face?.send({ type: 'portrait', portrait });
  }

  private createMicrophone(audio: 'auto' | 'pcm16'): Microphone {
    return new Microphone(
      {
        audio,
        onAudio: (pcm16) => this.listener.hear(pcm16),
        onError: (error) => this.onTrouble(toParleyError(error)),
      },
      this.signal,
    );
  }

  private onTrouble({ code, message }: ParleyError): void {
    this.parts.events.listeningTrouble(code);
    this.channel.tell({ type: 'error', code, message });
  }

  private onRecovered(): void {
    this.parts.events.listeningRecovered();
    this.channel.tell({ type: 'status', message: 'Recognition is back.' });
  }

  private onDropped(moreMs: number, totalMs: number): void {
    this.parts.events.audioDropped(moreMs);
    const message = `${(totalMs / 1_000).toFixed(1)} s of audio could not be heard.`;
    this.channel.tell({ type: 'status', message, dropped_ms: totalMs });
  }

  private onFrame(packet: Uint8Array, generation: number, isSpeaking: boolean): void {
    const utterance = this.speaker.current;
    if (isSpeaking && utterance?.generation !== generation) return;
    if (this.channel.sendPackedFrame(packet) && isSpeaking) utterance?.stopwatch.mark('firstFrameMs');
  }

  private onPlayed(generation: number, playedMs: number): void {
    const utterance = this.speaker.current;
    if (utterance?.generation === generation) utterance.clock.report(playedMs);
  }

  private onRecognition(event: LiveServerEvent): void {
    switch (event.event) {
      case 'speech_start':
        this.channel.tell({ type: 'speech_start' });
        this.face?.send({ type: 'listening', listening: true });
        return this.interruptIfItLasts();
      case 'speech_end':
        clearTimeout(this.interruptTimer);
        this.face?.send({ type: 'listening', listening: false });
        return undefined;
      case 'interim': {
        const { text, stable_chars } = event;
        return this.channel.tell({ type: 'transcript', text, is_final: false, stable_chars });
      }
      case 'final':
        return this.onFinal(event);
      case 'error':
        return this.channel.tell({ type: 'error', code: event.code, message: event.message });
      case 'status':
        return this.onRecognitionStatus(event.dropped_ms);
      default:
        return undefined;
    }
  }

  private onFinal({ text, t0, t1 }: Extract<LiveServerEvent, { event: 'final' }>): void {
    if (text.trim() === '') return;
    void this.answer({ text, speechMs: t1 - t0, speechEndedAt: this.listener.arrivalOf(t1) });
  }

  private onRecognitionStatus(droppedMs: number): void {
    if (droppedMs === 0) return;
    const message = 'Recognition is behind; some audio was dropped.';
    this.channel.tell({ type: 'status', message, dropped_ms: droppedMs });
  }

  /** Speech over the avatar's own stops it, once it has lasted longer than a cough. */
  private interruptIfItLasts(): void {
    clearTimeout(this.interruptTimer);
    if (!this.speaker.current) return;
    const { interruptAfterMs } = this.parts.config.conversation;
    this.interruptTimer = setTimeout(() => void this.speaker.interrupt(), interruptAfterMs);
  }

  private async answer(turn: { text: string; speechMs: number; speechEndedAt: number }): Promise<void> {
    clearTimeout(this.interruptTimer);
    const ticket = ++this.latestTicket;
    await this.speaker.fallSilent();
    const { text, speechMs, speechEndedAt } = turn;
    const stopwatch = new TurnStopwatch(speechEndedAt);
    stopwatch.mark('transcriptMs');
    this.history.add({ role: 'user', text });
    const pauseMs = Math.max(0, speechEndedAt - speechMs - this.speaker.endedAt);
    this.turns.push({ text, speechMs, pauseMs });
    const turnId = randomUUID();
    this.channel.tell({ type: 'transcript', text, is_final: true, turn_id: turnId });
    // Something newer was said meanwhile: it is answered, with this in the history.
    if (ticket === this.latestTicket && !this.hasEnded) await this.speaker.speak(stopwatch, turnId);
  }

  /** Hears the last words out, answers them no more, and sums up. `start` begins a conversation anew. */
  private async end(): Promise<void> {
    this.hasEnded = true;
    await this.speaker.fallSilent();
    await this.microphone.finish();
    await this.listener.finish();
    const measured = measureConversation(this.turns, this.language, performance.now() - this.startedAt);
    const { model } = this.parts;
    const analysis = await analyseConversation(measured, this.history.messages, model, this.signal);
    this.channel.tell({ type: 'analysis', analysis });
  }
}
