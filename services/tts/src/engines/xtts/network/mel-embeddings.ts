import type { GptSequence } from './gpt-generator.js';

/** What is looked up outside the GPT, row by row. */
export interface EmbeddingTables {
  /** [tokens, width] */
  tokens: Float32Array;
  /** [positions, width] */
  positions: Float32Array;
}

/** Adds the embedding of a token at a position to `target`, from `offset` on. */
export function embed(
  { tokens, positions }: EmbeddingTables,
  token: number,
  position: number,
  width: number,
  target: Float32Array,
  offset: number,
): void {
  for (let i = 0; i < width; i++) {
    target[offset + i] = (tokens[token * width + i] ?? 0) + (positions[position * width + i] ?? 0);
  }
}

/** The embedding of each sequence's last token, [rows, width]: the start token has position 0, the first drawn one 1. */
export function lastTokenEmbeddings(
  rows: readonly Pick<GptSequence, 'tokens'>[],
  tables: EmbeddingTables,
  width: number,
): Float32Array {
  const embeddings = new Float32Array(rows.length * width);
  rows.forEach(({ tokens }, row) =>
    embed(tables, tokens.at(-1) ?? 0, tokens.length, width, embeddings, row * width),
  );
  return embeddings;
}
