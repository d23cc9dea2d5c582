/** How tokens are drawn; `topK` 1 takes the likeliest. */
export interface Sampling {
  /** Above 0. */
  temperature: number;
  /** At least 1. */
  topK: number;
  /** 0 to 1. */
  topP: number;
  /** 1 is none. */
  repetitionPenalty: number;
}

/** Audio tokens that are being generated for one text: a row of a batch. */
export interface GptSequence {
  /** Embeddings of the conditioning, the text and the start token, [positions, width]. */
  readonly prompt: Float32Array;
  readonly sampling: Sampling;
  /** Drawn once for each token: from 0 to under 1. */
  readonly uniform: () => number;
  /** Tokens at most, the stop token included. */
  readonly maxTokens: number;
  /** Tokens so far, with the stop token once it came. */
  readonly tokens: number[];
  /** What the GPT remembers; the generator's own. */
  memory?: object;
}

/** What a stretch of generation brought for one row. */
export interface GeneratedStretch {
  /** Ends with the stop token where it came. */
  tokens: number[];
  /** [tokens, width]: of each token, the latent that predicted it. */
  latents: Float32Array;
}

/** The GPT, with the drawing of tokens. */
export interface GptGenerator {
  /** Rows of one stretch at most. */
  readonly maxRows: number;
  /**
   * Up to so many further tokens for each of these rows, which are not finished. A row that has none yet comes alone.
   * Tokens are added to the rows.
   */
  generate(rows: readonly GptSequence[], turns: number): Promise<GeneratedStretch[]>;
  release(): Promise<void>;
}
