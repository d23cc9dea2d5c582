import type { SearchOptions } from './decoding-types.js';
import { largestIndices, logSumOfExponentials } from './logits.js';
import { LogitsRules } from './logits-rules.js';
import { firstTokenOffset, noSpeechProbabilities } from './prompt-logits.js';
import { likeliestHypothesis } from './rank.js';
import type { DecodedRow, Hypothesis, RowGroup, RowPlan } from './row-plan.js';

/** A text that is still growing. */
interface Beam {
  /** Prefix included. */
  tokens: readonly number[];
  sumLogProbability: number;
  /** The decoder's row that it comes from. */
  source: number;
}

/**
 * Decodes rows by keeping the likeliest beginnings of each (openai/whisper, decoding.py, BeamSearchDecoder).
 * @throws the signal's reason
 */
export async function searchBeams(
  { network, windows, plans }: RowGroup,
  { beamSize = 1, patience = 1, lengthPenalty }: SearchOptions,
  signal: AbortSignal,
): Promise<DecodedRow[]> {
  const size = network.dimensions.vocabularySize;
  const prompts = plans.map(({ prompt }) => prompt.tokens);
  const decoder = await network.decode(windows, prompts, signal);
  const noSpeech = noSpeechProbabilities(decoder, plans, size);
  const wanted = Math.max(1, Math.round(beamSize * patience));
  const searches = plans.map((plan) => new WindowSearch(plan, size, beamSize, wanted));
  searches.forEach((search, row) => {
    const offset = firstTokenOffset(search.plan, row, size);
    search.extend(decoder.promptLogits, [{ row, offset }]);
  });
  for (;;) {
    const running = searches.filter(({ ended }) => !ended);
    if (running.length === 0) break;
    const beams = running.flatMap((search) => search.beams);
    decoder.reorder(beams.map(({ source }) => source));
    signal.throwIfAborted();
    const logits = await decoder.step(beams.map(({ tokens }) => tokens.at(-1) ?? 0));
    let row = 0;
    for (const search of running) {
      const rows = search.beams.map((_, index) => ({ row: row + index, offset: (row + index) * size }));
      row += rows.length;
      search.extend(logits, rows);
    }
  }
  return searches.map((search, row) => ({
    ...likeliestHypothesis(search.hypotheses(), lengthPenalty),
    noSpeechProbability: noSpeech[row],
  }));
}

/** The beams of one window. */
class WindowSearch {
  beams: Beam[];
  readonly #finished: Hypothesis[] = [];
  readonly #rules: LogitsRules;
  #decoded = 0;

  constructor(
    readonly plan: RowPlan,
    private readonly vocabularySize: number,
    private readonly beamSize: number,
    private readonly finishedWanted: number,
  ) {
    this.#rules = new LogitsRules(plan.rules, vocabularySize);
    this.beams = [{ tokens: plan.prompt.prefix, sumLogProbability: 0, source: 0 }];
  }

  get ended(): boolean {
    return (
      this.#finished.length >= this.finishedWanted ||
      this.#decoded >= this.plan.maxNewTokens ||
      this.beams.length === 0
    );
  }

  /**
   * Takes the next token of every beam.
   * @param rows for each beam, its row in the decoder and where its logits begin; the rules are applied to them in place
   */
  extend(logits: Float32Array, rows: readonly { row: number; offset: number }[]): void {
    const candidates = this.beams
      .flatMap((beam, index) => {
        const { row = 0, offset = 0 } = rows[index] ?? {};
        return this.#continuations(beam, logits, offset, row);
      })
      .toSorted((a, b) => b.sumLogProbability - a.sumLogProbability);
    const next: Beam[] = [];
    for (const candidate of candidates) {
      if (candidate.tokens.at(-1) !== this.plan.rules.endOfText) next.push(candidate);
      else if (this.#finished.length < this.finishedWanted)
        this.#finished.push(this.#hypothesis(candidate, -1));
      if (next.length === this.beamSize) break;
    }
    this.beams = next;
    this.#decoded++;
  }

  #continuations(beam: Beam, logits: Float32Array, offset: number, source: number): Beam[] {
    const end = offset + this.vocabularySize;
    this.#rules.apply(logits, offset, beam.tokens, this.#decoded);
    const likeliest = largestIndices(logits, offset, end, this.beamSize + 1);
    const sum = logSumOfExponentials(logits, offset, end, likeliest[0] ?? -1);
    return likeliest.map((index) => ({
      tokens: [...beam.tokens, index - offset],
      sumLogProbability: beam.sumLogProbability + (logits[index] ?? 0) - sum,
      source,
    }));
  }

  #hypothesis({ tokens, sumLogProbability }: Beam, end?: number): Hypothesis {
    return { tokens: tokens.slice(this.plan.prompt.prefix.length, end), sumLogProbability };
  }

  /** What has ended, and the likeliest of what has not, up to the beam size. */
  hypotheses(): Hypothesis[] {
    const missing = Math.max(0, this.beamSize - this.#finished.length);
    const found = [...this.#finished, ...this.beams.slice(0, missing).map((beam) => this.#hypothesis(beam))];
    return found.length > 0 ? found : [{ tokens: [], sumLogProbability: Number.NEGATIVE_INFINITY }];
  }
}
