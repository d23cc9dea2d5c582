import type { TranscriptionTask } from '@parley/contracts';
import type { WhisperFiles } from '../model/whisper-files.js';
import type { WhisperNetwork } from '../network/whisper-network.js';

/** A network and what its tokens mean. */
export interface WhisperModel {
  network: WhisperNetwork;
  files: WhisperFiles;
}

/** What is wanted of one window. */
export interface DecodingRequest {
  task: TranscriptionTask;
  /** Whisper's code; absent where the model shall listen for itself. Models of one language do not look at it. */
  language?: string;
  /**
   * Tokens of the text before, special tokens excluded; the last 223 (half the decoder, less one) are used, and fewer
   * beside hot words and a prefix.
   */
  previousTokens?: readonly number[];
  /** How the text begins; the decoded tokens and text begin with it. */
  prefix?: string;
  /** Words to expect; without effect beside a prefix. */
  hotwords?: string;
  /** Tokens that are never written beside the special ones; -1, as where absent: the signs that nobody speaks. */
  suppressTokens?: readonly number[];
  /** Whether the text carries times; yes where absent. */
  timestamps?: boolean;
  /** The first timestamp is no later than this, in seconds; 1 where absent, as openai/whisper, `null` for no bound. */
  maxInitialTimestampSeconds?: number | null;
  /** Tokens to decode at most, 224 (half the decoder) where absent. */
  maxNewTokens?: number;
}

/** How tokens are chosen; names and meaning as openai/whisper's DecodingOptions. */
export interface SearchOptions {
  /** 0 takes the likeliest token; above, tokens are drawn at random, the more so the higher. */
  temperature: number;
  /** Hypotheses kept at temperature 0; 1, which is greedy, where absent. */
  beamSize?: number;
  /** Finished hypotheses wanted, as a multiple of the beam size (arXiv 2204.05424); 1 where absent. */
  patience?: number;
  /** Samples drawn at a temperature above 0, of which the likeliest is taken; 1 where absent. */
  bestOf?: number;
  /** Exponent of Google NMT's length penalty, 0 to 1; where absent, hypotheses are ranked by their mean. */
  lengthPenalty?: number;
  /** Same seed, same samples, whatever the neighbours in the batch; 0 where absent. */
  seed?: number;
  /**
   * Called between steps with the tokens of one request so far, prefix included; greedy decoding only.
   * @param row index of the request
   */
  onProgress?: (row: number, tokens: readonly number[]) => void;
}

/** Which temperatures are tried, and when a text is good enough; defaults as openai/whisper's transcribe. */
export interface FallbackOptions extends Omit<SearchOptions, 'temperature'> {
  /** Tried in turn; 0 0.2 0.4 0.6 0.8 1 where absent. */
  temperatures?: readonly number[];
  /** A text that compresses better than this repeats itself; 2.4 where absent, `null` for no bound. */
  compressionRatioThreshold?: number | null;
  /** A text less probable than this has failed; -1 where absent, `null` for no bound. */
  logProbabilityThreshold?: number | null;
  /** An improbable text with a higher probability of no speech is silence, and stands; 0.6 where absent. */
  noSpeechThreshold?: number | null;
  /** Called as soon as a request's text stands, while others may be tried again; `row` is the request's index. */
  onDecoded?: (row: number, decoded: DecodedWindow) => void | Promise<void>;
  /** Whether anybody still waits for a request: others are not tried again. */
  isWanted?: (row: number) => boolean;
}

/** The text of one window. */
export interface DecodedWindow {
  /** Text tokens and timestamps, end of text excluded; with a prefix, they begin with <|0.00|> and the prefix. */
  tokens: number[];
  /** Without timestamps, trimmed. */
  text: string;
  /** Whisper's code, given or heard. */
  language: string;
  /** Mean natural logarithm of the probabilities of the tokens decoded, end of text counted. */
  averageLogProbability: number;
  /** 0 to 1; absent where the model has no such token. */
  noSpeechProbability: number | undefined;
  /** The last temperature tried. */
  temperature: number;
  compressionRatio: number;
}

/** What language a window is in. */
export interface DetectedLanguage {
  /** The likeliest, as Whisper's code. */
  language: string;
  /** Of every language the model knows, adding up to 1. */
  probabilities: ReadonlyMap<string, number>;
}
