import { type EngineStatus, type SpeechLanguage, type Voice, speechLanguages } from '@parley/contracts';
import type { WarmPart } from '@parley/service-kit';
import type { TextToSpeechEngine } from '../engines/text-to-speech-engine.js';

/** Every engine of the service, in the order in which they are asked to speak; the last always can. */
export class EngineSet {
  /** Engines whose loading has come to an end, good or bad. */
  private readonly settled = new Set<TextToSpeechEngine>();

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
      load: async (signal) => {
        try {
          await engine.load(signal);
        } finally {
          this.settled.add(engine);
        }
      },
      unload: () => engine.unload(),
      readiness: () => this.readiness(engine),
    }));
  }

  /**
   * While it loads, an engine that will speak soon is worth waiting for. One that cannot be had, or that died, has
   * others to speak for it.
   */
  private readiness(engine: TextToSpeechEngine): { ready: boolean; reason?: string } {
    if (engine.status().ready) return { ready: true };
    const isLoading = !this.settled.has(engine);
    const other = this.all.find((each) => each !== engine && each.status().ready);
    if (other && !isLoading) return { ready: true, reason: `${other.id} speaks in its place.` };
    return {
      ready: false,
      reason: isLoading ? `The ${engine.id} engine is starting.` : `The ${engine.id} engine does not answer.`,
    };
  }
}
