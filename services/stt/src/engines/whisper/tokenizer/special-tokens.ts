import { transcriptionLanguages } from '@parley/contracts';

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

/** OpenAI's vocabularies by size: the id of the end of text, and how many languages have a token. */
const knownVocabularies = new Map([
  [51_864, { endOfText: 50_256, languages: 99, multilingual: false }],
  [51_865, { endOfText: 50_257, languages: 99, multilingual: true }],
  [51_866, { endOfText: 50_257, languages: 100, multilingual: true }],
]);

/** Special tokens of one of OpenAI's vocabularies (openai/whisper, tokenizer.py), or undefined for another size. */
export function knownSpecialTokens(vocabularySize: number): SpecialTokens | undefined {
  const known = knownVocabularies.get(vocabularySize);
  if (!known) return undefined;
  const { endOfText, languages, multilingual } = known;
  const startOfTranscript = endOfText + 1;
  const translate = startOfTranscript + languages + 1;
  const codes = multilingual ? transcriptionLanguages.slice(0, languages) : [];
  return {
    endOfText,
    startOfTranscript,
    translate,
    transcribe: translate + 1,
    startOfLanguageModel: translate + 2,
    startOfPrevious: translate + 3,
    noSpeech: translate + 4,
    noTimestamps: translate + 5,
    timestampBegin: translate + 6,
    languages: new Map(codes.map((code, i) => [code, startOfTranscript + 1 + i])),
  };
}

/**
 * Special tokens of any other vocabulary, by their names.
 * @param idOf id of a token by its text, such as <|endoftext|>
 * @returns the tokens, or the name of one that no Whisper can lack
 */
export function namedSpecialTokens(
  idOf: (name: string) => number | undefined,
  multilingual: boolean,
): SpecialTokens | { missing: string } {
  const endOfText = idOf('<|endoftext|>');
  const startOfTranscript = idOf('<|startoftranscript|>');
  const noTimestamps = idOf('<|notimestamps|>');
  if (endOfText === undefined) return { missing: '<|endoftext|>' };
  if (startOfTranscript === undefined) return { missing: '<|startoftranscript|>' };
  if (noTimestamps === undefined) return { missing: '<|notimestamps|>' };
  const languages = transcriptionLanguages.flatMap((code): [string, number][] => {
    const id = idOf(`<|${code}|>`);
    return id === undefined ? [] : [[code, id]];
  });
  return {
    endOfText,
    startOfTranscript,
    translate: idOf('<|translate|>'),
    transcribe: idOf('<|transcribe|>'),
    startOfLanguageModel: idOf('<|startoflm|>'),
    startOfPrevious: idOf('<|startofprev|>'),
    noSpeech: idOf('<|nospeech|>') ?? idOf('<|nocaptions|>'),
    noTimestamps,
    timestampBegin: idOf('<|0.00|>') ?? noTimestamps + 1,
    languages: new Map(multilingual ? languages : []),
  };
}
