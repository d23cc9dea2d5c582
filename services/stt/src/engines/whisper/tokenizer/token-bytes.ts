import { bytesOfPiece } from './byte-pieces.js';
import type { SpecialTokens } from './special-tokens.js';

const timestampSeconds = 0.02;

/** The bytes of every token. */
export class TokenBytes {
  readonly #pieces: string[] = [];
  /** Filled as tokens are asked for. */
  readonly #bytes: Uint8Array[] = [];

  /**
   * @param pieces ids of the byte-level pieces
   * @param addedTokens ids of the tokens that are written as they are
   */
  constructor(
    pieces: Readonly<Record<string, number>>,
    addedTokens: ReadonlyMap<string, number>,
    private readonly specialTokens: SpecialTokens,
  ) {
    for (const [piece, id] of Object.entries(pieces)) this.#pieces[id] = piece;
    for (const [content, id] of addedTokens) this.#bytes[id] = new TextEncoder().encode(content);
  }

  of(token: number): Uint8Array {
    const { timestampBegin } = this.specialTokens;
    if (token < timestampBegin) return (this.#bytes[token] ??= bytesOfPiece(this.#pieces[token] ?? ''));
    const seconds = (token - timestampBegin) * timestampSeconds;
    return new TextEncoder().encode(`<|${seconds.toFixed(2)}|>`);
  }

  join(tokens: readonly number[]): Uint8Array {
    return Buffer.concat(tokens.map((token) => this.of(token)));
  }
}
