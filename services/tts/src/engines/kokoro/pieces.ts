import { longestClause, type PhonemeClause } from './phonemes/phonemizer.js';

/** What is spoken in one run of the network. */
export interface KokoroPiece {
  text: string;
  phonemes: string;
}

/**
 * "Most voices perform best on 100-200 tokens" and are weak below 10 to 20 (hexgrad/Kokoro-82M, VOICES.md). The first
 * piece is kept short, for it is waited for: it may end at a comma.
 */
const shortestFirst = 30;
const shortestSentences = 100;

/** Packs clauses: whole sentences until they are enough, parts of one only where it is too long or comes first. */
export async function* packPieces(clauses: AsyncIterable<PhonemeClause>): AsyncGenerator<KokoroPiece> {
  let piece: KokoroPiece = { text: '', phonemes: '' };
  let isFirst = true;
  for await (const { text, phonemes, endsSentence } of clauses) {
    if (piece.phonemes !== '' && piece.phonemes.length + phonemes.length > longestClause) {
      yield trimmed(piece);
      isFirst = false;
      piece = { text: '', phonemes: '' };
    }
    piece = { text: joined(piece.text, text), phonemes: joined(piece.phonemes, phonemes) };
    const isEnough = isFirst
      ? piece.phonemes.length >= shortestFirst
      : endsSentence && piece.phonemes.length >= shortestSentences;
    if (!isEnough) continue;
    yield trimmed(piece);
    isFirst = false;
    piece = { text: '', phonemes: '' };
  }
  if (piece.phonemes !== '') yield trimmed(piece);
}

const joined = (before: string, after: string) =>
  before === '' || before.endsWith(' ') ? before + after : `${before} ${after}`;

const trimmed = ({ text, phonemes }: KokoroPiece) => ({ text: text.trim(), phonemes: phonemes.trim() });
