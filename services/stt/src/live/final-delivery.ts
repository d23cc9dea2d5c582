import { type LiveServerEvent, toParleyError } from '@parley/contracts';
import type { EngineTranscript } from '../engines/speech-to-text-engine.js';
import type { SttEvents } from '../events.js';
import { shiftSegment } from '../recognition/recording/shift-segment.js';

export interface FinalDeliveryParts {
  events: SttEvents;
  emit: (event: LiveServerEvent) => void;
  /** A time of heard audio as the client counts. */
  receivedMs: (heardMs: number) => number;
  signal: AbortSignal;
}

/** An utterance that has ended and whose final is not out yet; times in milliseconds of heard audio. */
interface PendingFinal {
  startMs: number;
  endMs: number;
  endedAtMs: number;
  transcript: Promise<EngineTranscript>;
}

/** Sends finals in the order in which they were spoken, however the engine ends them. */
export class FinalDelivery {
  private readonly pending: PendingFinal[] = [];
  private last: Promise<void> = Promise.resolve();
  private wake: (() => void) | undefined;
  /** Milliseconds of speech whose recognition failed. */
  lostMs = 0;

  constructor(private readonly parts: FinalDeliveryParts) {}

  get count(): number {
    return this.pending.length;
  }

  /** Milliseconds of audio whose finals are under way. */
  get audioMs(): number {
    return this.pending.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  }

  /** How long the oldest has been under way, in milliseconds. */
  get oldestWaitMs(): number {
    const [oldest] = this.pending;
    return oldest ? performance.now() - oldest.endedAtMs : 0;
  }

  add(startMs: number, endMs: number, transcript: Promise<EngineTranscript>): void {
    const final = { startMs, endMs, transcript, endedAtMs: performance.now() };
    transcript.catch(() => undefined);
    this.pending.push(final);
    this.last = this.last.then(() => this.deliver(final));
  }

  /** Resolves when fewer than this many are under way. */
  async waitForRoom(limit: number): Promise<void> {
    while (this.pending.length >= limit) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  /** Resolves when all are out. */
  finish(): Promise<void> {
    return this.last;
  }

  private async deliver(final: PendingFinal): Promise<void> {
    const { receivedMs, signal } = this.parts;
    const [t0, t1] = [receivedMs(final.startMs), receivedMs(final.endMs)];
    try {
      const transcript = await final.transcript;
      if (!signal.aborted) this.send(transcript, t0, t1, final);
    } catch (error) {
      if (!signal.aborted) this.admitLoss(error, t0, t1);
    } finally {
      this.pending.shift();
      this.wake?.();
    }
  }

  private send(
    transcript: EngineTranscript,
    t0: number,
    t1: number,
    { startMs, endMs, endedAtMs }: PendingFinal,
  ): void {
    const { emit, events } = this.parts;
    const { text, language, confidence } = transcript;
    const segments = transcript.segments.map((segment) => shiftSegment(segment, t0));
    emit({
      event: 'final',
      text,
      language,
      ...(confidence !== undefined && { confidence }),
      segments,
      t0,
      t1,
    });
    events.utteranceTranscribed(endMs - startMs, performance.now() - endedAtMs);
  }

  private admitLoss(error: unknown, t0: number, t1: number): void {
    const { emit, events } = this.parts;
    const { code, message } = toParleyError(error);
    this.lostMs += t1 - t0;
    events.audioDropped(t1 - t0, code);
    emit({ event: 'error', code, message: `What was said from ${t0} to ${t1} ms is lost: ${message}` });
  }
}
