/** How far back a recogniser looks for the word before a match: keeps every pass linear. */
const maxLookBack = 32;

/** The last word before a position, in lower case; empty at the start and after other signs than spaces. */
export function wordBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - maxLookBack), at);
  return /([\p{L}\p{M}.]+)[\s ]*$/u.exec(before)?.[1]?.toLowerCase() ?? '';
}

/** A literal inside a regular expression, its spaces optional. */
export function literalSource(literal: string): string {
  return literal.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`).replaceAll(' ', String.raw`\s?`);
}

/** An alternation of literals, the longest first. */
export function anyOf(literals: Iterable<string>): string {
  return [...literals]
    .sort((a, b) => b.length - a.length)
    .map(literalSource)
    .join('|');
}

/** No letter, digit or decimal separator before: a number or a word begins here. */
export const wordStart = String.raw`(?<![\p{L}\p{M}\d_])`;
export const wordEnd = String.raw`(?![\p{L}\p{M}\d_])`;
/** Chinese, Japanese and Korean letters may touch a number on both sides. */
export const numberStart = String.raw`(?<![A-Za-z\d_]|\d[.,:])`;
/** For languages whose particles follow without a space. */
export const latinEnd = String.raw`(?![A-Za-z\d_])`;
/** A letter of a script that parts words with spaces. */
export const spacedLetter = String.raw`(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])\p{L}`;
