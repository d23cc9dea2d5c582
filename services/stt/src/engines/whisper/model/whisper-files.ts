import { nonSpeechTokens } from '../tokenizer/non-speech-tokens.js';
import { knownSpecialTokens, namedSpecialTokens, type SpecialTokens } from '../tokenizer/special-tokens.js';
import { readTokenizerFiles, type TokenizerFiles } from '../tokenizer/tokenizer-files.js';
import { WhisperTokenizer } from '../tokenizer/whisper-tokenizer.js';
import { alignmentHeads, type AttentionHead } from './alignment-heads.js';
import { invalidModelFile, missingModelFile, readModelJson } from '@parley/inference/model-folder';
import {
  configSchema,
  type GenerationConfig,
  generationConfigSchema,
  preprocessorConfigSchema,
} from './whisper-config.js';

/** What a Whisper's small files say: everything but the network. */
export interface WhisperFiles {
  /** Whether the model knows several languages, and translates. */
  multilingual: boolean;
  /** Whisper's codes, in the vocabulary's order; `en` alone for models of one language. */
  languages: readonly string[];
  specialTokens: SpecialTokens;
  tokenizer: WhisperTokenizer;
  /** Cross-attention heads that follow the audio, for the times of words. */
  alignmentHeads: readonly AttentionHead[];
  /** Never decoded: signs that nobody speaks, and special tokens. */
  suppressedTokens: readonly number[];
  /** Not decoded first: a space alone, and the end. */
  suppressedAtBegin: readonly number[];
}

/**
 * Reads config.json, generation_config.json, preprocessor_config.json and the tokenizer's files of a model folder, in
 * the layout of Hugging Face's exports. What OpenAI's code knows of its own models (special tokens, alignment heads,
 * suppressed tokens) goes before what the files say of them, which is wrong in some.
 * @throws ParleyError `model_files_missing`, `model_files_invalid`, naming the file and the field
 */
export function readWhisperFiles(directory: string): WhisperFiles {
  const config = readModelJson(directory, 'config.json', configSchema);
  if (!config) throw missingModelFile(directory, 'config.json');
  const generation = readModelJson(directory, 'generation_config.json', generationConfigSchema) ?? {};
  checkPreprocessor(directory, config.num_mel_bins);
  const tokenizerFiles = readTokenizerFiles(directory);
  const known = knownSpecialTokens(config.vocab_size);
  const specialTokens = known ?? specialTokensByName(generation, tokenizerFiles);
  const tokenizer = new WhisperTokenizer(tokenizerFiles, specialTokens);
  const languages = [...specialTokens.languages.keys()];
  const shape = {
    decoderLayers: config.decoder_layers,
    decoderHeads: config.decoder_attention_heads,
    vocabularySize: config.vocab_size,
    name: config._name_or_path ?? '',
  };
  return {
    multilingual: languages.length > 0,
    languages: languages.length > 0 ? languages : ['en'],
    specialTokens,
    tokenizer,
    alignmentHeads: alignmentHeads(shape, generation.alignment_heads ?? undefined),
    suppressedTokens: (known ? undefined : generation.suppress_tokens) ?? suppressedTokens(tokenizer),
    suppressedAtBegin: (known ? undefined : generation.begin_suppress_tokens) ?? [
      ...tokenizer.encode(' '),
      specialTokens.endOfText,
    ],
  };
}

function checkPreprocessor(directory: string, melBins: number): void {
  const file = 'preprocessor_config.json';
  const preprocessor = readModelJson(directory, file, preprocessorConfigSchema);
  const bins = preprocessor?.feature_size ?? melBins;
  if (bins !== melBins) {
    throw invalidModelFile(
      file,
      `says feature_size ${bins}, but config.json says num_mel_bins ${melBins}: they are of different models`,
    );
  }
}

function specialTokensByName(generation: GenerationConfig, { addedTokens }: TokenizerFiles): SpecialTokens {
  const configured = new Map([
    ...Object.entries(generation.lang_to_id ?? {}),
    ...Object.entries(generation.task_to_id ?? {}).map(([task, id]): [string, number] => [`<|${task}|>`, id]),
    ...(typeof generation.no_timestamps_token_id === 'number'
      ? [['<|notimestamps|>', generation.no_timestamps_token_id] as const]
      : []),
  ]);
  const multilingual = generation.is_multilingual ?? configured.size > 1;
  const named = namedSpecialTokens((name) => addedTokens.get(name) ?? configured.get(name), multilingual);
  if ('missing' in named)
    throw invalidModelFile('tokenizer.json', `has no token ${named.missing}: it is no Whisper's`);
  return named;
}

/** What openai/whisper suppresses by default (decoding.py, _get_suppress_tokens). */
function suppressedTokens(tokenizer: WhisperTokenizer): number[] {
  const suppressed = [
    ...nonSpeechTokens((text) => tokenizer.encode(text)),
    ...neverSpoken(tokenizer.specialTokens),
  ];
  return [...new Set(suppressed)].toSorted((a, b) => a - b);
}

/** Special tokens that no text holds. */
export function neverSpoken(special: SpecialTokens): number[] {
  return [
    special.transcribe,
    special.translate,
    special.startOfTranscript,
    special.startOfPrevious,
    special.startOfLanguageModel,
    special.noSpeech,
  ].filter((token) => token !== undefined);
}
