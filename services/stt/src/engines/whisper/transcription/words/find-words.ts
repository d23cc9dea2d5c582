import type { TranscriptionTask } from '@parley/contracts';
import type { WhisperModel } from '../../decoding/decoding-types.js';
import { logSumOfExponentials } from '../../decoding/logits.js';
import { composePrompt } from '../../decoding/prompt.js';
import type { EncodedWindows } from '../../network/whisper-network.js';
import type { WordTokens } from '../../tokenizer/word-tokens.js';
import { frameMs, type TimedWord, type Window, type WindowSegment } from '../segments.js';
import { findTokenTimes } from './token-times.js';

const framesPerPosition = 2;

export interface SpokenWindow {
  /** The one window. */
  encoded: EncodedWindows;
  window: Window;
  segments: readonly WindowSegment[];
  language: string;
  task: TranscriptionTask;
}

/**
 * The words of a window's segments and when they are spoken, on the recording's clock, by the decoder's attention to
 * the audio (openai/whisper, timing.py, find_alignment). None where the network does not give its attention.
 * @throws the signal's reason
 */
export async function findWords(
  { network, files }: WhisperModel,
  spoken: SpokenWindow,
  signal: AbortSignal,
): Promise<TimedWord[]> {
  const { specialTokens, tokenizer, alignmentHeads } = files;
  const { endOfText } = specialTokens;
  const text = spoken.segments.flatMap(({ tokens }) => tokens.filter((token) => token < endOfText));
  if (!network.align || text.length === 0) return [];
  const { audioPositions, textPositions, vocabularySize } = network.dimensions;
  const wanted = { task: spoken.task, timestamps: false };
  const prompt = composePrompt(wanted, spoken.language, files, textPositions).tokens;
  const tokens = [...prompt, ...text, endOfText];
  const { attention, logits } = await network.align(spoken.encoded, tokens, alignmentHeads, signal);
  const times = findTokenTimes(
    { attention, heads: alignmentHeads.length, tokens: tokens.length, audioPositions },
    Math.floor(spoken.window.lengthFrames / framesPerPosition),
    prompt.length - 1,
    tokens.length - 1,
  );
  if (times.length === 0) return [];
  const probabilities = text.map((token, i) => {
    const row = (prompt.length - 1 + i) * vocabularySize;
    return Math.exp((logits[row + token] ?? 0) - logSumOfExponentials(logits, row, row + endOfText));
  });
  // The last is the end of text, with a character before it that the text leaves unfinished.
  const words = tokenizer.splitToWordTokens([...text, endOfText], spoken.language).slice(0, -1);
  return toTimedWords(words, times, probabilities, spoken.window.seekFrames * frameMs);
}

/**
 * @param times of each token and of the end, in milliseconds from the window's start
 * @param probabilities of each token
 */
function toTimedWords(
  words: readonly WordTokens[],
  times: readonly number[],
  probabilities: readonly number[],
  windowStartMs: number,
): TimedWord[] {
  let first = 0;
  return words.map(({ word, tokens }) => {
    const last = first + tokens.length;
    const timed = {
      word,
      tokens,
      startMs: windowStartMs + (times[first] ?? 0),
      endMs: windowStartMs + (times[last] ?? 0),
      probability: mean(probabilities.slice(first, last)),
    };
    first = last;
    return timed;
  });
}

const mean = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
