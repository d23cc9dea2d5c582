/** Variances of LivePortrait (`src/utils/filter.py`): the larger the first against the second, the smoother. */
export interface KalmanVariances {
  observation: number;
  process: number;
}

const defaultVariances: KalmanVariances = { observation: 3e-7, process: 1e-5 };
/** pykalman's variance of a first state that nobody gave one. */
const firstVariance = 1;

/**
 * Smooths the frames of a whole clip: a Kalman filter forwards and Rauch, Tung and Striebel's pass backwards, where
 * each number walks at random and is seen with noise. All numbers share their variances, hence their gains.
 *
 * @param frames of one length; none is changed.
 * @throws RangeError where lengths differ.
 */
export function smoothClip(
  frames: readonly Float32Array[],
  { observation, process }: KalmanVariances = defaultVariances,
): Float32Array[] {
  const length = frames[0]?.length ?? 0;
  if (frames.some((frame) => frame.length !== length)) {
    throw new RangeError('The frames of a clip hold the same count of numbers.');
  }
  const filtered: { state: Float64Array; variance: number }[] = [];
  for (const frame of frames) {
    const before = filtered.at(-1);
    const predicted = before ? before.variance + process : firstVariance;
    const gain = predicted / (predicted + observation);
    const from = before?.state ?? frame;
    const state = Float64Array.from(frame, (seen, at) => lerp(from[at] ?? 0, seen, gain));
    filtered.push({ state, variance: predicted * (1 - gain) });
  }
  let after: Float64Array | undefined;
  const smoothed = filtered.toReversed().map(({ state, variance }) => {
    const gain = variance / (variance + process);
    const later = after;
    after = later ? state.map((value, at) => lerp(value, later[at] ?? 0, gain)) : state;
    return Float32Array.from(after);
  });
  return smoothed.toReversed();
}

function lerp(from: number, to: number, share: number): number {
  return from + share * (to - from);
}
