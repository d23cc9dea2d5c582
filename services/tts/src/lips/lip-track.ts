import { ParleyError, type VisemeEvent, speechSampleRate } from '@parley/contracts';
import type { EngineProcess } from '@parley/inference';
import type { SpokenPiece } from '../engines/text-to-speech-engine.js';
import type { TimedSpeech } from './alignment/reference-speech.js';
import type { LipsProtocol } from './lips-protocol.js';
import { ScaledTimeline } from './scaled-timeline.js';

/** A text spoken by a voice whose times are known. */
export interface ReferenceTimeline extends TimedSpeech {
  durationMs: number;
}

/** What a request's track works with. */
export interface LipTrackParts {
  request: number;
  /** How many times as fast as normally the voice was asked to speak. */
  speed: number;
  process: EngineProcess<undefined, LipsProtocol>;
  reference: (text: string, signal: AbortSignal) => Promise<ReferenceTimeline>;
  longestWaitMs: number;
  onEstimated: (reason: string) => void;
}

/** One piece of the request, on its way through the aligner. */
interface Piece {
  index: number;
  /** Where in the request it begins, and how much of it has been spoken. */
  startMs: number;
  spokenMs: number;
  reference: ReferenceTimeline | undefined;
  /** Resolves when the aligner has had all chunks so far; rejects where it cannot go on. */
  aligned: Promise<VisemeEvent[]>;
  /** Goes on where alignment failed or came late. */
  estimate: ScaledTimeline | undefined;
  hasFailed: boolean;
}

/** 2 bytes a sample. */
const bytesPerMs = (speechSampleRate * 2) / 1_000;

/** The mouth shapes of one request's speech, chunk by chunk, on the clock of its audio. */
export class LipTrack {
  readonly #parts: LipTrackParts;
  #elapsedMs = 0;
  #piece: Piece | undefined;
  /** How much slower than the reference the voice speaks, by the last piece. */
  #stretch: number;
  #isKnown = false;

  constructor(parts: LipTrackParts) {
    this.#parts = parts;
    this.#stretch = 1 / parts.speed;
  }

  /**
   * The mouth shapes in the next stretch of speech, without gaps: aligned or, where that fails or takes too long,
   * estimated. A chunk that is late keeps no later one from being aligned.
   * @throws ParleyError `cancelled`
   */
  async follow(pcm16: Uint8Array, spoken: SpokenPiece, signal: AbortSignal): Promise<VisemeEvent[]> {
    if (this.#piece?.index !== spoken.index) this.#piece = this.#newPiece(spoken.index);
    const piece = this.#piece;
    const toMs = piece.spokenMs + pcm16.byteLength / bytesPerMs;
    const visemes = await this.#visemes(piece, pcm16, spoken, toMs, signal);
    piece.spokenMs = toMs;
    this.#elapsedMs = piece.startMs + toMs;
    if (spoken.isLast && piece.reference && piece.reference.durationMs > 0) {
      this.#stretch = toMs / piece.reference.durationMs;
    }
    return visemes.map((event) => ({ ...event, timeMs: event.timeMs + piece.startMs }));
  }

  /** A stretch in which nothing is said. */
  rest(pcm16: Uint8Array): VisemeEvent[] {
    const timeMs = this.#elapsedMs;
    const durationMs = pcm16.byteLength / bytesPerMs;
    this.#elapsedMs += durationMs;
    this.#piece = undefined;
    return durationMs > 0 ? [{ viseme: 'sil', timeMs, durationMs }] : [];
  }

  /** Lets the process forget the request. */
  close(): void {
    if (!this.#isKnown) return;
    const { process, request } = this.#parts;
    // Where the process is gone, it has forgotten everything.
    process.call('close', { request }).catch(() => undefined);
  }

  #newPiece(index: number): Piece {
    return {
      index,
      startMs: this.#elapsedMs,
      spokenMs: 0,
      reference: undefined,
      aligned: Promise.resolve([]),
      estimate: undefined,
      hasFailed: false,
    };
  }

  async #visemes(
    piece: Piece,
    pcm16: Uint8Array,
    spoken: SpokenPiece,
    toMs: number,
    signal: AbortSignal,
  ): Promise<VisemeEvent[]> {
    if (!piece.hasFailed) {
      piece.aligned = piece.aligned.then(() => this.#align(piece, pcm16, spoken, signal));
      try {
        return await this.#inTime(piece.aligned);
      } catch (error) {
        if (signal.aborted) throw new ParleyError('cancelled', 'The work was cancelled.', { cause: error });
        piece.hasFailed = !(error instanceof TooLate);
        this.#parts.onEstimated(error instanceof Error ? error.message : String(error));
      }
    }
    const { phonemes = [], durationMs = 0 } = piece.reference ?? {};
    piece.estimate ??= new ScaledTimeline(phonemes, durationMs, this.#stretch);
    return piece.estimate.stretch(piece.spokenMs, toMs, spoken.isLast);
  }

  async #align(
    piece: Piece,
    pcm16: Uint8Array,
    spoken: SpokenPiece,
    signal: AbortSignal,
  ): Promise<VisemeEvent[]> {
    const { request, speed, process } = this.#parts;
    const isFirst = piece.reference === undefined;
    piece.reference ??= await this.#parts.reference(spoken.text, signal);
    const { samples, sampleRate, phonemes } = piece.reference;
    const reference = { samples, sampleRate, phonemes };
    this.#isKnown = true;
    const input = { request, speed, ...(isFirst && { reference }), pcm16, isLast: spoken.isLast };
    return process.call('align', input, signal);
  }

  async #inTime<T>(result: Promise<T>): Promise<T> {
    const { longestWaitMs } = this.#parts;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new TooLate(`Not aligned within ${longestWaitMs} ms.`)), longestWaitMs);
    });
    try {
      return await Promise.race([result, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

class TooLate extends Error {}
