import type { TranscriptSegment } from '@parley/contracts';
import type { DecodedWindow } from '../decoding/decoding-types.js';
import type { WhisperFiles } from '../model/whisper-files.js';
import type { Window, WindowSegment } from './segments.js';

/** A segment with its text, and what is known of its window. */
export interface TranscribedSegment extends WindowSegment {
  /** Where its window began, in mel frames. */
  seekFrames: number;
  /** With the space before it, where the language writes one. */
  text: string;
  decoded: DecodedWindow;
}

/** Segments with their texts; those without text, or of no length, are left out (openai/whisper empties them). */
export function toTranscribedSegments(
  segments: readonly WindowSegment[],
  { seekFrames }: Window,
  decoded: DecodedWindow,
  { tokenizer, specialTokens }: WhisperFiles,
): TranscribedSegment[] {
  return segments
    .map((segment) => {
      const text = tokenizer.decode(segment.tokens.filter((token) => token < specialTokens.endOfText));
      return { ...segment, seekFrames, text, decoded };
    })
    .filter(({ startMs, endMs, text }) => startMs !== endMs && text.trim() !== '');
}

/** As clients see it; what a model hears after the end of the audio ends with it. */
export function toTranscriptSegment(segment: TranscribedSegment, audioMs: number): TranscriptSegment {
  const { text, tokens, words, decoded } = segment;
  const within = ({ startMs, endMs }: { startMs: number; endMs: number }) => ({
    startMs: Math.min(startMs, audioMs),
    endMs: Math.min(endMs, audioMs),
  });
  const { temperature, averageLogProbability, compressionRatio, noSpeechProbability } = decoded;
  return {
    text: text.trim(),
    ...within(segment),
    ...(words && {
      words: words.map((word) => ({
        word: word.word.trim(),
        ...within(word),
        confidence: Math.min(1, word.probability),
      })),
    }),
    decoding: {
      tokens: [...tokens],
      temperature,
      averageLogProbability,
      compressionRatio,
      ...(noSpeechProbability !== undefined && { noSpeechProbability }),
    },
  };
}

/** How sure a model is of some segments, 0 to 1: the mean probability of their tokens, by their number. */
export function confidenceOf(segments: readonly TranscribedSegment[]): number | undefined {
  const tokens = segments.reduce((sum, segment) => sum + segment.tokens.length, 0);
  if (tokens === 0) return undefined;
  const weighted = segments.reduce(
    (sum, { tokens: own, decoded }) => sum + own.length * decoded.averageLogProbability,
    0,
  );
  return Math.min(1, Math.exp(weighted / tokens));
}
