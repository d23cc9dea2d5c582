import type { TimedWord, WindowSegment } from '../segments.js';
import { type WordLengths, measureWords, shortenAfterPause, shortenAtSentenceEnds } from './long-words.js';
import { mergePunctuation } from './punctuation.js';

/** How far a segment's own timestamp may lie inside its outer words before it is believed over them. */
const toleranceMs = 500;

/**
 * Gives a window's segments their words, and their times the words' (openai/whisper, timing.py).
 * @param words all words of the window, in order, on the recording's clock
 * @param lastSpeechMs where speech ended before this window
 */
export function placeWords(
  segments: readonly WindowSegment[],
  words: readonly TimedWord[],
  lastSpeechMs: number,
  endOfText: number,
): WindowSegment[] {
  const lengths = measureWords(words);
  const merged = mergePunctuation(shortenAtSentenceEnds(words, lengths));
  let next = 0;
  let speechEndMs = lastSpeechMs;
  return segments.map((segment) => {
    const textTokens = segment.tokens.filter((token) => token < endOfText).length;
    const own: TimedWord[] = [];
    for (let taken = 0; next < merged.length && taken < textTokens; next++) {
      const word = merged[next];
      if (!word) break;
      if (word.word !== '') own.push(word);
      taken += word.tokens.length;
    }
    if (own.length === 0) return { ...segment, words: own };
    const placed = fitTimes(segment, shortenAfterPause(own, speechEndMs, lengths), lengths);
    speechEndMs = placed.endMs;
    return placed;
  });
}

/** Takes a segment's times from its words, or the outer words' from the segment where those reach far beyond it. */
function fitTimes(
  segment: WindowSegment,
  words: readonly TimedWord[],
  { medianMs }: WordLengths,
): WindowSegment {
  const fitted = words.map((word) => ({ ...word }));
  const first = fitted[0];
  const last = fitted.at(-1);
  if (!first || !last) return segment;
  let { startMs, endMs } = segment;
  if (startMs < first.endMs && startMs - toleranceMs > first.startMs) {
    first.startMs = Math.max(0, Math.min(first.endMs - medianMs, startMs));
  } else {
    startMs = first.startMs;
  }
  if (endMs > last.startMs && endMs + toleranceMs < last.endMs) {
    last.endMs = Math.max(last.startMs + medianMs, endMs);
  } else {
    endMs = last.endMs;
  }
  return { ...segment, startMs, endMs, words: fitted };
}
