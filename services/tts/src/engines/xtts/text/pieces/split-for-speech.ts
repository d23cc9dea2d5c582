import type { SpeechLanguage } from '@parley/contracts';
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
    // A symbol alone may still be a word: "&".
    if (hasLetters(piece) || hasLetters(tokenizer.spoken(piece))) yield piece;
    start = end;
  }
}

const hasLetters = (text: string) => /[\p{L}\p{N}]/u.test(text);

function pieceEnd(text: string, start: number, tokenizer: LanguageTokenizer, limits: PieceLimits): number {
  for (let room = limits.characters; ;) {
    const end = cutWithin(text, start, room, tokenizer);
    const excess = excessOf(text.slice(start, end).trim(), tokenizer, limits);
    if (excess <= 1 || end - start <= 2) return end;
    room = Math.max(1, Math.floor(Math.min(room, end - start) / excess) - 1);
  }
}

/** How many times longer than the limits a piece is; it fits up to 1. */
function excessOf(piece: string, tokenizer: LanguageTokenizer, limits: PieceLimits): number {
  const { length } = tokenizer.spoken(piece);
  const excess = length / limits.characters;
  // A character is at most one token, save where it becomes several Latin letters.
  const mayHaveMoreTokens = isRomanised.has(tokenizer.language) || length + 3 > limits.tokens;
  if (excess > 1 || !mayHaveMoreTokens) return excess;
  return Math.max(excess, (tokenizer.encode(piece).length + 2) / limits.tokens);
}

const isRomanised: ReadonlySet<SpeechLanguage> = new Set(['zh-cn', 'ja', 'ko']);

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
  const place =
    sentences.findLast(leavesEnough) ??
    clauses.findLast(leavesEnough) ??
    wordBreaks(window, language).findLast(leavesEnough);
  return place === undefined ? hardCut(text, start, limit) : start + place;
}

const segmenters = new Map<string, Intl.Segmenter>();

function wordBreaks(window: string, language: string): number[] {
  const segmenter = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: 'word' });
  segmenters.set(language, segmenter);
  // The last word may go on after the window.
  return [...segmenter.segment(window)].slice(1).map(({ index }) => index);
}

function hardCut(text: string, start: number, limit: number): number {
  let whole = limit;
  while (whole > start + 1 && isInsideNumber(text, whole)) whole--;
  // A number that alone is too long is cut all the same.
  let cut = whole > start + 1 ? whole : limit;
  while (cut > start + 1 && isInsideCharacter(text, cut)) cut--;
  return isInsideCharacter(text, cut) ? cut + 1 : cut;
}
