import type { VocabularyFile } from './vocabulary-file.js';

/**
 * Words and runs of other signs: the pre-tokenizer `Whitespace` of Hugging Face's tokenizers, `\w+|[^\w\s]+` with the
 * classes of Rust's regex crate, which are Unicode's (UTS #18, Annex C).
 */
const word = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}`;
const wordsAndSigns = new RegExp(String.raw`[${word}]+|[^${word}\p{White_Space}]+`, 'gu');

interface Merge {
  /** Lower ones are merged first. */
  rank: number;
  merged: string;
}

/** Text to ids by a vocabulary of characters and merges, with added tokens that are taken whole. */
export class BytePairEncoding {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #merges = new Map<string, Map<string, Merge>>();
  readonly #added: ReadonlyMap<string, number>;
  readonly #addedPattern: RegExp;
  readonly #unknown: number;

  constructor({ added_tokens, model }: VocabularyFile) {
    this.#ids = new Map(Object.entries(model.vocab));
    this.#added = new Map(added_tokens.map(({ content, id }) => [content, id]));
    this.#unknown = this.#added.get(model.unk_token) ?? this.#ids.get(model.unk_token) ?? 0;
    for (const [rank, [left, right]] of model.merges.entries()) {
      const withLeft = this.#merges.get(left) ?? new Map<string, Merge>();
      this.#merges.set(left, withLeft.set(right, { rank, merged: left + right }));
    }
    // The longest first: of two that begin at the same place, the longer is meant.
    const contents = [...this.#added.keys()].toSorted((a, b) => b.length - a.length);
    this.#addedPattern = new RegExp(`(${contents.map(escapeForPattern).join('|')})`, 'u');
  }

  /** Id of an added token such as [en], or undefined. */
  addedToken(content: string): number | undefined {
    return this.#added.get(content);
  }

  encode(text: string): number[] {
    const ids: number[] = [];
    for (const part of text.split(this.#addedPattern)) {
      const added = this.#added.get(part);
      if (added !== undefined) ids.push(added);
      else for (const [piece] of part.matchAll(wordsAndSigns)) ids.push(...this.#encodeWord(piece));
    }
    return ids;
  }

  /** Of the pairs with the lowest rank the leftmost is merged, until there is none. */
  #encodeWord(piece: string): number[] {
    const symbols = [...piece];
    // The merge of each symbol with the next.
    const merges = symbols.map((_, index) => this.#mergeAt(symbols, index));
    for (let best = lowestRank(merges); best !== undefined; best = lowestRank(merges)) {
      symbols.splice(best, 2, merges[best]?.merged ?? '');
      merges.splice(best, 2, this.#mergeAt(symbols, best));
      if (best > 0) merges[best - 1] = this.#mergeAt(symbols, best - 1);
    }
    return symbols.map((symbol) => this.#ids.get(symbol) ?? this.#unknown);
  }

  #mergeAt(symbols: readonly string[], index: number): Merge | undefined {
    return this.#merges.get(symbols[index] ?? '')?.get(symbols[index + 1] ?? '');
  }
}

function lowestRank(merges: readonly (Merge | undefined)[]): number | undefined {
  let [lowest, at] = [Infinity, -1];
  for (let index = 0; index < merges.length; index++) {
    const rank = merges[index]?.rank ?? Infinity;
    if (rank < lowest) [lowest, at] = [rank, index];
  }
  return at === -1 ? undefined : at;
}

const escapeForPattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
