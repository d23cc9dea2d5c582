import type { DecodedToken, LogProbabilities } from './log-probabilities.js';

/**
 * Where tokens lie: the most probable path that spells them (Viterbi, over the tokens with a blank around each).
 * @returns as many tokens; none where there are more of them than the steps can hold
 */
export function alignTokens(
  { values, steps, classes }: LogProbabilities,
  ids: readonly number[],
  blank: number,
): DecodedToken[] {
  const states = ids.flatMap((id) => [blank, id]).concat(blank);
  const count = states.length;
  let scores = new Float64Array(count).fill(-Infinity);
  let next = new Float64Array(count);
  /** How many states back each state's best path came from, for each step. */
  const moves = new Uint8Array(steps * count);
  scores[0] = 0;
  for (let step = 0; step < steps; step++) {
    for (let state = 0; state < count; state++) {
      const move = step === 0 ? Number(state === 1) : bestMove(scores, states, state, blank);
      moves[step * count + state] = move;
      const reach = step === 0 && state > 1 ? -Infinity : (scores[state - move] ?? -Infinity);
      next[state] = reach + (values[step * classes + (states[state] ?? 0)] ?? 0);
    }
    [scores, next] = [next, scores];
  }
  const last = (scores[count - 1] ?? 0) >= (scores[count - 2] ?? -Infinity) ? count - 1 : count - 2;
  if (scores[last] === -Infinity) return [];
  return tracePath({ values, steps, classes }, states, moves, last);
}

function bestMove(scores: Float64Array, states: readonly number[], state: number, blank: number): number {
  const id = states[state];
  // A blank may be left out between two tokens that differ.
  const mayJump = id !== blank && id !== states[state - 2] && state >= 2;
  let move = 0;
  for (let candidate = 1; candidate <= (mayJump ? 2 : 1); candidate++) {
    if ((scores[state - candidate] ?? -Infinity) > (scores[state - move] ?? -Infinity)) move = candidate;
  }
  return move;
}

function tracePath(
  { values, steps, classes }: LogProbabilities,
  states: readonly number[],
  moves: Uint8Array,
  last: number,
): DecodedToken[] {
  const tokens: DecodedToken[] = [];
  let state = last;
  let open: { state: number; token: DecodedToken } | undefined;
  for (let step = steps - 1; step >= 0; step--) {
    const id = states[state] ?? 0;
    const logProbability = values[step * classes + id] ?? 0;
    if (open?.state === state) {
      open.token.startStep = step;
      open.token.logProbability = Math.max(open.token.logProbability, logProbability);
    } else if (state % 2 === 1) {
      open = { state, token: { id, startStep: step, endStep: step + 1, logProbability } };
      tokens.push(open.token);
    }
    state -= moves[step * states.length + state] ?? 0;
  }
  return tokens.toReversed();
}
