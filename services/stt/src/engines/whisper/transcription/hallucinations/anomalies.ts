import type { TimedWord, WindowSegment } from '../segments.js';
import { punctuation } from '../words/punctuation.js';

const judgedWords = 8;
const anomalousScore = 3;

/** High for words that are improbable, very short or very long (openai/whisper, transcribe.py). */
function scoreWord({ probability, startMs, endMs }: TimedWord): number {
  const seconds = (endMs - startMs) / 1_000;
  const improbable = probability < 0.15 ? 1 : 0;
  const short = seconds < 0.133 ? (0.133 - seconds) * 15 : 0;
  const long = seconds > 2 ? seconds - 2 : 0;
  return improbable + short + long;
}

/** Whether a segment's first words look made up. */
export function isAnomalous(segment: WindowSegment | undefined): boolean {
  if (!segment?.words?.length) return false;
  const words = segment.words.filter(({ word }) => !punctuation.includes(word)).slice(0, judgedWords);
  const score = words.reduce((sum, word) => sum + scoreWord(word), 0);
  return score >= anomalousScore || score + 0.01 >= words.length;
}
