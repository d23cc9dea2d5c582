import type { EngineTranscript } from '../engines/speech-to-text-engine.js';
import { isSameWord, joinWords, splitWords } from './words.js';

/**
 * A final that takes back nothing that was shown as stable: where the recogniser has changed its mind about committed
 * words, they stay, and the final goes on behind them. What agrees is returned as it is.
 */
export function keepCommitted(committed: string, final: EngineTranscript): EngineTranscript {
  const kept = splitWords(committed);
  const heard = splitWords(final.text);
  if (kept.every((word, index) => isSameWord(word, heard[index]))) return final;
  const rest = heard.slice(wordsAlike(kept, heard));
  if (rest[0] !== undefined && committed !== '') rest[0] = withSpace(rest[0], heard[0] ?? '');
  const text = joinWords([...kept, ...rest]);
  const [first, last] = [final.segments[0], final.segments.at(-1)];
  const segments = first && last ? [{ text, startMs: first.startMs, endMs: last.endMs }] : [];
  return { ...final, text, segments };
}

/** A word that stood first has lost the space before it. */
const withSpace = (word: string, first: string) =>
  word === first && /^\p{Script=Latin}/u.test(word) ? ` ${word}` : word;

/** How many of the leading words heard say what the kept ones say: the shortest edit decides, the longer on a tie. */
function wordsAlike(kept: readonly string[], heard: readonly string[]): number {
  let row = Array.from({ length: heard.length + 1 }, (_, index) => index);
  for (const [index, word] of kept.entries()) {
    const next = [index + 1];
    for (const [at, other] of heard.entries()) {
      const substitution = (row[at] ?? 0) + (isSameWord(word, other) ? 0 : 1);
      next.push(Math.min(substitution, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  const least = Math.min(...row);
  return row.lastIndexOf(least);
}
