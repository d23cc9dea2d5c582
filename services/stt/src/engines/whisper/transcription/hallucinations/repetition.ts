/** Longest phrase, in tokens, whose repetition is looked for. */
const longestPhrase = 40;

/** Entries of a text from `start` to before `end`. */
export interface TextRange {
  start: number;
  end: number;
}

/** A phrase counts as a loop where it stands this often without a break, by its length in tokens. */
function loopRepeats(length: number): number {
  if (length === 1) return 6;
  return length <= 4 ? 4 : 3;
}

/**
 * Finds loops, a token or a phrase said over and over: the ranges after its first time, with a fragment of it where
 * the text ends within the loop.
 */
export function findLoops(tokens: readonly number[]): TextRange[] {
  const loops: TextRange[] = [];
  let start = 0;
  while (start < tokens.length) {
    const length = loopLength(tokens, start);
    if (length === 0) {
      start += 1;
      continue;
    }
    let end = repetitionEnd(tokens, start, length);
    const rest = tokens.slice(end);
    if (rest.length < length && rest.every((token, i) => token === tokens[start + i])) end = tokens.length;
    loops.push({ start: start + length, end });
    start = end;
  }
  return loops;
}

/** Length of the phrase that is said over and over from `start` on; 0 where none is. */
function loopLength(tokens: readonly number[], start: number): number {
  const longest = Math.min(longestPhrase, (tokens.length - start) >> 1);
  for (let length = 1; length <= longest; length++) {
    if (repetitionEnd(tokens, start, length) - start >= length * loopRepeats(length)) return length;
  }
  return 0;
}

/** Where the last whole repetition ends of the phrase of this length that begins at `start`. */
function repetitionEnd(tokens: readonly number[], start: number, length: number): number {
  let end = start + length;
  for (;;) {
    for (let i = 0; i < length; i++) {
      if (end + i >= tokens.length || tokens[end + i] !== tokens[start + i]) return end;
    }
    end += length;
  }
}
