import { Tokenizer } from '@huggingface/tokenizers';
import type { SpecialTokens } from './special-tokens.js';
import { TextStream } from './text-stream.js';
import { TokenBytes } from './token-bytes.js';
import type { TokenizerFiles } from './tokenizer-files.js';
import { splitAtCharacters, splitAtSpaces, type WordTokens } from './word-tokens.js';

/** Written without spaces: words cannot be told without knowing the language. */
const languagesWithoutSpaces = new Set(['zh', 'ja', 'th', 'lo', 'my', 'yue']);

/**
 * Where GPT-2 cuts a text before pairs are merged. The library's own pattern takes JavaScript's white space, which
 * lacks U+0085 and has U+FEFF, other than the tokenizers that Whisper was trained with.
 */
const cuts =
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\p{White_Space}\\p{L}\\p{N}]+" +
  '|\\p{White_Space}+(?!\\P{White_Space})|\\p{White_Space}+';

/** Whisper's texts as tokens: byte-level BPE. */
export class WhisperTokenizer {
  readonly #tokenizer: Tokenizer;
  readonly #bytes: TokenBytes;
  readonly #utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(
    files: TokenizerFiles,
    readonly specialTokens: SpecialTokens,
  ) {
    this.#tokenizer = new Tokenizer(
      {
        added_tokens: [],
        normalizer: null,
        pre_tokenizer: {
          type: 'Sequence',
          pretokenizers: [
            { type: 'Split', pattern: { Regex: cuts }, behavior: 'Removed', invert: true },
            { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
          ],
        },
        post_processor: null,
        decoder: null,
        model: { type: 'BPE', vocab: files.pieces, merges: files.merges },
      },
      {},
    );
    this.#bytes = new TokenBytes(files.pieces, files.addedTokens, specialTokens);
  }

  /** Text only: special tokens spelled out in a text are letters like any other. */
  encode(text: string): number[] {
    return this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  /** Text without special tokens and timestamps; bytes that are no UTF-8 become U+FFFD. */
  decode(tokens: readonly number[]): string {
    return this.decodeWithTimestamps(tokens.filter((token) => token < this.specialTokens.endOfText));
  }

  /** As `decode`, with timestamps and special tokens written out, such as <|1.08|>. */
  decodeWithTimestamps(tokens: readonly number[]): string {
    return this.#utf8.decode(this.#bytes.join(tokens));
  }

  /**
   * Groups tokens to words: at spaces, or at every character in languages that use none
   * (openai/whisper, tokenizer.py, split_to_word_tokens).
   */
  splitToWordTokens(tokens: readonly number[], language: string): WordTokens[] {
    const characters = splitAtCharacters(tokens, (part) => this.decodeWithTimestamps(part));
    if (languagesWithoutSpaces.has(language)) return characters;
    return splitAtSpaces(characters, this.specialTokens.endOfText);
  }

  /** For tokens that arrive one after the other. */
  textStream(): TextStream {
    return new TextStream(this.#bytes, this.specialTokens);
  }
}
