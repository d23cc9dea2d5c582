import { setTimeout as delay } from 'node:timers/promises';
import {
  type LiveServerEvent,
  ParleyError,
  errorCodeSchema,
  errorTable,
  toParleyError,
} from '@parley/contracts';
import { RecogniserClient } from '../clients/recogniser-client.js';
import { ArrivalTimes } from './arrival-times.js';

/** Bytes of PCM16 mono 16 kHz in a millisecond. */
const bytesPerMs = 32;
/** Audio kept while the recogniser connects: 5 s. */
const maxWaitingMs = 5_000;
const firstRetryMs = 500;
const longestRetryMs = 5_000;
/** Longest wait for the last words of a conversation. */
const longestFinishMs = 10_000;

export interface ListenerOptions {
  sttUrl: string;
  language: string;
  onEvent: (event: LiveServerEvent) => void;
  /** Recognition stopped and is being tried again: told once, until it is back. */
  onTrouble: (error: ParleyError) => void;
  onRecovered: () => void;
  /** Audio could not be heard: so much more of it, and so much in all, in milliseconds. Told each second of it. */
  onDropped: (moreMs: number, totalMs: number) => void;
}

/** Hears the person: keeps one recogniser connected for as long as audio comes, and counts what it had to drop. */
export class Listener {
  private droppedMs = 0;
  private toldDroppedMs = 0;
  private readonly arrivals = new ArrivalTimes();
  /** Position in the microphone's stream at which the present recogniser started, in milliseconds. */
  private offsetMs = 0;
  private receivedMs = 0;
  private recogniser: RecogniserClient | 'connecting' | undefined;
  private waiting: Uint8Array[] = [];
  private waitingMs = 0;
  private failures = 0;
  private retryAt = 0;
  private onStopped: () => void = () => undefined;
  private language: string;
  /** The recogniser said no for good: it is not asked again in this language. */
  private refused = false;

  constructor(
    private readonly options: ListenerOptions,
    private readonly signal: AbortSignal,
  ) {
    this.language = options.language;
  }

  /** PCM16 mono 16 kHz. */
  hear(pcm16: Uint8Array): void {
    const durationMs = pcm16.byteLength / bytesPerMs;
    this.receivedMs += durationMs;
    this.arrivals.received(durationMs);
    if (this.recogniser instanceof RecogniserClient) {
      if (!this.recogniser.send(pcm16)) this.skip(durationMs);
      return;
    }
    this.keep(pcm16, durationMs);
    const mayOpen = this.recogniser === undefined && !this.refused && performance.now() >= this.retryAt;
    if (mayOpen) void this.open();
  }

  /** From now on in another language: the recogniser is opened anew. */
  setLanguage(language: string): void {
    if (language === this.language) return;
    this.language = language;
    this.refused = false;
    this.retryAt = 0;
    this.letGo()?.close();
  }

  /**
   * No more audio comes for now. Resolves when what was said has become text; a recogniser that takes too long is
   * waited for no longer. Audio that comes later begins anew.
   */
  async finish(): Promise<void> {
    if (!(this.recogniser instanceof RecogniserClient)) return;
    const stopped = new Promise<void>((resolve) => (this.onStopped = resolve));
    this.recogniser.stop();
    await Promise.race([
      stopped,
      delay(longestFinishMs, undefined, { signal: this.signal, ref: false }),
    ]).catch(() => undefined);
    this.letGo()?.close();
  }

  /** When the sample at this recogniser's time came in, on the clock of `performance.now()`. */
  arrivalOf(recogniserMs: number): number {
    return this.arrivals.at(this.offsetMs + recogniserMs);
  }

  /** From here on the recogniser's end is no trouble: it was let go. */
  private letGo(): RecogniserClient | undefined {
    const { recogniser } = this;
    if (!(recogniser instanceof RecogniserClient)) return undefined;
    this.recogniser = undefined;
    return recogniser;
  }

  private keep(pcm16: Uint8Array, durationMs: number): void {
    this.waiting.push(pcm16);
    this.waitingMs += durationMs;
    while (this.waitingMs > maxWaitingMs) {
      const oldestMs = (this.waiting.shift()?.byteLength ?? 0) / bytesPerMs;
      this.waitingMs -= oldestMs;
      this.drop(oldestMs);
    }
  }

  /** The recogniser is behind: it goes on without this, and its clock falls back behind the microphone's. */
  private skip(durationMs: number): void {
    this.offsetMs += durationMs;
    this.drop(durationMs);
  }

  private drop(durationMs: number): void {
    this.droppedMs += durationMs;
    this.tellDropped(1_000);
  }

  private tellDropped(atLeastMs: number): void {
    const moreMs = this.droppedMs - this.toldDroppedMs;
    if (moreMs < atLeastMs) return;
    this.toldDroppedMs = this.droppedMs;
    this.options.onDropped(Math.round(moreMs), Math.round(this.droppedMs));
  }

  private async open(): Promise<void> {
    this.recogniser = 'connecting';
    const { language } = this;
    try {
      const recogniser: RecogniserClient = await RecogniserClient.open(
        this.options.sttUrl,
        {
          language,
          onEvent: (event) => this.receive(event),
          onLost: () => this.onLost(recogniser),
        },
        this.signal,
      );
      if (language !== this.language) {
        // Changed meanwhile: the next audio opens another.
        this.recogniser = undefined;
        recogniser.close();
        return;
      }
      this.recogniser = recogniser;
      this.offsetMs = this.receivedMs - this.waitingMs;
      for (const pcm16 of this.waiting) recogniser.send(pcm16);
      this.waiting = [];
      this.waitingMs = 0;
    } catch (error) {
      if (!this.signal.aborted) this.retryLater(toParleyError(error));
    }
  }

  private receive(event: LiveServerEvent): void {
    if (event.event === 'started') this.recovered();
    if (event.event === 'stopped') this.onStopped();
    if (event.event === 'error') {
      const code = errorCodeSchema.safeParse(event.code);
      if (code.success && !errorTable[code.data].retryable) this.refused = true;
    }
    this.options.onEvent(event);
  }

  private recovered(): void {
    if (this.failures > 0) this.options.onRecovered();
    this.failures = 0;
    this.tellDropped(1);
  }

  private onLost(recogniser: RecogniserClient): void {
    if (this.recogniser !== recogniser) return;
    this.onStopped();
    if (this.refused) this.recogniser = undefined;
    else this.retryLater(new ParleyError('upstream_unavailable', 'Recognition broke off; trying again.'));
  }

  private retryLater(error: ParleyError): void {
    this.recogniser = undefined;
    this.retryAt = performance.now() + Math.min(longestRetryMs, firstRetryMs * 2 ** this.failures);
    this.failures += 1;
    if (this.failures === 1) this.options.onTrouble(error);
  }
}
