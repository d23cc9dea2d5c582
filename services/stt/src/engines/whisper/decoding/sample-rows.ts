import type { SearchOptions } from './decoding-types.js';
import { drawIndex, indexOfLargest, logSumOfExponentials } from './logits.js';
import { LogitsRules } from './logits-rules.js';
import { firstTokenOffset, noSpeechProbabilities } from './prompt-logits.js';
import { randomNumbers } from './random-numbers.js';
import { likeliestHypothesis } from './rank.js';
import type { DecodedRow, Hypothesis, RowGroup, RowPlan } from './row-plan.js';

/** Which token comes next, by logits after the rules; -1 where none can. */
type ChooseToken = (logits: Float32Array, start: number, end: number) => number;

/**
 * Decodes rows token by token: always the likeliest at temperature 0, otherwise drawn at random, of `bestOf` samples the
 * likeliest (openai/whisper, decoding.py, GreedyDecoder).
 * @throws the signal's reason
 */
export async function sampleRows(
  { network, windows, plans }: RowGroup,
  { temperature, bestOf = 1, lengthPenalty, seed = 0, onProgress }: SearchOptions,
  signal: AbortSignal,
): Promise<DecodedRow[]> {
  const size = network.dimensions.vocabularySize;
  const samples = temperature > 0 ? bestOf : 1;
  const prompts = plans.map(({ prompt }) => prompt.tokens);
  const decoder = await network.decode(windows, prompts, signal);
  const noSpeech = noSpeechProbabilities(decoder, plans, size);
  const choices = Array.from({ length: samples }, () => chooserAt(temperature, size));
  const sequences = plans.flatMap((plan, row) =>
    choices.map((choice, sample) => new Sequence(plan, row, size, choice(seed * samples + sample))),
  );
  for (const sequence of sequences) {
    sequence.extend(decoder.promptLogits, firstTokenOffset(sequence.plan, sequence.row, size));
  }
  if (samples > 1) decoder.reorder(sequences.map(({ row }) => row));
  let running = sequences;
  for (;;) {
    const unfinished = running.filter(({ ended }) => !ended);
    if (unfinished.length === 0) break;
    // Leaving rows out copies the others' caches, so it is done when it halves the work.
    if (unfinished.length <= running.length / 2) {
      decoder.reorder(unfinished.map((sequence) => running.indexOf(sequence)));
      running = unfinished;
    }
    signal.throwIfAborted();
    const logits = await decoder.step(running.map(({ lastToken }) => lastToken));
    running.forEach((sequence, row) => {
      if (sequence.ended) return;
      sequence.extend(logits, row * size);
      if (samples === 1) onProgress?.(sequence.row, sequence.tokens);
    });
  }
  return plans.map((_, row) => {
    const own = sequences.filter((sequence) => sequence.row === row).map((sequence) => sequence.hypothesis);
    return { ...likeliestHypothesis(own, lengthPenalty), noSpeechProbability: noSpeech[row] };
  });
}

/** Makes choosers for a seed. */
function chooserAt(temperature: number, vocabularySize: number): (seed: number) => ChooseToken {
  if (temperature === 0) return () => indexOfLargest;
  const weights = new Float64Array(vocabularySize);
  return (seed) => {
    const next = randomNumbers(seed);
    return (logits, start, end) => drawIndex(logits, start, end, temperature, next(), weights);
  };
}

/** One sample of one row. */
class Sequence {
  /** Prefix included. */
  readonly tokens: number[];
  ended = false;
  #sumLogProbability = 0;
  readonly #rules: LogitsRules;

  constructor(
    readonly plan: RowPlan,
    readonly row: number,
    private readonly vocabularySize: number,
    private readonly choose: ChooseToken,
  ) {
    this.tokens = [...plan.prompt.prefix];
    this.#rules = new LogitsRules(plan.rules, vocabularySize);
  }

  get #decoded(): number {
    return this.tokens.length - this.plan.prompt.prefix.length;
  }

  get lastToken(): number {
    const { endOfText } = this.plan.rules;
    return this.ended ? endOfText : (this.tokens.at(-1) ?? endOfText);
  }

  get hypothesis(): Hypothesis {
    return {
      tokens: this.tokens.slice(this.plan.prompt.prefix.length),
      sumLogProbability: this.#sumLogProbability,
    };
  }

  /** Applies the rules to a row of logits, in place, and takes the next token. */
  extend(logits: Float32Array, offset: number): void {
    const end = offset + this.vocabularySize;
    this.#rules.apply(logits, offset, this.tokens, this.#decoded);
    const chosen = this.choose(logits, offset, end);
    const logit = logits[chosen] ?? Number.NEGATIVE_INFINITY;
    this.#sumLogProbability +=
      chosen === -1 ? Number.NEGATIVE_INFINITY : logit - logSumOfExponentials(logits, offset, end);
    if (chosen === -1 || chosen - offset === this.plan.rules.endOfText) {
      this.ended = true;
      return;
    }
    this.tokens.push(chosen - offset);
    this.ended = this.#decoded >= this.plan.maxNewTokens;
  }
}
