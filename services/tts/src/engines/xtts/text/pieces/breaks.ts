import type { SpeechLanguage } from '@parley/contracts';
import { endsInAbbreviation } from '../cleaning/abbreviations.js';

/** Places where a text may be cut, each the index of the first character after it, ascending. */
export interface Breaks {
  /** Ends of paragraphs. */
  paragraphs: number[];
  sentences: number[];
  clauses: number[];
}

const closers = String.raw`["'”’»›)\]}」』】）》〉]*`;
const marks = new RegExp(
  `(?<paragraph>\\s*\\n\\s*)|(?:[.!?…]+|[。！？｡।॥؟۔]+)${closers}(?<space>\\s*)|[,;:،؛，、；：—–]${closers}\\s*`,
  'gu',
);
const ownSpace = /[。！？｡।॥؟۔，、；：—–]/u;

/** @param text one character longer than what is to be cut, where it goes on */
export function findBreaks(text: string, language: SpeechLanguage): Breaks {
  const breaks: Breaks = { paragraphs: [], sentences: [], clauses: [] };
  for (const match of text.matchAll(marks)) {
    const [mark] = match;
    const end = match.index + mark.length;
    if (match.groups?.['paragraph'] !== undefined) breaks.paragraphs.push(end);
    else if (end < text.length && !/\s$/u.test(mark) && !ownSpace.test(mark)) continue;
    else if (match.groups?.['space'] === undefined) breaks.clauses.push(end);
    else if (mark.startsWith('.') && isAbbreviated(text.slice(0, match.index), language)) continue;
    else breaks.sentences.push(end);
  }
  return breaks;
}

/** A dot after an abbreviation, an initial or a number ends no sentence: "Dr. Who", "J. Bach", "der 1. Mai". */
const isAbbreviated = (before: string, language: SpeechLanguage) =>
  /(?<![\p{L}\p{N}])\p{L}$|[0-9]$/u.test(before) || endsInAbbreviation(`${before}.`, language);

/** Whether a cut here would fall between the digits of one number: 1,000.50, 12:30, 1 000 000. */
export function isInsideNumber(text: string, index: number): boolean {
  const [before, after] = [text.slice(Math.max(0, index - 5), index), text.slice(index, index + 5)];
  if (/\p{N}[.,:/'’]?$/u.test(before) && /^[.,:/'’]?\p{N}/u.test(after)) return true;
  return /(?<!\p{N})\p{N}{1,3}\s?$/u.test(before) && /^\s?\p{N}{3}(?!\p{N})/u.test(after);
}

/** Whether a cut here would take a character apart: a surrogate pair, a letter and its marks, a joined emoji. */
export function isInsideCharacter(text: string, index: number): boolean {
  return (
    /^[\udc00-\udfff]/.test(text.slice(index)) ||
    /^[\p{M}\u200d]/u.test(text.slice(index, index + 2)) ||
    text[index - 1] === '\u200d'
  );
}
