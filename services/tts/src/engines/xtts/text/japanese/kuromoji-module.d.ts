/** The part of kuromoji that is used here; the package ships no types. */
declare module 'kuromoji' {
  export interface Token {
    surface_form: string;
    word_type: 'KNOWN' | 'UNKNOWN';
    pos: string;
    pos_detail_1: string;
    pos_detail_2: string;
    basic_form: string;
    /** Katakana; absent from unknown words. */
    reading?: string;
    /** Katakana as spoken; absent from unknown words. */
    pronunciation?: string;
  }

  export interface Tokenizer {
    tokenize(text: string): Token[];
  }

  const kuromoji: {
    builder(options: { dicPath: string }): {
      build(done: (error: Error | null, tokenizer: Tokenizer) => void): void;
    };
  };
  export default kuromoji;
}
