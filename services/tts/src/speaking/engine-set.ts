import { setTimeout as delay } from 'node:timers/promises';
import {
  type EngineStatus,
  type SpeechLanguage,
  type Voice,
  speechLanguages,
  toParleyError,
} from '@parley/contracts';
import type { WarmPart } from '@parley/service-kit';
import type { TextToSpeechEngine } from '../engines/text-to-speech-engine.js';
import { defaultVoice, findVoice, isVoiceAlias } from './voice-names.js';

/** How long a service with another voice waits for an engine: a large model comes from a slow disk in that time. */
const patienceMs = 120_000;
const firstRetryMs = 1_000;
const longestRetryMs = 60_000;

/** Every engine of the service, in the order in which they are asked to speak; the last always can. */
export class EngineSet {
  /** Engines whose loading has come to an end, good or bad, or is waited for no longer. */
  private readonly settled = new Set<TextToSpeechEngine>();
  private readonly failures = new Map<TextToSpeechEngine, string>();
  private readonly attempts = new Map<TextToSpeechEngine, Promise<void>>();

  constructor(
    readonly all: readonly [TextToSpeechEngine, ...TextToSpeechEngine[]],
    /** What would speak better than the first that is ready, and how to get it. */
    private readonly betterEngine?: NonNullable<EngineStatus['betterEngine']>,
  ) {}

  /** The first that can speak now; the first of all where none can. */
  get active(): TextToSpeechEngine {
    return this.all.find((engine) => engine.status().ready) ?? this.all[0];
  }

  /** The first that is here and can clone voices. */
  get cloning(): TextToSpeechEngine | undefined {
    return this.all.find(({ cloning }) => cloning !== undefined);
  }

  /** Every language that one of them speaks. */
  get languages(): readonly SpeechLanguage[] {
    return speechLanguages.filter((each) => this.all.some(({ languages }) => languages.includes(each)));
  }

  get voices(): readonly Voice[] {
    return this.all.flatMap(({ voices }) => voices);
  }

  /** Whether a name stands for an engine's voice, in whatever language. */
  hasVoice(name: string): boolean {
    return (
      name === defaultVoice || isVoiceAlias(name) || findVoice(name, undefined, this.voices) !== undefined
    );
  }

  status(): EngineStatus {
    const status = this.active.status();
    if (!status.embedded || !this.betterEngine) return status;
    return { ...status, betterEngine: this.betterEngine };
  }

  statuses(): EngineStatus[] {
    return this.all.map((engine) => engine.status());
  }

  /** Loaded side by side; none keeps the service from speaking through another. */
  parts(): WarmPart[] {
    return this.all.map((engine) => ({
      name: `engine ${engine.id}`,
      load: (signal) => this.load(engine, signal),
      unload: () => engine.unload(),
      readiness: () => this.readiness(engine),
    }));
  }

  /**
   * Resolves when the engine is warm, or is waited for no longer: it then goes on loading while others speak. What
   * cannot be loaded is tried again, for files may come, memory may become free, and servers may be back.
   */
  private async load(engine: TextToSpeechEngine, signal: AbortSignal): Promise<void> {
    const patience = delay(patienceMs, undefined, { signal, ref: false }).catch(() => undefined);
    try {
      await Promise.race([this.loadOnce(engine, signal), patience]);
    } catch (error) {
      this.failures.set(engine, toParleyError(error).message);
      void this.loadAgain(engine, signal);
      throw error;
    } finally {
      this.settled.add(engine);
    }
  }

  /** One attempt at a time, whoever asks. */
  private async loadOnce(engine: TextToSpeechEngine, signal: AbortSignal): Promise<void> {
    if (engine.status().ready) return;
    const attempt =
      this.attempts.get(engine) ?? engine.load(signal).finally(() => this.attempts.delete(engine));
    this.attempts.set(engine, attempt);
    await attempt;
  }

  private async loadAgain(engine: TextToSpeechEngine, signal: AbortSignal): Promise<void> {
    for (let waitMs = firstRetryMs; !signal.aborted; waitMs = Math.min(2 * waitMs, longestRetryMs)) {
      await delay(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      const failed = await this.loadOnce(engine, signal).then(
        () => false,
        () => true,
      );
      if (!failed) return;
    }
  }

  /**
   * While it loads, an engine that will speak soon is worth waiting for. One that cannot be had, or that died, has
   * others to speak for it.
   */
  private readiness(engine: TextToSpeechEngine): { ready: boolean; reason?: string } {
    if (engine.status().ready) return { ready: true };
    const isLoading = !this.settled.has(engine);
    const other = this.all.find((each) => each !== engine && each.status().ready);
    const failure = this.failures.get(engine);
    if (other && !isLoading) {
      const why = failure === undefined ? '' : ` ${failure}`;
      return { ready: true, reason: `${other.id} speaks in its place.${why}` };
    }
    return {
      ready: false,
      reason: isLoading ? `The ${engine.id} engine is starting.` : `The ${engine.id} engine does not answer.`,
    };
  }
}
