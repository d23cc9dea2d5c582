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

/** A recognition that waits for the engine. */
export interface WaitingRecognition extends Recognition {
  signal: AbortSignal;
  /** On `performance.now()`'s clock. */
  queuedAtMs: number;
  /** Whether the engine has failed at it before. */
  isRetry: boolean;
  resolve: (transcript: EngineTranscript) => void;
  reject: (error: unknown) => void;
  /** Stops listening to the signal. */
  detach: () => void;
}

/** Recognitions in the order of their deadlines, kind by kind. */
export class RecognitionQueue {
  private readonly waiting: Record<RecognitionKind, WaitingRecognition[]> = {
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

  add(recognition: WaitingRecognition): void {
    const queue = this.waiting[recognition.kind];
    const later = queue.findIndex(({ deadlineMs }) => deadlineMs > recognition.deadlineMs);
    queue.splice(later < 0 ? queue.length : later, 0, recognition);
  }

  /** Takes up to this many of a kind, the earliest deadlines first. */
  take(kind: RecognitionKind, rows: number): WaitingRecognition[] {
    return this.waiting[kind].splice(0, rows);
  }

  /** Takes those of a kind that have waited since before this time. */
  takeOlderThan(kind: RecognitionKind, timeMs: number): WaitingRecognition[] {
    const old = this.waiting[kind].filter(({ queuedAtMs }) => queuedAtMs < timeMs);
    this.waiting[kind] = this.waiting[kind].filter(({ queuedAtMs }) => queuedAtMs >= timeMs);
    return old;
  }

  /** Whether it was there. */
  remove(recognition: WaitingRecognition): boolean {
    const queue = this.waiting[recognition.kind];
    const at = queue.indexOf(recognition);
    if (at >= 0) queue.splice(at, 1);
    return at >= 0;
  }
}
