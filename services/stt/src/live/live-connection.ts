import { type LiveServerEvent, ParleyError, type TranscribeOptions } from '@parley/contracts';
import { messageBytes, parseJsonMessage, translateError } from '@parley/service-kit';
import type { RawData, WebSocket } from 'ws';
import type { SttContext } from '../context.js';
import type { EngineRequest } from '../engines/speech-to-text-engine.js';
import { assertReady, toEngineRequest } from '../recognition/engine-request.js';
import { LiveDecoding } from './live-decoding.js';
import { type LiveCommand, type LiveDialect, dialectOf, eventDialect } from './live-dialect.js';
import { LiveSession } from './live-session.js';

/** A client that makes more mistakes than this is let go. */
const maxErrors = 10;
/** What a client that reads slowly may have unread before it gets no more interims, and before it is let go. */
const crowdedBytes = 256 * 1024;
const clogBytes = 4 * 2 ** 20;

const defaultOptions: TranscribeOptions = { language: 'auto', task: 'transcribe' };

type StartEvent = LiveCommand & { event: 'start' };

/** One live socket: its dialect, its sound, its session, its mistakes. */
export class LiveConnection {
  private dialect: LiveDialect | undefined;
  private session: LiveSession | undefined;
  private decoding: LiveDecoding | undefined;
  /** The client has begun with wishes that were refused: nothing is heard with others before it begins anew. */
  private isStartRefused = false;
  private isAudioRefused = false;
  private options = defaultOptions;
  private errors = 0;
  private stopping = false;
  private outcome = { succeed: () => {}, fail: (_error: unknown) => {} };

  constructor(
    private readonly socket: WebSocket,
    private readonly context: SttContext,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Serves the client until it says stop or goes away.
   * @throws ParleyError `idle_timeout`; what the engine lacks; the last mistake of a client that makes too many.
   */
  async serve(): Promise<void> {
    const { idleTimeoutMs } = this.context.config.live;
    const idle = setTimeout(() => {
      // Of a client that is slowed down, more waits in the network.
      if (this.socket.isPaused) idle.refresh();
      else if (!this.stopping)
        this.outcome.fail(new ParleyError('idle_timeout', `Nothing came for ${idleTimeoutMs / 1_000} s.`));
    }, idleTimeoutMs);
    this.socket.on('message', (data, isBinary) => {
      idle.refresh();
      this.onMessage(data, isBinary);
    });
    const ended = new Promise<void>((succeed, fail) => (this.outcome = { succeed, fail }));
    this.signal.addEventListener('abort', () => this.outcome.succeed(), { once: true });
    try {
      await ended;
    } finally {
      clearTimeout(idle);
      this.report();
    }
  }

  private onMessage(data: RawData, isBinary: boolean): void {
    if (this.stopping) return;
    try {
      const bytes = messageBytes(data);
      if (!isBinary) this.obey(this.readCommand(parseJsonMessage(data)));
      else if ((this.dialect ??= eventDialect) === eventDialect) this.hear(bytes);
      else
        throw new ParleyError('invalid_request', 'This socket began with JSON audio: send {"type":"audio"}.');
    } catch (error) {
      if (!isBinary && !this.session && this.dialect === eventDialect) this.isStartRefused = true;
      this.refuse(error);
    }
  }

  private readCommand(message: unknown): LiveCommand {
    this.dialect ??= dialectOf(message);
    return this.dialect.read(message);
  }

  private obey(command: LiveCommand): void {
    if (command.event === 'audio') this.hear(command.bytes);
    else if (command.event === 'start' && !this.session) this.open(command);
    else if (command.event === 'stop') void this.stop().catch((error: unknown) => this.outcome.fail(error));
    else this.configure(command);
  }

  private toRequest(options: Partial<TranscribeOptions>): EngineRequest {
    const request = toEngineRequest({ ...this.options, ...options }, this.context.engine);
    this.options = { ...this.options, ...options };
    return request;
  }

  /** Begins the session: with the client's wishes, or with the service's own. */
  private open(start: Omit<StartEvent, 'event'> = defaultOptions): LiveSession {
    const { engine, scheduler, config } = this.context;
    try {
      assertReady(engine);
      scheduler.assertAdmits();
    } catch (error) {
      this.outcome.fail(error);
      throw error;
    }
    const {
      language,
      task,
      interimRate = config.live.interimRate,
      silenceMs = config.live.silenceMs,
    } = start;
    const request = this.toRequest({ language, task });
    this.send({ event: 'started', language: request.language, engine: engine.id });
    this.session = new LiveSession(
      {
        ...this.context,
        maxLagMs: config.live.maxLagMs,
        tailMs: config.live.tailMs,
        emit: (event) => this.send(event),
        fail: (error) => this.outcome.fail(error),
        signal: this.signal,
      },
      { request, interimRate, silenceMs },
    );
    return this.session;
  }

  private configure(command: LiveCommand & { event: 'start' | 'set' }): void {
    if (!this.session && this.isStartRefused) return this.refuseAudio();
    const session = this.session ?? this.open();
    const { interimRate, silenceMs } = command;
    session.configure({
      request: this.toRequest({
        ...('task' in command && { task: command.task }),
        ...(command.language !== undefined && { language: command.language }),
      }),
      ...(interimRate !== undefined && { interimRate }),
      ...(silenceMs !== undefined && { silenceMs }),
    });
  }

  private hear(bytes: Uint8Array): void {
    if (!this.session && this.isStartRefused) return this.refuseAudio();
    const session = this.session ?? this.open();
    this.decoding ??= new LiveDecoding({
      hear: (samples) => {
        session.push(samples);
        return session.waitForRoom();
      },
      refuse: (error) => this.refuse(error),
      source: this.socket,
      signal: this.signal,
    });
    this.decoding.write(bytes);
  }

  /** Tells once that what comes is not heard. */
  private refuseAudio(): void {
    if (this.isAudioRefused) return;
    this.isAudioRefused = true;
    throw new ParleyError(
      'invalid_request',
      'No audio is heard before a {"event":"start"} that is accepted.',
    );
  }

  /** What was said until now still becomes text. */
  private async stop(): Promise<void> {
    this.stopping = true;
    await this.decoding?.end();
    await this.session?.finish();
    this.send({ event: 'stopped' });
    this.outcome.succeed();
  }

  /** Tells a mistake and goes on, unless there are too many. */
  private refuse(thrown: unknown): void {
    const error = translateError(thrown);
    this.errors += 1;
    if (this.errors > maxErrors) {
      this.outcome.fail(
        new ParleyError('invalid_request', `There were too many errors; the last one: ${error.message}`),
      );
      return;
    }
    this.context.foundation.metrics.errors.inc({ code: error.code });
    this.send({ event: 'error', code: error.code, message: error.message });
  }

  private send(event: LiveServerEvent): void {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > clogBytes) {
      socket.terminate();
      return;
    }
    const isOptional = event.event === 'interim' || event.event === 'status';
    if (isOptional && socket.bufferedAmount > crowdedBytes) return;
    const message = (this.dialect ?? eventDialect).write(event);
    if (message !== undefined) socket.send(JSON.stringify(message));
  }

  private report(): void {
    if (!this.session) return;
    const { receivedMs, utterances, droppedMs } = this.session;
    this.context.events.liveSessionEnded({
      dialect: this.dialect?.name ?? 'none',
      receivedMs: Math.round(receivedMs),
      utterances,
      droppedMs: Math.round(droppedMs),
    });
  }
}
