import { speakablePieces } from '../espeak/speakable-pieces.js';

/** Short sentences are asked for together: each request costs a round trip. The first is waited for, and goes alone. */
const enoughCharacters = 200;

/** A text in pieces for a request each: whole sentences where they are not too long. */
export function* textPieces(text: string, language: string): Generator<string> {
  let piece = '';
  let isFirst = true;
  for (const sentence of speakablePieces(text, language)) {
    piece = piece === '' ? sentence : `${piece} ${sentence}`;
    if (!isFirst && piece.length < enoughCharacters) continue;
    yield piece;
    isFirst = false;
    piece = '';
  }
  if (piece !== '') yield piece;
}
