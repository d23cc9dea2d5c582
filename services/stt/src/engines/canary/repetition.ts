/** Tokens at the end of a text that say the same again and again. */
export interface Repetition {
  /** Tokens of what is repeated. */
  period: number;
  times: number;
}

const longestPeriod = 24;
const fewestTimes = 4;
/** Short units are repeated by people too: "no, no, no", "ha ha ha ha". */
const fewestTokens = 12;

/**
 * Whether a text has begun to repeat itself, as autoregressive recognisers do on noise and long pauses.
 * @returns the shortest unit that is repeated at the end
 */
export function findRepetition(tokens: readonly number[]): Repetition | undefined {
  const end = tokens.length;
  for (let period = 1; period <= longestPeriod && period * fewestTimes <= end; period++) {
    let same = 0;
    while (same < end - period && tokens[end - 1 - same] === tokens[end - 1 - same - period]) same += 1;
    const times = Math.floor(same / period) + 1;
    if (times >= fewestTimes && times * period >= fewestTokens) return { period, times };
  }
  return undefined;
}

/** The text with what is repeated at its end once. */
export function withoutRepetition<Token>(tokens: readonly Token[], { period, times }: Repetition): Token[] {
  return tokens.slice(0, tokens.length - period * (times - 1));
}
