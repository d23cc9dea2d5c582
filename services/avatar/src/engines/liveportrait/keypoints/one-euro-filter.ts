export interface OneEuroSettings {
  /** Frames a second. */
  frequency: number;
  /** Cut-off at rest, in Hz: lower shakes less. */
  smallestCutoff: number;
  /** How much the cut-off grows with speed: higher lags less. */
  speedCoefficient: number;
  /** Cut-off of the speed itself, in Hz. */
  speedCutoff: number;
}

/** FasterLivePortrait's, for live driving (`src/pipelines/faster_live_portrait_pipeline.py`, `src/utils/utils.py`). */
const defaultSettings: OneEuroSettings = {
  frequency: 30,
  smallestCutoff: 4,
  speedCoefficient: 0.3,
  speedCutoff: 1,
};

/**
 * Takes the shake out of live motion without lag in fast motion (Casiez, Roussel and Vogel 2012). Every number of a
 * frame has a filter of its own; the first frame goes through unchanged.
 */
export class OneEuroFilter {
  readonly #settings: OneEuroSettings;
  #last: { raw: Float32Array; smooth: Float64Array; speed: Float64Array } | undefined;

  constructor(settings: Partial<OneEuroSettings> = {}) {
    this.#settings = { ...defaultSettings, ...settings };
  }

  /** The next frame, smoothed. @throws RangeError for another count of numbers than the frame before. */
  next(frame: Float32Array): Float32Array {
    const { frequency, smallestCutoff, speedCoefficient, speedCutoff } = this.#settings;
    const last = this.#last;
    if (!last) {
      this.#last = {
        raw: frame.slice(),
        smooth: Float64Array.from(frame),
        speed: new Float64Array(frame.length),
      };
      return frame.slice();
    }
    if (frame.length !== last.raw.length) {
      throw new RangeError(`A frame of ${frame.length} numbers follows one of ${last.raw.length}.`);
    }
    const speedShare = this.#share(speedCutoff);
    for (let at = 0; at < frame.length; at++) {
      const value = frame[at] ?? 0;
      const speed = (value - (last.raw[at] ?? 0)) * frequency;
      const smoothSpeed = speedShare * speed + (1 - speedShare) * (last.speed[at] ?? 0);
      const share = this.#share(smallestCutoff + speedCoefficient * Math.abs(smoothSpeed));
      last.smooth[at] = share * value + (1 - share) * (last.smooth[at] ?? 0);
      last.speed[at] = smoothSpeed;
      last.raw[at] = value;
    }
    return Float32Array.from(last.smooth);
  }

  /** How much of a new value a low pass with this cut-off takes. */
  #share(cutoff: number): number {
    const timeConstant = 1 / (2 * Math.PI * cutoff);
    return 1 / (1 + timeConstant * this.#settings.frequency);
  }
}
