import { isSameWord } from './words.js';

/** Words of the text before among which the tail's beginning is looked for: some 15 seconds of quick speech. */
const searchedWords = 60;
/** Of the words that overlap, this share must be the same. */
const leastAgreement = 0.5;

/**
 * A text and the newest hypothesis of its end as one text: the tail begins at the place where most of the words that
 * overlap are the same. The tail's first word may be cut and need not match. Without such a place the text stays as it is.
 */
export function spliceTail(text: readonly string[], tail: readonly string[]): readonly string[] {
  if (text.length === 0) return tail;
  let best = { at: -1, same: 0 };
  for (let at = Math.max(0, text.length - searchedWords); at < text.length; at++) {
    const overlap = Math.min(text.length - at, tail.length);
    let same = 0;
    for (let index = 0; index < overlap; index++) same += isSameWord(text[at + index], tail[index]) ? 1 : 0;
    if (same >= overlap * leastAgreement && same > best.same) best = { at, same };
  }
  if (best.at < 0) return text;
  const firstIsCut = !isSameWord(text[best.at], tail[0]);
  const end = firstIsCut ? [text[best.at] ?? '', ...tail.slice(1)] : tail;
  return [...text.slice(0, best.at), ...end];
}
