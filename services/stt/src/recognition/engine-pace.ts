import type { RecognitionKind } from './recognition-queue.js';

const samplesPerMs = 16;
/** Weight of the newest measurement in the averages. */
const smoothing = 0.3;

/** How fast an engine has been lately. */
export class EnginePace {
  /** Time to recognise, as a share of the audio's own. */
  private timePerAudio = 0.25;
  /** Milliseconds of a call with interims. */
  interimMs = 0;

  measure(kind: RecognitionKind, samples: number, elapsedMs: number): void {
    if (samples > 0) {
      const share = (elapsedMs * samplesPerMs) / samples;
      this.timePerAudio += smoothing * (share - this.timePerAudio);
    }
    if (kind === 'interim') this.interimMs += smoothing * (elapsedMs - this.interimMs);
  }

  /** Milliseconds that this much audio takes. */
  expectedMs(audioMs: number): number {
    return audioMs * this.timePerAudio;
  }
}
