import { type SpeechFrames, vectorSize } from './speech-frames.js';

/** Cost of each spoken frame for which the reference stands still, or of each reference frame left out. */
const unevenStepCost = 1;
/** Reference frames from one spoken frame to the next: the spoken audio may be up to three times as fast. */
const longestStep = 3;
/** What a pause costs where the reference has none. */
const unexpectedPauseCost = 3;
/** Reference frames kept on both sides of the best path so far: 1.5 s; with 1 s, some utterances are lost. */
const bandHalfWidth = 150;
const bandWidth = 2 * bandHalfWidth + longestStep + 1;
/**
 * How much slower and faster than on average a stretch may be spoken (Itakura's parallelogram, 1975), and how many
 * frames beyond that: keeps paths from running away where much sounds alike.
 */
const slowestRate = 0.5;
const fastestRate = 1.4;
const rateSlack = 20;
/** Frames that may be left out at either end, at this cost each. */
const outerSlack = 5;
const outerCost = 1;

export interface WarpingOptions {
  /** The reference frame that the first spoken frame begins with. */
  startAt: number;
  /** Whether the last spoken frame is the reference's last; otherwise it lies wherever it fits best. */
  endsTogether: boolean;
  /** Reference frames for each spoken one, about; not asked where the end tells. */
  rate: number;
}

/**
 * Dynamic time warping (Sakoe and Chiba, 1978) with asymmetric steps: every spoken frame gets one reference frame, so
 * that paths to different ends have equally many costs and the best end of an unfinished utterance can be told.
 * In pauses the reference waits at no cost. Memory: 304 bytes for each spoken frame.
 *
 * @returns for each spoken frame its reference frame, never decreasing
 */
export function warp(spoken: SpeechFrames, reference: SpeechFrames, options: WarpingOptions): Int32Array {
  const rows = spoken.count;
  const columns = reference.count;
  const steps = new Uint8Array(rows * bandWidth);
  const lows = new Int32Array(rows);
  let before = new Float64Array(columns).fill(Infinity);
  let costs = new Float64Array(columns).fill(Infinity);
  let low = options.startAt;
  let high = Math.min(columns - 1, low + outerSlack);
  let best = low;
  const limits = columnLimits(spoken, columns, options);
  for (let row = 0; row < rows; row++) {
    low = Math.max(low, limits.low(row));
    high = Math.max(low, Math.min(high, limits.high(row)));
    lows[row] = low;
    let lowest = Infinity;
    const reach = row === 0 ? -1 : longestStep;
    for (let column = low; column <= high; column++) {
      let cost = row === 0 ? (column - low) * outerCost : Infinity;
      let step = 0;
      const waits = spoken.pauses[row] === 1 || reference.pauses[column] === 1;
      for (let k = 0; k <= reach && k <= column; k++) {
        const uneven = k === 0 ? (waits ? 0 : unevenStepCost) : (k - 1) * unevenStepCost;
        const candidate = (before[column - k] ?? Infinity) + uneven;
        if (candidate < cost) {
          cost = candidate;
          step = k;
        }
      }
      cost += frameCost(spoken, row, reference, column);
      costs[column] = cost;
      steps[row * bandWidth + column - low] = step;
      if (cost < lowest) {
        lowest = cost;
        best = column;
      }
    }
    before.fill(Infinity, lows[row - 1] ?? 0, high + 1);
    [before, costs] = [costs, before];
    low = Math.max(low, best - bandHalfWidth);
    high = Math.min(columns - 1, best + bandHalfWidth + longestStep, high + longestStep);
  }
  const end = options.endsTogether ? bestNearEnd(before, best) : best;
  return traceBack(steps, lows, end);
}

/** Which columns each row may have, so that no stretch is spoken much slower or faster than the others. */
function columnLimits(spoken: SpeechFrames, columns: number, options: WarpingOptions) {
  const { startAt, endsTogether } = options;
  const spokenRows = new Int32Array(spoken.count);
  let count = 0;
  spoken.pauses.forEach((isPause, row) => {
    count += 1 - isPause;
    spokenRows[row] = count;
  });
  const last = columns - 1;
  const rate = endsTogether ? (last - startAt) / Math.max(1, count) : options.rate;
  const fromStart = (row: number, share: number) => startAt + share * rate * (spokenRows[row] ?? 0);
  const fromEnd = (row: number, share: number) => last - share * rate * (count - (spokenRows[row] ?? 0));
  return {
    low(row: number): number {
      const start = fromStart(row, slowestRate);
      const low = endsTogether ? Math.max(start, fromEnd(row, fastestRate)) : start;
      return Math.min(last, Math.max(0, Math.floor(low - rateSlack)));
    },
    high(row: number): number {
      const start = fromStart(row, fastestRate);
      const high = endsTogether ? Math.min(start, fromEnd(row, slowestRate)) : start;
      return Math.min(last, Math.max(0, Math.ceil(high + rateSlack)));
    },
  };
}

function frameCost(spoken: SpeechFrames, row: number, reference: SpeechFrames, column: number): number {
  if (spoken.pauses[row] === 1) return reference.pauses[column] === 1 ? 0 : unexpectedPauseCost;
  let squares = 0;
  const a = row * vectorSize;
  const b = column * vectorSize;
  for (let k = 0; k < vectorSize; k++) {
    const difference = (spoken.vectors[a + k] ?? 0) - (reference.vectors[b + k] ?? 0);
    squares += difference * difference;
  }
  return Math.sqrt(squares);
}

/** The best column among the reference's last ones, or wherever the path is where it cannot reach them. */
function bestNearEnd(costs: Float64Array, otherwise: number): number {
  const last = costs.length - 1;
  let best = otherwise;
  let lowest = Infinity;
  for (let column = Math.max(0, last - outerSlack); column <= last; column++) {
    const cost = (costs[column] ?? Infinity) + (last - column) * outerCost;
    if (cost < lowest) {
      lowest = cost;
      best = column;
    }
  }
  return best;
}

function traceBack(steps: Uint8Array, lows: Int32Array, end: number): Int32Array {
  const path = new Int32Array(lows.length);
  let column = end;
  for (let row = lows.length - 1; row >= 0; row--) {
    path[row] = column;
    column -= steps[row * bandWidth + column - (lows[row] ?? 0)] ?? 0;
  }
  return path;
}
