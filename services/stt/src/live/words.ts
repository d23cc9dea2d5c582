/** Scripts that write no spaces between words: there, every character counts as a word. */
const unspaced = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}`;
const wordPattern = new RegExp(String.raw`\s*(?:[${unspaced}]\p{M}*|[^\s${unspaced}]+)`, 'gu');

/** A text's words, each with a space before it where the text has one. */
export function splitWords(text: string): string[] {
  return (text.match(wordPattern) ?? []).map((word) => word.replace(/^\s+/, ' '));
}

export const joinWords = (words: readonly string[]): string => words.join('').trimStart();

/** Case and punctuation are what recognisers change their mind about. */
const bare = (word: string | undefined) => word?.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, '');

export const isSameWord = (a: string | undefined, b: string | undefined): boolean => bare(a) === bare(b);
