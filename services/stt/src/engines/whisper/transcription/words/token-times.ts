import { firstColumns } from './dynamic-time-warping.js';
import { medianFilter } from './median-filter.js';

const medianWidth = 7;
const positionMs = 20;

export interface CrossAttention {
  /** After softmax: [heads, tokens, audioPositions]. */
  attention: Float32Array;
  heads: number;
  tokens: number;
  audioPositions: number;
}

/**
 * When tokens begin, by where their attention lies: per head, attention is taken over the audio that there is,
 * compared with the other tokens', smoothed; then averaged over the heads and warped in time (openai/whisper,
 * timing.py).
 * @param positions audio positions of 20 ms that hold audio
 * @param firstToken the first token whose time is wanted
 * @param lastToken the token after the last
 * @returns milliseconds from the window's start, one for each token
 */
export function findTokenTimes(
  cross: CrossAttention,
  positions: number,
  firstToken: number,
  lastToken: number,
): number[] {
  const { heads } = cross;
  const rows = lastToken - firstToken;
  if (rows < 1 || positions < 1) return [];
  const costs = new Float32Array(rows * positions);
  for (let head = 0; head < heads; head++) {
    const weights = medianFilter(standardize(cross, head, positions), positions, medianWidth);
    const start = firstToken * positions;
    for (let i = 0; i < costs.length; i++) costs[i] = (costs[i] ?? 0) - (weights[start + i] ?? 0) / heads;
  }
  return Array.from(firstColumns(costs, rows, positions), (column) => column * positionMs);
}

/** One head's attention over the first positions, each position's in standard deviations over the tokens. */
function standardize(cross: CrossAttention, head: number, positions: number): Float32Array {
  const { attention, tokens, audioPositions } = cross;
  const weights = new Float32Array(tokens * positions);
  for (let token = 0; token < tokens; token++) {
    const from = (head * tokens + token) * audioPositions;
    let sum = 0;
    for (let i = 0; i < positions; i++) sum += attention[from + i] ?? 0;
    const scale = sum > 0 ? 1 / sum : 0;
    for (let i = 0; i < positions; i++) weights[token * positions + i] = (attention[from + i] ?? 0) * scale;
  }
  for (let i = 0; i < positions; i++) {
    let sum = 0;
    for (let token = 0; token < tokens; token++) sum += weights[token * positions + i] ?? 0;
    const mean = sum / tokens;
    let squares = 0;
    for (let token = 0; token < tokens; token++)
      squares += ((weights[token * positions + i] ?? 0) - mean) ** 2;
    const deviation = Math.sqrt(squares / tokens);
    for (let token = 0; token < tokens; token++) {
      const at = token * positions + i;
      weights[at] = deviation > 0 ? ((weights[at] ?? 0) - mean) / deviation : 0;
    }
  }
  return weights;
}
