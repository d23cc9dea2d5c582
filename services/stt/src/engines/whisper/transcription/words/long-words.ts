import type { TimedWord } from '../segments.js';

const sentenceEnds = '.。!！?？';
const longestMedianMs = 700;

/** How long words of a window are: the measure for those that are too long. */
export interface WordLengths {
  medianMs: number;
  /** Twice the median. */
  longestMs: number;
}

export function measureWords(words: readonly TimedWord[]): WordLengths {
  const lengths = words
    .map(({ startMs, endMs }) => endMs - startMs)
    .filter((length) => length !== 0)
    .sort((a, b) => a - b);
  const middle = lengths.length >> 1;
  const upper = lengths[middle] ?? 0;
  const median = lengths.length % 2 === 1 ? upper : (upper + (lengths[middle - 1] ?? upper)) / 2;
  const medianMs = Math.min(longestMedianMs, median);
  return { medianMs, longestMs: medianMs * 2 };
}

/** Shortens words beside the end of a sentence that would fill the pause there (openai/whisper, timing.py). */
export function shortenAtSentenceEnds(words: readonly TimedWord[], { longestMs }: WordLengths): TimedWord[] {
  return words.map((word, i) => {
    const { startMs, endMs } = word;
    const before = words[i - 1];
    if (!before || longestMs === 0 || endMs - startMs <= longestMs) return word;
    if (sentenceEnds.includes(word.word)) return { ...word, endMs: startMs + longestMs };
    if (sentenceEnds.includes(before.word)) return { ...word, startMs: endMs - longestMs };
    return word;
  });
}

/** Shortens the first words after a pause where they would fill it. */
export function shortenAfterPause(
  words: readonly TimedWord[],
  lastSpeechMs: number,
  { medianMs, longestMs }: WordLengths,
): TimedWord[] {
  const [first, second, ...rest] = words;
  if (!first || first.endMs - lastSpeechMs <= medianMs * 4) return [...words];
  const tooLong = first.endMs - first.startMs > longestMs;
  const bothTooLong = second !== undefined && second.endMs - first.startMs > longestMs * 2;
  if (!tooLong && !bothTooLong) return [...words];
  if (!second) return [startingNoEarlier(first, first.endMs, longestMs)];
  if (second.endMs - second.startMs <= longestMs) {
    return [startingNoEarlier(first, first.endMs, longestMs), second, ...rest];
  }
  const boundaryMs = Math.max(second.endMs / 2, second.endMs - longestMs);
  return [startingNoEarlier(first, boundaryMs, longestMs), { ...second, startMs: boundaryMs }, ...rest];
}

const startingNoEarlier = (word: TimedWord, endMs: number, longestMs: number): TimedWord => ({
  ...word,
  startMs: Math.max(0, endMs - longestMs),
  endMs,
});
