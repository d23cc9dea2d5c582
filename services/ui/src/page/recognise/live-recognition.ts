import {
  liveServerEventSchema,
  ParleyError,
  type LiveServerEvent,
  type TranscriptSegment,
} from '@parley/contracts';
import { liveSampleRate } from '../audio/live-sample-rate.js';
import { openMicrophone, type Microphone } from '../audio/microphone.js';
import { toProblem, type Problem } from '../gateway/problem.js';
import type { Recognition } from './recognition.js';

export type LiveState = 'opening' | 'listening' | 'finishing' | 'ended';

export interface LiveListener {
  onState(state: LiveState): void;
  onRecognition(recognition: Recognition): void;
  onLevel(level: number): void;
  onProblem(problem: Problem): void;
}

/** Kept for the waveform: five minutes. Recognition itself goes on beyond. */
const keptSamples = 300 * liveSampleRate;
/** A final may still be on its way after the microphone closes; longer than that and something is wrong. */
const finishLimitMs = 20_000;

/** Speech from the microphone, recognised while it is spoken, over the gateway's `/ws`. */
export class LiveRecognition {
  private socket: WebSocket | null = null;
  private microphone: Microphone | null = null;
  private finishTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly frames: Int16Array[] = [];
  private receivedSamples = 0;
  private segments: TranscriptSegment[] = [];
  private interim: Recognition['interim'] = null;
  private facts: string[] = [];

  constructor(
    private readonly language: string,
    private readonly microphoneId: string,
    private readonly listener: LiveListener,
  ) {}

  async start(): Promise<void> {
    this.listener.onState('opening');
    try {
      const microphone = await openMicrophone(this.microphoneId, {
        onFrame: (samples) => this.take(samples),
        onLevel: (level) => this.listener.onLevel(level),
        onLost: () => this.stop(),
      });
      this.microphone = microphone;
      this.connect();
    } catch (error) {
      this.fail(toProblem(error));
    }
  }

  /** Closes the microphone; what was said is still recognised. */
  stop(): void {
    this.closeMicrophone();
    if (this.socket?.readyState !== WebSocket.OPEN) return this.close();
    this.socket.send(JSON.stringify({ event: 'stop' }));
    this.listener.onState('finishing');
    this.finishTimer = setTimeout(() => this.close(), finishLimitMs);
  }

  /** Leaves at once. */
  close(): void {
    clearTimeout(this.finishTimer);
    this.closeMicrophone();
    const { socket } = this;
    this.socket = null;
    socket?.close(1000);
    this.listener.onState('ended');
  }

  private connect(): void {
    const url = new URL('/ws', window.location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ event: 'start', language: this.language, interimRate: 4 }));
      this.listener.onState('listening');
    });
    socket.addEventListener('message', (event: MessageEvent<unknown>) => this.receive(event.data));
    socket.addEventListener('close', () => {
      if (socket === this.socket) this.fail(toProblem(connectionLost()));
    });
  }

  private take(samples: Int16Array<ArrayBuffer>): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.socket.send(samples);
    if (this.receivedSamples < keptSamples) this.frames.push(samples);
    this.receivedSamples += samples.length;
    // Five times a second is enough for a waveform that grows.
    if (this.frames.length % 10 === 0) this.publish();
  }

  private receive(data: unknown): void {
    const parsed = liveServerEventSchema.safeParse(typeof data === 'string' ? JSON.parse(data) : null);
    if (parsed.success) this.apply(parsed.data);
  }

  private apply(event: LiveServerEvent): void {
    if (event.event === 'interim') this.interim = { text: event.text, stableChars: event.stable_chars };
    if (event.event === 'started') this.facts = [event.engine];
    if (event.event === 'final') this.commit(event);
    if (event.event === 'status' && event.dropped_ms > 0) {
      this.facts = [`${(event.dropped_ms / 1000).toFixed(1)} s were dropped: the recogniser is behind`];
    }
    if (event.event === 'error') return this.fail(event);
    this.publish();
    if (event.event === 'stopped') this.close();
  }

  private commit(final: Extract<LiveServerEvent, { event: 'final' }>): void {
    const { text, t0, t1 } = final;
    const whole = { text, startMs: t0, endMs: t1 };
    this.segments = [...this.segments, ...(final.segments.length === 0 ? [whole] : final.segments)];
    this.interim = null;
  }

  private publish(): void {
    this.listener.onRecognition({
      segments: this.segments,
      interim: this.interim,
      facts: this.facts,
      sound: this.recorded(),
      durationMs: (this.receivedSamples / liveSampleRate) * 1000,
    });
  }

  private recorded(): Recognition['sound'] {
    const length = this.frames.reduce((sum, frame) => sum + frame.length, 0);
    const samples = new Float32Array(length);
    let offset = 0;
    for (const frame of this.frames) {
      for (const sample of frame) {
        samples[offset] = sample / 32_768;
        offset += 1;
      }
    }
    return { samples, sampleRate: liveSampleRate, durationMs: (length / liveSampleRate) * 1000 };
  }

  private closeMicrophone(): void {
    this.microphone?.close();
    this.microphone = null;
    this.listener.onLevel(0);
  }

  private fail(problem: Problem): void {
    this.listener.onProblem(problem);
    this.close();
  }
}

function connectionLost(): ParleyError {
  return new ParleyError(
    'upstream_unavailable',
    'The connection to the recogniser was lost. Press Speak to begin anew.',
  );
}
