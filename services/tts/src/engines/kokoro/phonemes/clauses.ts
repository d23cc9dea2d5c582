/** What is said between two marks, and the marks after it. */
export interface TextClause {
  spoken: string;
  /** Punctuation with the spaces around it; empty at the end of a text without any. */
  marks: string;
}

/** Marks of the same meaning in the symbols that the networks know (as kokoro-js does, and Hindi's dandas). */
const sameMarks: readonly (readonly [RegExp, string])[] = [
  [/[‘’ʼ]/g, "'"],
  [/[«「『]/g, '“'],
  [/[»」』]/g, '”'],
  [/[[{（]/g, '('],
  [/[\]}）]/g, ')'],
  [/[、，]/g, ', '],
  [/[。।॥]/g, '. '],
  [/！/g, '! '],
  [/：/g, ': '],
  [/；/g, '; '],
  [/？/g, '? '],
  [/[–―]|(?<=\s)-(?=\s)/g, '—'],
  [/\.{3,}/g, '…'],
  [/\s+/g, ' '],
];

/** A point, comma or colon between letters or digits belongs to them: `3.14`, `12:30`, `U.S.` */
const marks = /(?:\s*(?:[;!?¡¿—…"“”()]|(?<![\p{L}\p{N}])[.,:]|[.,:](?![\p{L}\p{N}]))\s*)+/gu;

/** A text as clauses with their punctuation: espeak-ng tells no marks, and the networks speak by them. */
export function clausesOf(text: string): TextClause[] {
  const normal = sameMarks.reduce((so, [from, to]) => so.replaceAll(from, to), text).trim();
  const clauses: TextClause[] = [];
  let at = 0;
  for (const match of normal.matchAll(marks)) {
    clauses.push({ spoken: normal.slice(at, match.index), marks: match[0] });
    at = match.index + match[0].length;
  }
  if (at < normal.length) clauses.push({ spoken: normal.slice(at), marks: '' });
  return clauses;
}
