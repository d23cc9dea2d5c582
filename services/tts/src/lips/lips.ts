import type { SpeechLanguage } from '@parley/contracts';
import { EngineProcess, type EngineProcessEvent } from '@parley/inference';
import { LipTrack, type ReferenceTimeline } from './lip-track.js';
import type { LipsProtocol } from './lips-protocol.js';

/** Who speaks a text so that the time of each phoneme is known: `EspeakProgram` does. */
export interface PhonemeTimelines {
  start(user: object, signal: AbortSignal): Promise<void>;
  stop(user: object): Promise<void>;
  phonemeTimeline(text: string, language: SpeechLanguage, signal: AbortSignal): Promise<ReferenceTimeline>;
}

/** Speech whose lips move by the clock alone, because it could not be aligned (in time). */
export type LipsEvent = EngineProcessEvent | { type: 'lips-estimated'; reason: string };

export interface LipsOptions {
  onEvent?: (event: LipsEvent) => void;
  /** Longest that a chunk of speech waits for its mouth shapes. */
  longestWaitMs?: number;
}

const longestWaitMs = 250;
/** Starting takes well under a second on an idle machine. */
const startTimeoutMs = 30_000;

/**
 * Mouth shapes for voices that do not know when they say what: each piece of speech is aligned to the same text
 * spoken by a voice that does, in a process of its own. Speech never waits for it long, nor fails because of it.
 */
export class Lips {
  readonly #timelines: PhonemeTimelines;
  readonly #process: EngineProcess<undefined, LipsProtocol>;
  readonly #onEvent: (event: LipsEvent) => void;
  readonly #longestWaitMs: number;
  readonly #users = new Set<object>();
  #starting: Promise<void> | undefined;
  #requests = 0;

  constructor(timelines: PhonemeTimelines, options: LipsOptions = {}) {
    this.#timelines = timelines;
    this.#onEvent = options.onEvent ?? (() => undefined);
    this.#longestWaitMs = options.longestWaitMs ?? longestWaitMs;
    this.#process = new EngineProcess({
      name: 'lips',
      entry: new URL('./lips-process.ts', import.meta.url),
      load: undefined,
      startTimeoutMs,
      callTimeoutMs: 10_000,
      onEvent: this.#onEvent,
    });
  }

  /** Resolves when speech can be aligned, or when that has failed: then it is estimated. */
  async start(user: object, signal: AbortSignal): Promise<void> {
    this.#users.add(user);
    this.#starting ??= Promise.all([this.#timelines.start(this, signal), this.#process.start(signal)]).then(
      () => undefined,
    );
    try {
      await this.#starting;
    } catch (error) {
      this.#starting = undefined;
      signal.throwIfAborted();
      this.#onEvent({
        type: 'lips-estimated',
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }

  /** Ends the processes when the last user leaves. */
  async stop(user: object): Promise<void> {
    if (!this.#users.delete(user) || this.#users.size > 0) return;
    this.#starting = undefined;
    await Promise.all([this.#process.stop(), this.#timelines.stop(this)]);
  }

  /**
   * The mouth of one request, whose speech one voice speaks. Close it at the end.
   * @param speed how many times as fast as normally the voice was asked to speak
   */
  open(language: SpeechLanguage, speed: number): LipTrack {
    this.#requests += 1;
    return new LipTrack({
      request: this.#requests,
      speed,
      process: this.#process,
      reference: (text, signal) => this.#timelines.phonemeTimeline(text, language, signal),
      longestWaitMs: this.#longestWaitMs,
      onEstimated: (reason) => this.#onEvent({ type: 'lips-estimated', reason }),
    });
  }
}
