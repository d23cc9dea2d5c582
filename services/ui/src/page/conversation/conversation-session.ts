import {
  conversationServerMessageSchema,
  decodeMediaPacket,
  speechSampleRate,
  type ConversationClientMessage,
  type ConversationServerMessage,
  type Expression,
  type Level,
} from '@parley/contracts';
import { openMicrophone, type Microphone } from '../audio/microphone.js';
import { SpeechPlayer } from '../audio/speech-player.js';
import type { PlaybackReport } from '../audio/worklet-messages.js';
import { toProblem } from '../gateway/problem.js';
import { ReconnectingSocket } from '../gateway/reconnecting-socket.js';
import { reduceConversation } from './conversation-reducer.js';
import {
  initialConversation,
  phaseOf,
  type ConversationEvent,
  type ConversationState,
} from './conversation-state.js';
import { FramePlayer } from './frame-player.js';

/** What a person has chosen for the conversation. */
export interface ConversationChoices {
  language: string;
  voice: string;
  level: Level;
  portrait: string;
  microphoneId: string;
  speakerId: string;
  /** Let the avatar speak first. */
  greet: boolean;
}

/** How often the agent is told what has been heard. */
const playedEveryMs = 250;
/** Sent after the microphone closes, so that the service hears the end of the last sentence: 1.2 s. */
const closingSilence = { frames: 60, samples: 320 };
const bytesPerMillisecond = 32;
/** Longer than a recogniser takes from one interim to the next. */
const speechFadesMs = 4_000;

