import { randomUUID } from 'node:crypto';
import {
  type ConversationClientMessage,
  type Level,
  type LiveServerEvent,
  ParleyError,
  toParleyError,
  toSpeechLanguage,
} from '@parley/contracts';
import { withContext } from '@parley/service-kit';
import type { AgentConfig } from '../config.js';
import type { LanguageModel } from '../engines/language-model.js';
import { phrasesFor } from '../engines/scripted/phrases.js';
import type { AgentEvents } from '../events.js';
import type { SpeechClient } from '../clients/speech-client.js';
import { type PersonTurn, analyseConversation, measureConversation } from './analysis.js';
import type { ClientChannel } from './client-channel.js';
import { FaceKeeper } from './face.js';
import { History, heardText } from './history.js';
import { Listener } from './listener.js';
import { Microphone } from './microphone.js';
import { PlaybackClock } from './playback-clock.js';
import { type Utterance, speakReply } from './speak-reply.js';
import { TurnStopwatch } from './turn-latency.js';

export interface ConversationParts {
  config: AgentConfig;
  events: AgentEvents;
  model: LanguageModel;
  speech: SpeechClient;
}

interface ActiveReply {
  utterance: Utterance;
  abort: AbortController;
  done: Promise<void>;
}

/** How fast the avatar speaks to each level; 1 is the voice's normal rate. */
const speedOf: Record<Level, number> = { beginner: 0.8, intermediate: 0.92, advanced: 1 };

/** One conversation: whose turn it is, what to say, when to stop. */
export class Conversation {
  private readonly history = new History();
  private readonly turns: PersonTurn[] = [];
  private readonly listener: Listener;
  private microphone: Microphone;
  private face: FaceKeeper | undefined;
  private reply: ActiveReply | undefined;
  private generation = 0;
  /** Counts what the person said: while a reply is being stopped, more may come, and only the latest is answered. */
  private latestTicket = 0;
  private language: string;
  private voice: string | undefined;
  private level: Level = 'intermediate';
  private readonly startedAt = performance.now();
  private replyEndedAt = performance.now();
  private interruptTimer: NodeJS.Timeout | undefined;

  constructor(
    readonly id: string,
    private readonly parts: ConversationParts,
    private readonly channel: ClientChannel,
    private readonly wantsFace: boolean,
    private readonly signal: AbortSignal,
  ) {
    this.language = parts.config.conversation.language;
    this.listener = new Listener(
      {
        sttUrl: parts.config.upstream.sttUrl,
        language: this.language,
        onEvent: (event) => this.onRecognition(event),
        onTrouble: (error) => this.onTrouble(error),
        onRecovered: (droppedMs) => this.onRecovered(droppedMs),
      },
      signal,
    );
    this.microphone = this.createMicrophone('auto');
    signal.addEventListener('abort', () => this.reply?.abort.abort(), { once: true });
  }

  get settings() {
    return { level: this.level, language: this.language };
  }

  get turnCount(): number {
    return this.turns.length;
  }

  /** Shows the face. Called once, before any message. */
  open(): void {
    if (!this.wantsFace) return;
    this.face = new FaceKeeper(
      {
        avatarUrl: this.parts.config.upstream.avatarUrl,
        portrait: 'default',
        onFrame: (packet, generation, isSpeaking) => this.onFrame(packet, generation, isSpeaking),
        onTrouble: (code, message) => this.channel.tell({ type: 'error', code, message }),
      },
      this.signal,
    );
  }

  /** The microphone's bytes, in order. */
  hear(bytes: Uint8Array): void {
    this.microphone.receive(bytes);
  }

  /** One message of the client's. @throws ParleyError where it asks for what does not exist. */
  async receive(message: ConversationClientMessage): Promise<void> {
    switch (message.type) {
      case 'start':
        return this.start(message);
      case 'text':
        return this.answer({ text: message.text, speechMs: 0, speechEndedAt: performance.now() });
      case 'set_level':
        this.level = message.level;
        return undefined;
      case 'set_language':
        return this.setLanguage(message.language, message.voice);
      case 'set_portrait':
        this.face?.send({ type: 'portrait', portrait: message.portrait });
        return undefined;
      case 'set_expression':
        this.face?.send({ ...message, type: 'expression' });
        return undefined;
      case 'interrupt':
        return this.interrupt();
      case 'played':
        if (this.reply?.utterance.generation === message.generation)
          this.reply.utterance.clock.report(message.playedMs);
        return undefined;
      case 'ping':
        this.channel.tell({ type: 'pong', timestamp: Date.now() });
        return undefined;
      case 'end_conversation':
        return this.end();
    }
  }

