/** Weight of the newest measurement in the average. */
const smoothing = 0.3;

/** How fast an engine has been with interims lately. */
export class EnginePace {
  /** Milliseconds of a call with interims. */
  interimMs = 0;

  /** An interim has taken so long. */
  measureInterim(elapsedMs: number): void {
    this.interimMs += smoothing * (elapsedMs - this.interimMs);
  }
}
