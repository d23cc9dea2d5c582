import type { LanguageTokenizer } from '../xtts-tokenizer.js';
import { findBreaks, isInsideCharacter, isInsideNumber } from './breaks.js';
import { type PieceLimits, pieceLimitsOf } from './limits.js';
import { trimForSpeech, withPlainQuotes } from './trim-for-speech.js';
import { hasWords } from './words.js';

/** A shorter piece makes XTTS babble. */
const fewestWords = 3;

/**
 * Cuts a text into pieces that XTTS can speak in one go, each as long as the limits allow: between paragraphs where it
 * can be, or else sentences, clauses, words, and within a word only where it alone is too long. No piece is shorter
 * than three words where it has a neighbour to lean on. Pieces without a word (emoji, lines) are left out.
 * @param limits of the spoken text, so that "1999" counts as its words
 */
export function* splitForSpeech(
  text: string,
  tokenizer: LanguageTokenizer,
  limits: PieceLimits = pieceLimitsOf(tokenizer.language),
): Generator<string> {
  const plain = withPlainQuotes(text).trim();
  for (let start = 0; start < plain.length;) {
    const end = pieceEnd(plain, start, tokenizer, limits);
    const piece = trimForSpeech(plain.slice(start, end), tokenizer.language);
    if (/[\p{L}\p{N}]/u.test(tokenizer.spoken(piece))) yield piece;
    start = end;
  }
}

function pieceEnd(text: string, start: number, tokenizer: LanguageTokenizer, limits: PieceLimits): number {
  for (let room = limits.characters; ;) {
    const end = cutWithin(text, start, room, tokenizer);
    const piece = text.slice(start, end).trim();
    const characters = tokenizer.spoken(piece).length;
    const excess = Math.max(
      characters / limits.characters,
      (tokenizer.encode(piece).length + 2) / limits.tokens,
    );
    if (excess <= 1 || end - start <= 2) return end;
    room = Math.max(1, Math.floor(Math.min(room, end - start) / excess) - 1);
  }
}

/** The best place to cut at or before `start + room`. */
function cutWithin(text: string, start: number, room: number, { language }: LanguageTokenizer): number {
  const limit = Math.min(start + room, text.length);
  const window = text.slice(start, limit + 1);
  const { paragraphs, sentences, clauses } = findBreaks(window, language);
  const isLong = (from: number, to: number) => hasWords(text.slice(from, to), fewestWords, language);
  const fits = (index: number) =>
    index <= room && !isInsideNumber(text, start + index) && isLong(start, start + index);
  const leavesEnough = (index: number) =>
    fits(index) && (start + index === text.length || isLong(start + index, start + index + 60));

  const paragraph = paragraphs.find(leavesEnough);
  if (paragraph !== undefined) return start + paragraph;
  if (limit === text.length) return limit;
  for (const places of [sentences, clauses, wordBreaks(window, language)]) {
    const place = places.findLast(leavesEnough);
    if (place !== undefined) return start + place;
  }
  return hardCut(text, start, limit);
}

function wordBreaks(window: string, language: string): number[] {
  const words = [...new Intl.Segmenter(language, { granularity: 'word' }).segment(window)];
  // The last word may go on after the window.
  return words.slice(1).map(({ index }) => index);
}

function hardCut(text: string, start: number, limit: number): number {
  let whole = limit;
  while (whole > start + 1 && isInsideNumber(text, whole)) whole--;
  // A number that alone is too long is cut all the same.
  let cut = whole > start + 1 ? whole : limit;
  while (cut > start + 1 && isInsideCharacter(text, cut)) cut--;
  return isInsideCharacter(text, cut) ? cut + 1 : cut;
}
