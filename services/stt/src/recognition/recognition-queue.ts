import { setMaxListeners } from 'node:events';
import { ParleyError } from '@parley/contracts';
import type { EngineRequest, EngineTranscript } from '../engines/speech-to-text-engine.js';

/** `final`: a speaker waits for this text. `interim`: a better one follows anyway. `recording`: nobody is speaking. */
export const recognitionKinds = ['final', 'interim', 'recording'] as const;
export type RecognitionKind = (typeof recognitionKinds)[number];

export interface Recognition {
  kind: RecognitionKind;
  /** When the text is wanted, on `performance.now()`'s clock: the earliest goes first among its kind. */
  deadlineMs: number;
  /** Asked for when the engine is free, so that an interim hears everything said by then. */
  audio: () => Float32Array;
  request: EngineRequest;
}

interface Waiting {
  kind: RecognitionKind;
  deadlineMs: number;
  signal: AbortSignal;
  /** On `performance.now()`'s clock. */
  queuedAtMs: number;
  reject: (error: unknown) => void;
  /** Stops listening to the signal. */
  detach: () => void;
}

/** A recognition that waits for the engine. */
export interface WaitingRecognition extends Recognition, Waiting {
  type: 'recognition';
  /** Whether the engine has failed at it before. */
  isRetry: boolean;
  resolve: (transcript: EngineTranscript) => void;
}

/** Somebody who wants a place at the engine, and calls it without help. */
export interface WaitingTurn extends Waiting {
  type: 'turn';
  resolve: (leave: () => void) => void;
}

export type WaitingWork = WaitingRecognition | WaitingTurn;
type Queued = 'queuedAtMs' | 'detach';
export type NewWork = Omit<WaitingRecognition, Queued> | Omit<WaitingTurn, Queued>;

/** Recognitions in the order of their deadlines, kind by kind. What is aborted leaves. */
export class RecognitionQueue {
  private readonly waiting: Record<RecognitionKind, WaitingWork[]> = {
    final: [],
    interim: [],
    recording: [],
  };

  get length(): number {
    return recognitionKinds.reduce((sum, kind) => sum + this.waiting[kind].length, 0);
  }

  count(kind: RecognitionKind): number {
    return this.waiting[kind].length;
  }

  /** The deadline of the first of a kind; Infinity where none waits. */
  firstDeadlineMs(kind: RecognitionKind): number {
    return this.waiting[kind][0]?.deadlineMs ?? Infinity;
  }

  /** Work whose signal is aborted while it waits is rejected with `cancelled`. */
  add(work: NewWork): void {
    const { signal, reject } = work;
    const onAbort = () => {
      if (this.remove(waiting)) reject(cancelled());
    };
    const detach = () => signal.removeEventListener('abort', onAbort);
    const waiting: WaitingWork = { ...work, queuedAtMs: performance.now(), detach };
    // Many stretches of one recording share its signal; Node would take their listeners for a leak.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', onAbort, { once: true });
    this.insert(waiting);
  }

  private insert(work: WaitingWork): void {
    const queue = this.waiting[work.kind];
    const later = queue.findIndex(({ deadlineMs }) => deadlineMs > work.deadlineMs);
    queue.splice(later < 0 ? queue.length : later, 0, work);
  }

  /** Takes up to this many recognitions of a kind, the earliest deadlines first, or the turn that comes before them. */
  take(kind: RecognitionKind, rows: number): WaitingRecognition[] | WaitingTurn {
    const queue = this.waiting[kind];
    const [first] = queue;
    if (first?.type === 'turn') {
      queue.shift();
      first.detach();
      return first;
    }
    const turnAt = queue.findIndex(({ type }) => type === 'turn');
    const taken = queue.splice(0, turnAt < 0 ? rows : Math.min(rows, turnAt));
    for (const { detach } of taken) detach();
    return taken.filter((work) => work.type === 'recognition');
  }

  /** Takes those of a kind that have waited since before this time. */
  takeOlderThan(kind: RecognitionKind, timeMs: number): WaitingWork[] {
    const old = this.waiting[kind].filter(({ queuedAtMs }) => queuedAtMs < timeMs);
    this.waiting[kind] = this.waiting[kind].filter(({ queuedAtMs }) => queuedAtMs >= timeMs);
    for (const { detach } of old) detach();
    return old;
  }

  /** Whether it was there. */
  private remove(work: WaitingWork): boolean {
    const queue = this.waiting[work.kind];
    const at = queue.indexOf(work);
    if (at >= 0) queue.splice(at, 1);
    return at >= 0;
  }
}

export const cancelled = () => new ParleyError('cancelled', 'The work was cancelled.');
