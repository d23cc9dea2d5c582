import type { SpecialTokens } from './special-tokens.js';

/** A word and the tokens that spell it. */
export interface WordTokens {
  /** With its leading space, where it has one. */
  word: string;
  tokens: number[];
}

/** Turns tokens that arrive one after the other into text, and never shows half a character. */
export interface TextStream {
  /** The text that these tokens complete; timestamps and special tokens are skipped. */
  push(tokens: readonly number[]): string;
  /** What is left: an unfinished character becomes U+FFFD. */
  end(): string;
}

/** Whisper's texts as tokens: byte-level BPE. */
export interface WhisperTokenizer {
  readonly specialTokens: SpecialTokens;
  /** Text only: special tokens spelled out in a text are letters like any other. */
  encode(text: string): number[];
  /** Text without special tokens and timestamps; bytes that are no UTF-8 become U+FFFD. */
  decode(tokens: readonly number[]): string;
  /** As `decode`, with timestamps and special tokens written out, such as <|1.08|>. */
  decodeWithTimestamps(tokens: readonly number[]): string;
  /**
   * Groups tokens to words: at spaces, or at every character in languages that use none
   * (openai/whisper, tokenizer.py, split_to_word_tokens).
   */
  splitToWordTokens(tokens: readonly number[], language: string): WordTokens[];
  textStream(): TextStream;
}
