import type { TranscriptionTask } from '@parley/contracts';
import type { WhisperModel } from '../../decoding/decoding-types.js';
import type { EncodedWindows } from '../../network/whisper-network.js';
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
  const { endOfText, noTimestamps } = specialTokens;
  const text = spoken.segments.flatMap(({ tokens }) => tokens.filter((token) => token < endOfText));
  if (!network.align || text.length === 0) return [];
  const start = startSequence(files, spoken);
  const tokens = [...start, noTimestamps, ...text, endOfText];
  const { attention, logits } = await network.align(spoken.encoded, tokens, alignmentHeads, signal);
  const { audioPositions, vocabularySize } = network.dimensions;
  const times = findTokenTimes(
    { attention, heads: alignmentHeads.length, tokens: tokens.length, audioPositions },
    Math.floor(spoken.window.lengthFrames / framesPerPosition),
    start.length,
    tokens.length - 1,
  );
  if (times.length === 0) return [];
  const probabilities = text.map((token, i) => {
    const row = (start.length + i) * vocabularySize;
    return probability(logits.subarray(row, row + endOfText), token);
  });
  const windowStartMs = spoken.window.seekFrames * frameMs;
  let first = 0;
  // The last is the end of text, with a character before it that the text leaves unfinished.
  const words = tokenizer.splitToWordTokens([...text, endOfText], spoken.language).slice(0, -1);
  return words.map(({ word, tokens: own }) => {
    const last = first + own.length;
    const timed = {
      word,
      tokens: own,
      startMs: windowStartMs + (times[first] ?? 0),
      endMs: windowStartMs + (times[last] ?? 0),
      probability: mean(probabilities.slice(first, last)),
    };
    first = last;
    return timed;
  });
}

/** What every transcript begins with: models of one language take the first token only. */
function startSequence(
  { multilingual, specialTokens }: WhisperModel['files'],
  { language, task }: SpokenWindow,
): number[] {
  const { startOfTranscript, languages, transcribe, translate } = specialTokens;
  if (!multilingual) return [startOfTranscript];
  return [startOfTranscript, languages.get(language), task === 'translate' ? translate : transcribe].filter(
    (token) => token !== undefined,
  );
}

/** Of one entry after softmax. */
function probability(logits: Float32Array, index: number): number {
  let highest = -Infinity;
  for (const logit of logits) if (logit > highest) highest = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - highest);
  return Math.exp((logits[index] ?? -Infinity) - highest) / sum;
}

const mean = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
