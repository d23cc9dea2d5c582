import type { SpeechToTextEngine } from '../engines/speech-to-text-engine.js';
import type { BackPressureLevel } from '../recognition/back-pressure.js';
import type { RecognitionScheduler } from '../recognition/recognition-scheduler.js';

export interface InterimPacingParts {
  scheduler: RecognitionScheduler;
  interimEngine: SpeechToTextEngine;
  interimScheduler: RecognitionScheduler;
}

/** When a speaker's next interim may begin, and whose engine hears it. */
export class InterimPacing {
  private nextAtMs = 0;

  /** @param wishes what the client wants now: interims a second at most, 0 for none; the language spoken */
  constructor(
    private readonly parts: InterimPacingParts,
    private readonly wishes: () => { interimRate: number; language: string },
  ) {}

  /** That of the engine for interims, unless it does not know the language. */
  get scheduler(): RecognitionScheduler {
    const { scheduler, interimEngine, interimScheduler } = this.parts;
    const { language } = this.wishes();
    return language === 'auto' || interimEngine.languages.includes(language) ? interimScheduler : scheduler;
  }

  /** How far either engine is behind. */
  get backPressure(): BackPressureLevel {
    const { scheduler, interimScheduler } = this.parts;
    return scheduler.backPressure > interimScheduler.backPressure
      ? scheduler.backPressure
      : interimScheduler.backPressure;
  }

  /** Milliseconds from one interim to the next; Infinity where none are wanted. */
  get cooldownMs(): number {
    const { interimRate } = this.wishes();
    return interimRate === 0 ? Infinity : Math.max(1_000 / interimRate, this.scheduler.interimCooldownMs);
  }

  /** Whether interims that are wanted give way to finals, the speaker's own among them. */
  isPaused(pendingFinals: number): boolean {
    if (this.wishes().interimRate === 0) return false;
    return this.scheduler.isBusyWithFinals || this.backPressure === 2 || pendingFinals > 1;
  }

  get isDue(): boolean {
    return performance.now() >= this.nextAtMs;
  }

  /** Begins the cool-down. */
  restart(): void {
    this.nextAtMs = performance.now() + this.cooldownMs;
  }
}
