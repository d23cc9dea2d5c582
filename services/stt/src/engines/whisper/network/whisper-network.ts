/** Sizes of one Whisper, read from its files. */
export interface WhisperDimensions {
  /** 80, or 128 from large-v3 on. */
  melBins: number;
  /** Mel frames of a window, 10 ms each: 3000. */
  windowFrames: number;
  /** Positions of the encoder's output, 20 ms each: 1500. */
  audioPositions: number;
  vocabularySize: number;
  /** Tokens that the decoder can hold, prompt included: 448. */
  textPositions: number;
  decoderLayers: number;
  decoderHeads: number;
  headSize: number;
}

/** The encoder's output for some windows; stays where the network wants it. */
export interface EncodedWindows {
  readonly rows: number;
  /** Some of the rows, in this order; rows may repeat (several samples, or beams, of one window). */
  select(rows: readonly number[]): EncodedWindows;
}

/** Greedy decoding with Whisper's rules (openai/whisper, decoding.py); every row has a prompt of the same length. */
export interface GreedyGeneration {
  prompts: readonly (readonly number[])[];
  /** Where the start-of-transcript token stands in the prompts: the probability of no speech is read there. */
  startOfTranscriptIndex: number;
  maxNewTokens: number;
  endOfText: number;
  /** The token whose probability says that nobody speaks; absent in models that lack it. */
  noSpeech: number | undefined;
  /** Never generated. */
  suppressed: readonly number[];
  /** Not generated first. */
  suppressedAtBegin: readonly number[];
  /** Absent for text without timestamps. */
  timestamps?: {
    noTimestamps: number;
    /** The token of 0.00 s. */
    begin: number;
    /** The first timestamp may be no later than this many steps of 20 ms; absent for no bound. */
    maxInitialIndex?: number;
    /** Generated tokens that the prompt already holds (a prefix), for the rules on pairs. */
    prefixLength: number;
  };
  /** Called with each row's tokens so far, between two stretches of generation. */
  onProgress?: (tokens: readonly (readonly number[])[]) => void;
}

export interface GeneratedRow {
  /** Without prompt and end-of-text. */
  tokens: number[];
  /** Sum of the natural logarithms of the tokens' probabilities after the rules, end-of-text included. */
  sumLogProbability: number;
  /** 0 to 1, of the raw logits at the start-of-transcript token; absent where `noSpeech` is. */
  noSpeechProbability: number | undefined;
}

/** Decoding one token at a time: for sampling, beams, and where generation in one call cannot be had. */
export interface StepDecoder {
  /** Logits after each prompt token: [rows, promptLength, vocabularySize]. */
  readonly promptLogits: Float32Array;
  /** One more token for each row; returns logits [rows, vocabularySize], valid until the next step. */
  step(tokens: readonly number[]): Promise<Float32Array>;
  /** Goes on with these rows, in this order; a row may repeat. */
  reorder(rows: readonly number[]): void;
}

/** A Whisper's two graphs. Nothing here knows of tokens' meaning, texts or times. */
export interface WhisperNetwork {
  readonly dimensions: WhisperDimensions;
  /** Whether `generate` runs inside one graph, and not token by token. */
  readonly generatesInGraph: boolean;
  /**
   * @param mel log-mel spectrograms [rows, melBins, windowFrames]
   * @throws the signal's reason
   */
  encode(mel: Float32Array, rows: number, signal: AbortSignal): Promise<EncodedWindows>;
  /** Opens a decoder on windows, with a prompt of the same length for each. */
  decode(
    windows: EncodedWindows,
    prompts: readonly (readonly number[])[],
    signal: AbortSignal,
  ): Promise<StepDecoder>;
  /** Greedy decoding inside one graph, in stretches; absent where the graph could not be made. */
  generate?(
    windows: EncodedWindows,
    generation: GreedyGeneration,
    signal: AbortSignal,
  ): Promise<GeneratedRow[]>;
  /**
   * Cross-attention of one window over given tokens, after softmax; absent where the export does not give it.
   * @param heads pairs of layer and head
   * @returns [heads, tokens, audioPositions]
   */
  align?(
    window: EncodedWindows,
    tokens: readonly number[],
    heads: readonly (readonly [layer: number, head: number])[],
    signal: AbortSignal,
  ): Promise<{ attention: Float32Array; logits: Float32Array }>;
  release(): Promise<void>;
}
