import type { EngineRequest, EngineTranscript } from '../engines/speech-to-text-engine.js';
import type { RecognitionScheduler } from '../recognition/recognition-scheduler.js';
import { InterimText } from './interim-text.js';
import { keepCommitted } from './keep-committed.js';

export interface UtteranceParts {
  /** For finals, and for interims: another model may hear them. */
  scheduler: RecognitionScheduler;
  interimScheduler: RecognitionScheduler;
  /** Interims hear no more than these last milliseconds of a long utterance. */
  tailMs: number;
  request: EngineRequest;
  /** Audio of this stretch, in milliseconds of heard audio. */
  read: (startMs: number, endMs: number) => Float32Array;
  onInterim: (interim: { text: string; stableChars: number; endMs: number }) => void;
  signal: AbortSignal;
}

/** A final begun in a pause, which the speaker may make an interim. */
interface EarlyFinal {
  endMs: number;
  transcript: Promise<EngineTranscript>;
  /** Takes it out of the queue, where it has not begun. */
  withdraw: () => void;
}

/** Nobody waits for an interim as for a final; among interims the oldest wish goes first. */
const interimAllowanceMs = 1_000;

/** One stretch of speech while it is spoken: its interims, a final begun in a pause that may be its end, its final. */
export class Utterance {
  private readonly interim = new InterimText();
  private early: EarlyFinal | undefined;
  private interimsUnderWay = 0;
  private ended = false;
  /** Takes an interim that has not begun out of the queue; one that has begun is left to end. */
  private withdraw: (() => void) | undefined;

  constructor(
    readonly startMs: number,
    private readonly parts: UtteranceParts,
  ) {}

  get isInterimUnderWay(): boolean {
    return this.interimsUnderWay > 0;
  }

  /** Resolves when the interim is out, or has failed: a better one follows. */
  async requestInterim(nowMs: () => number): Promise<void> {
    const { interimScheduler, read, signal, tailMs } = this.parts;
    const request: EngineRequest = { ...this.parts.request, effort: 'quick' };
    this.early?.withdraw();
    const abort = new AbortController();
    let endMs = nowMs();
    this.interimsUnderWay += 1;
    this.withdraw = () => abort.abort();
    const audio = () => {
      this.withdraw = undefined;
      endMs = nowMs();
      return read(Math.max(this.startMs, endMs - tailMs), endMs);
    };
    const deadlineMs = performance.now() + interimAllowanceMs;
    try {
      const recognition = { kind: 'interim', deadlineMs, audio, request } as const;
      const either = AbortSignal.any([signal, abort.signal]);
      const transcript = await interimScheduler.submit(recognition, either);
      this.show(transcript, endMs, endMs - this.startMs > tailMs);
    } catch {
      // The utterance has ended, or the engine is in trouble: the final will tell.
    } finally {
      this.interimsUnderWay -= 1;
    }
  }

  /** Begins the final in a pause that may be the end. If the speaker goes on, its text is an interim. */
  beginFinal(endMs: number): void {
    if (this.early?.endMs === endMs) return;
    this.early?.withdraw();
    const abort = new AbortController();
    let hasBegun = false;
    const transcript = this.recognize(endMs, abort.signal, () => (hasBegun = true));
    const early: EarlyFinal = {
      endMs,
      transcript,
      withdraw: () => {
        if (hasBegun) return;
        abort.abort();
        if (this.early === early) this.early = undefined;
      },
    };
    this.early = early;
    transcript.then(
      (result) => this.show(result, endMs),
      () => undefined,
    );
  }

  /** The text of the whole utterance, which ends here. */
  async final(endMs: number): Promise<EngineTranscript> {
    this.ended = true;
    this.withdraw?.();
    const transcript = this.early?.endMs === endMs ? this.early.transcript : this.recognize(endMs);
    return keepCommitted(this.interim.committed, await transcript);
  }

  private show({ text }: EngineTranscript, endMs: number, isTail = false): void {
    if (this.ended || text === '') return;
    this.parts.onInterim({ ...this.interim.update(text, isTail), endMs });
  }

  private recognize(
    endMs: number,
    withdrawn?: AbortSignal,
    onBegin: () => void = () => undefined,
  ): Promise<EngineTranscript> {
    const { scheduler, request, read, signal } = this.parts;
    const samples = read(this.startMs, endMs);
    const audio = () => {
      onBegin();
      return samples;
    };
    const final = { kind: 'final', deadlineMs: performance.now(), audio, request } as const;
    return scheduler.submit(final, withdrawn ? AbortSignal.any([signal, withdrawn]) : signal);
  }
}
