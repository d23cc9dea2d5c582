import type { WhisperFiles } from '../../model/whisper-files.js';
import type { TranscribedSegment } from '../transcribed-segment.js';
import { isKnownHallucination } from './known-phrases.js';
import { findLoops, type TextRange } from './repetition.js';

/** A text that compresses better than this is searched for loops (the ratio at which decoding falls back). */
const suspiciousCompressionRatio = 2.4;
/** With this probability that nobody speaks, a text is believed only where nothing else speaks against it. */
const suspiciousNoSpeech = 0.3;
/** A text less probable than this has failed at every temperature (the bound at which decoding falls back). */
const failedLogProbability = -1;

/** Takes out what decoding's own checks have let pass: loops, and text that stands for silence. */
export function removeHallucinations(
  segments: readonly TranscribedSegment[],
  files: WhisperFiles,
): TranscribedSegment[] {
  return segments.map((segment) => cutLoops(segment, files)).filter((segment) => !standsForSilence(segment));
}

function standsForSilence({ text, decoded }: TranscribedSegment): boolean {
  const { noSpeechProbability = 0, averageLogProbability } = decoded;
  if (noSpeechProbability < suspiciousNoSpeech) return false;
  return averageLogProbability < failedLogProbability || isKnownHallucination(text);
}

function cutLoops(
  segment: TranscribedSegment,
  { tokenizer, specialTokens }: WhisperFiles,
): TranscribedSegment {
  if (segment.decoded.compressionRatio <= suspiciousCompressionRatio) return segment;
  const text = segment.tokens.filter((token) => token < specialTokens.endOfText);
  const loops = findLoops(text);
  if (loops.length === 0) return segment;
  let first = 0;
  const words = segment.words?.filter(({ tokens }) => {
    const isKept = !isWithin(first, loops);
    first += tokens.length;
    return isKept;
  });
  const kept = text.filter((_, index) => !isWithin(index, loops));
  return { ...segment, text: tokenizer.decode(kept), tokens: kept, ...(words && { words }) };
}

const isWithin = (index: number, ranges: readonly TextRange[]) =>
  ranges.some(({ start, end }) => index >= start && index < end);
