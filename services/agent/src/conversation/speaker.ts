import { randomUUID } from 'node:crypto';
import { type Level, toParleyError } from '@parley/contracts';
import { withContext } from '@parley/service-kit';
import type { SpeechClient } from '../clients/speech-client.js';
import { failureReason } from '../engines/language-model-failure.js';
import type { LanguageModel } from '../engines/language-model.js';
import { phrasesFor } from '../engines/scripted/phrases.js';
import type { AgentEvents } from '../events.js';
import type { ClientChannel } from './client-channel.js';
import type { FaceKeeper } from './face.js';
import { type History, heardText } from './history.js';
import { PlaybackClock } from './playback-clock.js';
import { type Utterance, speakReply } from './speak-reply.js';
import type { TurnStopwatch } from './turn-latency.js';

export interface VoiceSettings {
  language: string;
  voice: string | undefined;
  level: Level;
}

export interface SpeakerParts {
  events: AgentEvents;
  model: LanguageModel;
  speech: SpeechClient;
  channel: ClientChannel;
  history: History;
  face: () => FaceKeeper | undefined;
  settings: () => VoiceSettings;
}

interface ActiveReply {
  utterance: Utterance;
  abort: AbortController;
  done: Promise<void>;
}

/** How fast the avatar speaks to each level; 1 is the voice's normal rate. */
const speedOf: Record<Level, number> = { beginner: 0.8, intermediate: 0.92, advanced: 1 };

/** The avatar's side of the turns: thinks, speaks, stops. At most one reply is under way. */
export class Speaker {
  /** When the last reply had sounded or was stopped, on the clock of `performance.now()`. */
  endedAt = performance.now();
  private reply: ActiveReply | undefined;
  private generation = 0;

  constructor(
    private readonly parts: SpeakerParts,
    private readonly signal: AbortSignal,
  ) {}

  /** What is being said now; undefined while nothing is. */
  get current(): Utterance | undefined {
    return this.reply?.utterance;
  }

  /** Thinks of a reply to the history and speaks it; resolves when it has sounded or was interrupted. */
  async speak(stopwatch: TurnStopwatch, turnId: string = randomUUID()): Promise<void> {
    const { language, voice, level } = this.parts.settings();
    const utterance: Utterance = {
      turnId,
      generation: ++this.generation,
      clock: new PlaybackClock(),
      stopwatch,
      pieces: [],
      voice: { language, speed: speedOf[level], ...(voice !== undefined && { voice }) },
    };
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, this.signal]);
    const done = withContext({ turnId }, () => this.perform(utterance, signal));
    this.reply = { utterance, abort, done };
    await done;
  }

  /** Model, voice and face stop together; what was still to sound is dropped, here and at the client. */
  async interrupt(): Promise<void> {
    const reply = this.reply;
    if (!reply) return;
    if (!reply.abort.signal.aborted) {
      const { generation, clock } = reply.utterance;
      this.parts.channel.tell({ type: 'interrupted', generation, heard_ms: Math.round(clock.heardMs) });
      this.parts.face()?.send({ type: 'speech-stop' });
      reply.abort.abort();
    }
    await reply.done;
  }

  /** Interrupts until nobody speaks: while this waited, another turn may have begun. */
  async fallSilent(): Promise<void> {
    while (this.reply) await this.interrupt();
  }

  private async perform(utterance: Utterance, signal: AbortSignal): Promise<void> {
    const { channel, speech, face } = this.parts;
    try {
      const outlets = { channel, speech, face: () => face()?.current() };
      await speakReply(this.thoughts(signal), utterance, outlets, signal);
    } catch (error) {
      if (!signal.aborted) {
        this.tellFailure(error);
        face()?.send({ type: 'speech-stop' });
      }
    }
    this.conclude(utterance, signal.aborted);
  }

  private conclude({ turnId, stopwatch, clock, pieces, generation }: Utterance, interrupted: boolean): void {
    const { history, events, channel } = this.parts;
    const text = heardText(pieces, interrupted ? clock.heardMs : Number.POSITIVE_INFINITY);
    history.add({ role: 'assistant', text });
    this.endedAt = performance.now();
    if (this.reply?.utterance.generation === generation) this.reply = undefined;
    const latency = stopwatch.read();
    events.turnCompleted(latency, interrupted);
    channel.tell({ type: 'turn_complete', turn_id: turnId, interrupted, latency });
  }

  /** The model's words; where it fails, an apology in place of those that are missing. */
  private async *thoughts(signal: AbortSignal): AsyncGenerator<string> {
    const { model, history, settings } = this.parts;
    const { language, level } = settings();
    let hasSpoken = false;
    try {
      for await (const word of model.reply({ messages: history.messages, language, level }, signal)) {
        hasSpoken = true;
        yield word;
      }
    } catch (error) {
      if (signal.aborted) throw error;
      this.tellFailure(error);
      // A paragraph of its own: the sentence that was broken off is no part of it.
      if (hasSpoken) yield '\n\n';
      yield phrasesFor(language).modelFailures[failureReason(error)];
    }
  }

  private tellFailure(error: unknown): void {
    const { code, message } = toParleyError(error);
    this.parts.events.replyFailed(error);
    this.parts.channel.tell({ type: 'error', code, message });
  }
}