  private start(message: Extract<ConversationClientMessage, { type: 'start' }>): void {
    if (message.language !== undefined) this.setLanguage(message.language, message.voice);
    if (message.level !== undefined) this.level = message.level;
    if (message.portrait !== undefined) this.face?.send({ type: 'portrait', portrait: message.portrait });
    this.microphone = this.createMicrophone(message.audio);
    if (message.greet === true && !this.reply) void this.speak(new TurnStopwatch(performance.now()));
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

  private onRecovered(droppedMs: number): void {
    this.parts.events.listeningRecovered(droppedMs);
    const lost = droppedMs > 0 ? ` ${(droppedMs / 1_000).toFixed(1)} s of audio could not be heard.` : '';
    this.channel.tell({ type: 'status', message: `Recognition is back.${lost}`, dropped_ms: droppedMs });
  }

  private onFrame(packet: Uint8Array, generation: number, isSpeaking: boolean): void {
    const utterance = this.reply?.utterance;
    if (isSpeaking && utterance?.generation !== generation) return;
    if (this.channel.sendPackedFrame(packet) && isSpeaking) utterance?.stopwatch.mark('firstFrameMs');
  }

  private onRecognition(event: LiveServerEvent): void {
    switch (event.event) {
      case 'speech_start':
        this.channel.tell({ type: 'speech_start' });
        this.face?.send({ type: 'listening', listening: true });
        this.interruptIfItLasts();
        return;
      case 'speech_end':
        clearTimeout(this.interruptTimer);
        this.face?.send({ type: 'listening', listening: false });
        return;
      case 'interim':
        this.channel.tell({
          type: 'transcript',
          text: event.text,
          is_final: false,
          stable_chars: event.stable_chars,
        });
        return;
      case 'final':
        if (event.text.trim() === '') return;
        void this.answer({
          text: event.text,
          speechMs: event.t1 - event.t0,
          speechEndedAt: this.listener.arrivalOf(event.t1),
        });
        return;
      case 'error':
        this.channel.tell({ type: 'error', code: event.code, message: event.message });
        return;
      case 'status':
        if (event.dropped_ms > 0) {
          const message = 'Recognition is behind; some audio was dropped.';
          this.channel.tell({ type: 'status', message, dropped_ms: event.dropped_ms });
        }
        return;
      default:
        return;
    }
  }

  /** Speech over the avatar's own stops it, once it has lasted longer than a cough. */
  private interruptIfItLasts(): void {
    clearTimeout(this.interruptTimer);
    if (!this.reply) return;
    this.interruptTimer = setTimeout(
      () => void this.interrupt(),
      this.parts.config.conversation.interruptAfterMs,
    );
  }

  private async answer(turn: { text: string; speechMs: number; speechEndedAt: number }): Promise<void> {
    const ticket = ++this.latestTicket;
    await this.fallSilent();
    const { text, speechMs, speechEndedAt } = turn;
    const stopwatch = new TurnStopwatch(speechEndedAt);
    stopwatch.mark('transcriptMs');
    this.history.add({ role: 'user', text });
    const pauseMs = Math.max(0, speechEndedAt - speechMs - this.replyEndedAt);
    this.turns.push({ text, speechMs, pauseMs });
    const turnId = randomUUID();
    this.channel.tell({ type: 'transcript', text, is_final: true, turn_id: turnId });
    // Something newer was said meanwhile: it is answered, with this in the history.
    if (ticket === this.latestTicket) await this.speak(stopwatch, turnId);
  }

  /** Thinks of a reply and speaks it, until it has sounded or is interrupted. */
  private async speak(stopwatch: TurnStopwatch, turnId: string = randomUUID()): Promise<void> {
    const utterance: Utterance = {
      turnId,
      generation: ++this.generation,
      clock: new PlaybackClock(),
      stopwatch,
      pieces: [],
      voice: {
        language: this.language,
        speed: speedOf[this.level],
        ...(this.voice !== undefined && { voice: this.voice }),
      },
    };
    const abort = new AbortController();
    const done = withContext({ turnId }, () =>
      this.perform(utterance, AbortSignal.any([abort.signal, this.signal])),
    );
    this.reply = { utterance, abort, done };
    await done;
  }

  private async perform(utterance: Utterance, signal: AbortSignal): Promise<void> {
    const { turnId, stopwatch, clock, pieces, generation } = utterance;
    const outlets = { channel: this.channel, speech: this.parts.speech, face: () => this.face?.current() };
    try {
      await speakReply(this.thoughts(signal), utterance, outlets, signal);
    } catch (error) {
      if (!signal.aborted) {
        const { code, message } = toParleyError(error);
        this.parts.events.replyFailed(error);
        this.channel.tell({ type: 'error', code, message });
        this.face?.send({ type: 'speech-stop' });
      }
    }
    const heard = heardText(pieces, signal.aborted ? clock.heardMs : Number.POSITIVE_INFINITY);
    this.history.add({ role: 'assistant', text: heard });
    this.replyEndedAt = performance.now();
    if (this.reply?.utterance.generation === generation) this.reply = undefined;
    const latency = stopwatch.read();
    this.parts.events.turnCompleted(latency, signal.aborted);
    this.channel.tell({ type: 'turn_complete', turn_id: turnId, interrupted: signal.aborted, latency });
  }

  /** The model's words; where it fails before its first, an apology in their place. */
  private async *thoughts(signal: AbortSignal): AsyncGenerator<string> {
    const { model, events } = this.parts;
    let said = false;
    try {
      const { language, level } = this;
      for await (const word of model.reply({ messages: this.history.messages, language, level }, signal)) {
        said = true;
        yield word;
      }
    } catch (error) {
      if (signal.aborted || said) throw error;
      const { code, message } = toParleyError(error);
      events.replyFailed(error);
      this.channel.tell({ type: 'error', code, message });
      yield phrasesFor(this.language).modelFailed;
    }
  }

  /** Model, voice and face stop together; what was still to sound is dropped, here and at the client. */
  private async interrupt(): Promise<void> {
    clearTimeout(this.interruptTimer);
    const reply = this.reply;
    if (!reply) return;
    if (!reply.abort.signal.aborted) {
      const { generation, clock } = reply.utterance;
      this.channel.tell({ type: 'interrupted', generation, heard_ms: Math.round(clock.heardMs) });
      this.face?.send({ type: 'speech-stop' });
      reply.abort.abort();
    }
    await reply.done;
  }

  private async fallSilent(): Promise<void> {
    while (this.reply) await this.interrupt();
  }

  private async end(): Promise<void> {
    await this.fallSilent();
    const measured = measureConversation(this.turns, this.language, performance.now() - this.startedAt);
    const analysis = await analyseConversation(
      measured,
      this.history.messages,
      this.parts.model,
      this.signal,
    );
    this.channel.tell({ type: 'analysis', analysis });
  }
}
