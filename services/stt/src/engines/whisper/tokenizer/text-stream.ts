import type { SpecialTokens } from './special-tokens.js';
import type { TokenBytes } from './token-bytes.js';

/** Turns tokens that arrive one after the other into text, and never shows half a character. */
export class TextStream {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(
    private readonly bytes: TokenBytes,
    private readonly specialTokens: SpecialTokens,
  ) {}

  /** The text that these tokens complete; timestamps and special tokens are skipped. */
  push(tokens: readonly number[]): string {
    const text = tokens.filter((token) => token < this.specialTokens.endOfText);
    return this.#decoder.decode(this.bytes.join(text), { stream: true });
  }

  /** What is left: an unfinished character becomes U+FFFD. */
  end(): string {
    return this.#decoder.decode();
  }
}
