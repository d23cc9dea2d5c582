import { certainClauseEnd, certainEnd, type EndKind, endOf } from './sentence-ends.js';

/** Pieces shorter than this wait for the next sentence, except the first: many short ones make speech choppy. */
const minLength = 60;
/** No piece is longer; the voice's own limits begin above (71 characters of Japanese, 82 of Chinese, 150 of Hindi). */
const maxLength = 150;
/** The first piece is a sentence of this length, or a clause of that one: the sooner it goes out, the better. */
const firstSentenceLength = 10;
const firstClauseLength = 20;
const firstClauseWords = 4;
/** Fewer whole words make a voice babble. */
const fewestForcedWords = 3;
/** A sentence, or a clause, is no piece of its own below this, even where the next is too long. */
const leastSentenceLength = 20;
const leastClauseLength = 40;

const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const japaneseWords = new Intl.Segmenter('ja', { granularity: 'word' });

/** How long a character takes to say, in characters of an alphabet: 150 of these are 68 kanji or 93 hangul. */
function lengthOf(text: string): number {
  let length = 0;
  for (const char of text) {
    if (char < '\u1100') length += 1;
    else if (ideograph.test(char)) length += 2.2;
    else length += /\p{Script=Hangul}/u.test(char) ? 1.6 : 1;
  }
  return length;
}

function wordCount(text: string): number {
  const spaced = text.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  const ideographs = Array.from(text).filter((char) => ideograph.test(char)).length;
  return Math.max(spaced, Math.floor(ideographs / 2));
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Where a text without spaces is cut: between graphemes, and not within a number if that can be helped. */
function hardCut(text: string): number {
  let cut = 0;
  let afterNumber = 0;
  let length = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    length += lengthOf(segment);
    if (length > maxLength) break;
    cut = index + segment.length;
    if (!/[\d.,]$/.test(segment)) afterNumber = cut;
  }
  const near = afterNumber > cut - 20 ? afterNumber : cut;
  // One grapheme may be longer than a piece: marks without end on one letter.
  return near > 0 ? near : maxLength;
}

/** Punctuation of a piece that is gone already. */
const leading = /^[\s)\]}」』】”’»。、，！？；：।؟]+/u;

/**
 * Cuts plain text into pieces for the voice, a character at a time: the same pieces however the text arrives. Holds
 * little more than one piece.
 */
export class PieceCutter {
  private text = '';
  private length = 0;
  private sentenceEnd = 0;
  private clauseEnd = 0;
  private wordEnd = 0;
  private isFirst = true;

  /** Whether nothing was cut yet. */
  get isBeforeFirst(): boolean {
    return this.isFirst;
  }

  /** Whether there is a word of which a listener would wait. */
  get hasWords(): boolean {
    return /[\p{L}\p{N}]/u.test(this.text);
  }

  /** Takes one character; returns the pieces that are complete with it. */
  push(char: string): string[] {
    if (/^[ \t\r\n]$/.test(char)) {
      if (this.text !== '' && !this.text.endsWith(' ')) this.append(' ');
      return [];
    }
    const isNewWord = this.text.endsWith(' ');
    if (isNewWord) {
      const cut = this.passWordEnd(this.text.length - 1, char);
      if (cut !== undefined) return this.cutAt(cut, char);
    }
    this.append(char);
    const isClosed = /[」』】”’]/.test(char) && certainEnd.test(this.text.at(-2) ?? '');
    if (isClosed || certainEnd.test(char) || certainClauseEnd.test(char)) {
      const kind = certainClauseEnd.test(char) ? 'clause' : endOf(this.text, '');
      const cut = this.note(kind, this.text.length);
      if (cut !== undefined) return this.cutAt(cut, '');
    }
    return this.length > maxLength ? this.overflow() : [];
  }

  /** The end of a heading, a list item or a paragraph: a sentence ends, with or without a stop. */
  endBlock(): string[] {
    const text = this.text.trimEnd();
    if (text === '') return [];
    if (/[\p{L}\p{M}\p{N}"'”’)%]$/u.test(text) && !/[.!?…。！？]["'”’)]*$/.test(text)) {
      this.text = text;
      this.append(ideograph.test(text.slice(-1)) ? '。' : '.');
    }
    const cut = this.note('sentence', this.text.trimEnd().length);
    if (cut !== undefined) return this.cutAt(cut, '');
    if (!this.text.endsWith(' ')) this.append(' ');
    return [];
  }

  /** The whole words there are, for a listener who has waited long enough; none where they are too few. */
  force(): string[] {
    const isEnough = (end: number) => wordCount(this.text.slice(0, end)) >= fewestForcedWords;
    const end = [this.sentenceEnd, this.clauseEnd, this.wordEnd, this.unspacedWordEnd()].find(isEnough);
    return end === undefined ? [] : this.cutAt(end, '');
  }

  /** What is left at the end of the stream. */
  flush(): string[] {
    return this.cutAt(this.text.length, '');
  }

  private append(char: string): void {
    this.text += char;
    this.length += lengthOf(char);
  }

  /** Where the last word begins in a text without spaces: it may go on. */
  private unspacedWordEnd(): number {
    if (!ideograph.test(this.text)) return 0;
    return [...japaneseWords.segment(this.text)].at(-1)?.index ?? 0;
  }

  private passWordEnd(end: number, next: string): number | undefined {
    const text = this.text.slice(0, end);
    // "1 000": grouped by a space.
    if (/\d$/.test(text) && /^\d/.test(next)) return undefined;
    this.wordEnd = end;
    return this.note(endOf(text, next), end);
  }

  /** Remembers where something ends; returns the position where it completes a piece. */
  private note(kind: EndKind, end: number): number | undefined {
    const length = lengthOf(this.text.slice(0, end));
    if (length > maxLength) return undefined;
    if (kind === 'sentence') {
      this.sentenceEnd = end;
      return length >= (this.isFirst ? firstSentenceLength : minLength) ? end : undefined;
    }
    if (kind === 'word') return undefined;
    this.clauseEnd = end;
    const isEnough =
      length >= firstClauseLength ||
      (length >= firstSentenceLength && wordCount(this.text.slice(0, end)) >= firstClauseWords);
    return this.isFirst && kind === 'clause' && isEnough ? end : undefined;
  }

  /** Too long for a piece: cuts at the best end there is. */
  private overflow(): string[] {
    const fits = (end: number, least: number) => end > 0 && lengthOf(this.text.slice(0, end)) >= least;
    if (fits(this.sentenceEnd, leastSentenceLength)) return this.cutAt(this.sentenceEnd, '');
    if (fits(this.clauseEnd, leastClauseLength)) return this.cutAt(this.clauseEnd, '');
    if (fits(this.wordEnd, leastClauseLength)) return this.cutAt(this.wordEnd, '');
    return this.cutAt(hardCut(this.text), '');
  }

  /** Takes the piece away and reads the rest, and the character at hand, anew. */
  private cutAt(end: number, next: string): string[] {
    const piece = this.text.slice(0, end).replace(leading, '').trim();
    const rest = this.text.slice(end) + next;
    this.text = '';
    this.length = 0;
    this.sentenceEnd = 0;
    this.clauseEnd = 0;
    this.wordEnd = 0;
    const pieces: string[] = [];
    if (/[\p{L}\p{N}]/u.test(piece)) {
      this.isFirst = false;
      pieces.push(piece);
    }
    for (const char of rest) pieces.push(...this.push(char));
    return pieces;
  }
}
