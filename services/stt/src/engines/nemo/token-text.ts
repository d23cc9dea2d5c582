const wordStart = /\u2581/gu;
const byteToken = /^<0x([0-9A-Fa-f]{2})>$/;
/** Tokens that are no text: `<unk>`, `<pad>`, `<blk>`, `<s>`, `<|endoftext|>`, `[PAD]`. */
const markToken = /^(<[^<>\s]+>|\[[A-Z]+\])$/;

/**
 * Punctuation that closes: nobody writes a space before it. Opening marks (brackets, inverted marks, currency) and
 * hyphens keep theirs.
 */
const closing = String.raw`[.,!?;:%\u2026\u2030\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f\p{Pe}\p{Pf}]`;
const spaceBeforeClosing = new RegExp(` (?=${closing})`, 'gu');

/** Whether a token is a marker of the network's and no part of a text. */
export function isMark(token: string): boolean {
  return markToken.test(token) && !byteToken.test(token);
}

/**
 * The text that tokens spell, spaces as they are. Runs of byte tokens (`<0xE2>`) are one piece of UTF-8, as in
 * SentencePiece's byte fall-back.
 */
export function joinTokens(tokens: readonly string[]): string {
  let text = '';
  let bytes: number[] = [];
  const flush = () => {
    if (bytes.length > 0) text += new TextDecoder().decode(Uint8Array.from(bytes));
    bytes = [];
  };
  for (const token of tokens) {
    const byte = byteToken.exec(token)?.[1];
    if (byte !== undefined) {
      bytes.push(Number.parseInt(byte, 16));
      continue;
    }
    flush();
    if (!markToken.test(token)) text += token.replaceAll(wordStart, ' ');
  }
  flush();
  return text;
}

/** Spaces as people write them: none at the ends, none twice, none before punctuation that closes. */
export function cleanSpaces(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim().replaceAll(spaceBeforeClosing, '');
}

/** The text that tokens spell, as people write it. */
export function textOfTokens(tokens: readonly string[]): string {
  return cleanSpaces(joinTokens(tokens));
}

/** Whether a token begins a word, or a sign that stands on its own: it is not written onto what came before. */
export function beginsWord(token: string): boolean {
  return (
    token.startsWith('\u2581') && cleanSpaces(`x${joinTokens([token])}`) !== `x${joinTokens([token]).trim()}`
  );
}
