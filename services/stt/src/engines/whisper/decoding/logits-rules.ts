import type { GreedyGeneration } from '../network/whisper-network.js';
import { indexOfLargest, logSumOfExponentials } from './logits.js';

/** What may be decoded, of all the tokens. */
export type DecodingRules = Pick<
  GreedyGeneration,
  'endOfText' | 'noSpeech' | 'suppressed' | 'suppressedAtBegin' | 'timestamps'
>;

const never = Number.NEGATIVE_INFINITY;

/**
 * OpenAI's rules on the next token, in their order (openai/whisper, decoding.py: SuppressBlank, SuppressTokens,
 * ApplyTimestampRules): what is not spoken is never written; timestamps come in pairs, except right before the end, and
 * do not go back; the first token is an early timestamp; and where timestamps together are likelier than any word, one
 * of them it is.
 */
export class LogitsRules {
  constructor(
    private readonly rules: DecodingRules,
    private readonly vocabularySize: number,
  ) {}

  /**
   * Sets the logits of what may not come next to minus infinity.
   * @param logits holds a row of the vocabulary from `offset` on
   * @param tokens decoded so far in this row, a prefix included
   * @param decoded how many of them were decoded, a prefix excluded
   */
  apply(logits: Float32Array, offset: number, tokens: readonly number[], decoded: number): void {
    const { suppressed, suppressedAtBegin, timestamps } = this.rules;
    if (decoded === 0) for (const token of suppressedAtBegin) logits[offset + token] = never;
    for (const token of suppressed) logits[offset + token] = never;
    if (!timestamps) return;
    logits[offset + timestamps.noTimestamps] = never;
    const begin = offset + timestamps.begin;
    const end = offset + this.vocabularySize;
    this.keepPairs(logits, offset, tokens);
    if (tokens.length === 0) {
      logits.fill(never, offset, begin);
      const { maxInitialIndex } = timestamps;
      if (maxInitialIndex !== undefined) logits.fill(never, Math.min(begin + maxInitialIndex + 1, end), end);
    }
    const likeliestText = logits[indexOfLargest(logits, offset, begin)] ?? never;
    if (logSumOfExponentials(logits, begin, end) > likeliestText) logits.fill(never, offset, begin);
  }

  private keepPairs(logits: Float32Array, offset: number, tokens: readonly number[]): void {
    const first = this.rules.timestamps?.begin ?? 0;
    const end = offset + this.vocabularySize;
    const isTimestamp = (token: number | undefined) => token === undefined || token >= first;
    const afterTimestamp = tokens.length > 0 && isTimestamp(tokens.at(-1));
    const afterPair = afterTimestamp && isTimestamp(tokens.at(-2));
    if (afterPair) logits.fill(never, offset + first, end);
    else if (afterTimestamp) logits.fill(never, offset, offset + this.rules.endOfText);
    const last = tokens.findLast(isTimestamp);
    if (last === undefined) return;
    // A timestamp that closes a segment opens the next one too; any other is later than the last, against loops.
    const earliest = afterTimestamp && !afterPair ? last : last + 1;
    logits.fill(never, offset + first, Math.min(offset + earliest, end));
  }
}
