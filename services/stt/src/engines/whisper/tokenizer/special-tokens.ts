/** Ids of the tokens that steer a Whisper; absent ones are missing from the model's vocabulary. */
export interface SpecialTokens {
  /** Ends a text; every id from here on is a special token or a timestamp. */
  endOfText: number;
  startOfTranscript: number;
  transcribe: number | undefined;
  translate: number | undefined;
  startOfLanguageModel: number | undefined;
  /** Opens the text that came before. */
  startOfPrevious: number | undefined;
  /** Its probability at the start of the transcript says that nobody speaks. */
  noSpeech: number | undefined;
  noTimestamps: number;
  /** The token of 0.00 s; each further one is 20 ms later. */
  timestampBegin: number;
  /** Token of each language by Whisper's code, in the vocabulary's order; empty where the model knows one language. */
  languages: ReadonlyMap<string, number>;
}