/** One conversation: its socket, microphone, loudspeaker and face. The page shows its state. */
export class ConversationSession {
  private state: ConversationState = initialConversation;
  private readonly subscribers = new Set<() => void>();
  private readonly socket = new ReconnectingSocket(
    { path: '/ws/conversation?avatar=true', keepAlive: JSON.stringify({ type: 'ping' }) },
    {
      onOpen: () => this.start(),
      onText: (text) => this.takeText(text),
      onBinary: (bytes) => this.takeMedia(bytes),
      onLost: (retryInMs) => this.dispatch({ type: 'link-changed', link: { status: 'lost', retryInMs } }),
      onDropped: (bytes) => this.countDropped(bytes),
    },
  );
  private readonly player = new SpeechPlayer((report) => this.takePlayback(report));
  readonly frames = new FramePlayer(
    (generation) => this.player.heardMs(generation),
    () => this.dispatch({ type: 'face-shown' }),
  );
  private readonly levelListeners = new Set<(level: number) => void>();
  private microphone: Microphone | null = null;
  private sampleRate: number = speechSampleRate;
  /** Generations at or below this were cut: what still arrives of them is stale. */
  private cutGeneration = -1;
  /** Counts openings and closings of the microphone: an opening that was overtaken is undone. */
  private attempt = 0;
  private hasTalked = false;
  private shouldGreet = false;
  private droppedMs = 0;
  private lastPlayedMs = -1;
  private speechTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private choices: ConversationChoices) {}

  readonly subscribe = (subscriber: () => void): (() => void) => {
    this.subscribers.add(subscriber);
    return () => this.subscribers.delete(subscriber);
  };

  readonly getState = (): ConversationState => this.state;

  /** Calls back with the microphone's level, 0 to 1, fifty times a second while it is open. */
  onLevel(listener: (level: number) => void): () => void {
    this.levelListeners.add(listener);
    return () => this.levelListeners.delete(listener);
  }

  /** Connects, so that the face is there before anybody speaks. */
  open(): void {
    this.dispatch({ type: 'link-changed', link: { status: 'connecting' } });
    this.socket.open();
  }

  close(): void {
    clearTimeout(this.speechTimer);
    this.closeMicrophone();
    this.socket.close();
    this.player.clear();
    this.frames.clear();
    this.dispatch({ type: 'link-changed', link: { status: 'closed' } });
  }

  /** Leaves the microphone, the loudspeaker and the line for good. */
  async dispose(): Promise<void> {
    this.close();
    await this.player.close();
  }

  /** What the round control does now: talk, stop, or interrupt. */
  press(): void {
    const phase = phaseOf(this.state);
    if (phase === 'speaking' || phase === 'thinking') this.interrupt();
    else if (this.state.microphone === 'off') void this.talk();
    else this.stopTalking();
  }

  /** Opens the microphone, and lets the avatar greet the first time. */
  async talk(): Promise<void> {
    this.dispatch({ type: 'conversation-begun' });
    this.dispatch({ type: 'microphone-changed', microphone: 'asking' });
    this.attempt += 1;
    const { attempt } = this;
    try {
      await this.player.unlock();
      const microphone = await openMicrophone(this.choices.microphoneId, {
        onFrame: (samples) => this.socket.sendBinary(new Uint8Array(samples.buffer)),
        onLevel: (level) => this.reportLevel(level),
        onLost: () => this.stopTalking(),
      });
      // Pressed again while the browser was asking.
      if (attempt !== this.attempt) return microphone.close();
      this.microphone = microphone;
      this.dispatch({ type: 'microphone-changed', microphone: 'on' });
      this.greetOnce();
    } catch (error) {
      if (attempt !== this.attempt) return;
      this.dispatch({ type: 'microphone-changed', microphone: 'off' });
      this.dispatch({ type: 'problem-met', problem: toProblem(error) });
    }
  }

  /** Closes the microphone. The conversation stays, and an unfinished sentence is still understood. */
  stopTalking(): void {
    const wasOpen = this.microphone !== null;
    this.closeMicrophone();
    if (!wasOpen || !this.socket.isOpen) return;
    for (let frame = 0; frame < closingSilence.frames; frame += 1) {
      this.socket.sendBinary(new Uint8Array(closingSilence.samples * 2));
    }
  }

  /** Silences the answer at once, here and there. */
  interrupt(): void {
    const phase = phaseOf(this.state);
    if (phase !== 'speaking' && phase !== 'thinking') return;
    this.cutPlayback();
    this.send({ type: 'interrupt' });
    this.dispatch({ type: 'problem-dismissed' });
  }

  /** Says something by keyboard. */
  async say(text: string): Promise<void> {
    this.cutPlayback();
    this.dispatch({ type: 'text-typed', text });
    this.hasTalked = true;
    await this.player.unlock();
    this.send({ type: 'text', text });
  }

  /** Ends the conversation; the analysis follows. */
  end(): void {
    this.cutPlayback();
    this.closeMicrophone();
    this.dispatch({ type: 'conversation-ending' });
    this.send({ type: 'end_conversation' });
    this.hasTalked = false;
  }

  dismissProblem(): void {
    this.dispatch({ type: 'problem-dismissed' });
  }

  setExpression(expression: Expression, intensity: number): void {
    this.send({ type: 'set_expression', expression, intensity });
  }

  /** Takes the choices over, in the running conversation where that is possible. */
  choose(choices: ConversationChoices): void {
    const before = this.choices;
    this.choices = choices;
    if (choices.level !== before.level) this.send({ type: 'set_level', level: choices.level });
    if (choices.portrait !== before.portrait) this.send({ type: 'set_portrait', portrait: choices.portrait });
    if (choices.language !== before.language || choices.voice !== before.voice) {
      this.send({ type: 'set_language', language: choices.language, ...voiceOf(choices) });
    }
    if (choices.speakerId !== before.speakerId) this.changeSpeaker(choices.speakerId);
    if (choices.microphoneId !== before.microphoneId && this.microphone !== null)
      void this.reopenMicrophone();
  }

  /** Milliseconds heard of a generation; null where it is not the one that sounds. */
  heardMs(generation: number): number | null {
    return this.player.heardMs(generation);
  }

  private start(): void {
    this.cutPlayback();
    this.cutGeneration = -1;
    this.frames.clear();
    this.sendStart();
  }

  private sendStart(): void {
    const { language, level, portrait } = this.choices;
    const greet = this.shouldGreet;
    this.shouldGreet = false;
    this.send({ type: 'start', audio: 'pcm16', language, level, portrait, greet, ...voiceOf(this.choices) });
  }

  /** The first time somebody talks here, the avatar speaks first: a `start` of its own asks for that. */
  private greetOnce(): void {
    if (this.hasTalked) return;
    this.hasTalked = true;
    this.shouldGreet = this.choices.greet;
    if (this.shouldGreet && this.socket.isOpen) this.sendStart();
  }

  private changeSpeaker(speakerId: string): void {
    this.player
      .setSpeaker(speakerId)
      .catch((error: unknown) => this.dispatch({ type: 'problem-met', problem: toProblem(error) }));
  }

  private async reopenMicrophone(): Promise<void> {
    this.closeMicrophone();
    await this.talk();
  }

  private closeMicrophone(): void {
    this.attempt += 1;
    this.microphone?.close();
    this.microphone = null;
    this.reportLevel(0);
    this.dispatch({ type: 'microphone-changed', microphone: 'off' });
  }

  private cutPlayback(): void {
    const generation = this.state.speaking;
    if (generation === null) return;
    const heardMs = this.player.heardMs(generation) ?? 0;
    this.send({ type: 'played', generation, playedMs: heardMs });
    this.cutGeneration = Math.max(this.cutGeneration, generation);
    this.player.clear();
    this.frames.clear();
    this.dispatch({ type: 'playback-cut', generation, heardMs });
  }

  private takeText(text: string): void {
    const parsed = conversationServerMessageSchema.safeParse(parseJson(text));
    if (!parsed.success) return;
    const message = parsed.data;
    this.prepareFor(message);
    this.dispatch(message);
    this.watchSpeech(message);
  }

  private prepareFor(message: ConversationServerMessage): void {
    if (message.type === 'ai_audio_start') this.sampleRate = message.sample_rate;
    if (message.type === 'ai_audio_end') this.player.finish(message.generation);
    if (message.type !== 'interrupted') return;
    this.cutGeneration = Math.max(this.cutGeneration, message.generation);
    if (this.state.speaking === message.generation) this.cutPlayback();
    this.player.clear();
    this.frames.clear();
  }

  /** Speech of which no words come was a noise: the service says nothing more of it. */
  private watchSpeech(message: ConversationServerMessage): void {
    if (message.type !== 'speech_start' && message.type !== 'transcript') return;
    clearTimeout(this.speechTimer);
    this.speechTimer = setTimeout(() => this.dispatch({ type: 'speech-faded' }), speechFadesMs);
  }

  private takeMedia(bytes: Uint8Array): void {
    const packet = decodeMediaPacket(bytes);
    if (packet === undefined) return;
    const isStale = packet.mediaTimeMs >= 0 && packet.generation <= this.cutGeneration;
    if (isStale) return;
    if (packet.kind === 'jpeg') this.frames.push(packet);
    else this.player.play(packet.generation, this.sampleRate, packet.payload);
  }

  private takePlayback(report: PlaybackReport): void {
    const { generation } = report;
    if (report.type === 'dropped') {
      this.dispatch({ type: 'speech-dropped', droppedMs: report.droppedMs });
      return;
    }
    if (report.type === 'ended') {
      this.frames.clear();
      this.send({ type: 'played', generation, playedMs: report.playedMs });
      this.dispatch({ type: 'playback-ended', generation });
      return;
    }
    if (report.playing && this.state.speaking !== generation && generation > this.cutGeneration) {
      this.lastPlayedMs = -1;
      this.dispatch({ type: 'playback-started', generation });
    }
    if (!report.playing || report.playedMs < this.lastPlayedMs + playedEveryMs) return;
    this.lastPlayedMs = report.playedMs;
    this.send({ type: 'played', generation, playedMs: this.player.heardMs(generation) ?? report.playedMs });
  }

  private countDropped(bytes: number): void {
    if (this.state.link.status === 'lost') return;
    this.droppedMs += bytes / bytesPerMillisecond;
    this.dispatch({ type: 'speech-dropped', droppedMs: this.droppedMs });
  }

  private reportLevel(level: number): void {
    for (const listener of this.levelListeners) listener(level);
  }

  private send(message: ConversationClientMessage): void {
    this.socket.sendText(JSON.stringify(message));
  }

  private dispatch(event: ConversationEvent): void {
    this.state = reduceConversation(this.state, event);
    for (const subscriber of this.subscribers) subscriber();
  }
}

function voiceOf(choices: ConversationChoices): { voice?: string } {
  return choices.voice === '' ? {} : { voice: choices.voice };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
