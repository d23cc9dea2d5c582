import type { TranscriptSegment, TranscriptWord } from '@parley/contracts';
import type { EngineTranscript } from '../speech-to-text-engine.js';
import { beginsWord, isMark, textOfTokens } from './token-text.js';

/** One token of a text. */
export interface TimedToken {
  token: string;
  /** Milliseconds from the first sample. */
  startMs: number;
  endMs: number;
  /** Natural logarithm. */
  logProbability: number;
}

/** A space on its own. */
const wordStart = '\u2581';
const sentenceEnd = /[.?!\u2026\u3002\uff01\uff1f]["'\p{Pe}\p{Pf}]*$/u;
/** Silence between two words that ends a segment. */
const longPauseMs = 1_500;

/**
 * Groups tokens to words: a word goes from one token that begins with a space to the next. Punctuation belongs to the
 * word before it.
 */
export function wordsOfTokens(tokens: readonly TimedToken[]): TranscriptWord[] {
  const groups: TimedToken[][] = [];
  let spaceBefore = '';
  for (const token of tokens) {
    if (isMark(token.token)) continue;
    if (token.token === wordStart) {
      spaceBefore = wordStart;
      continue;
    }
    const group = groups.at(-1);
    if (group && !beginsWord(spaceBefore + token.token)) group.push(token);
    else groups.push([token]);
    spaceBefore = '';
  }
  return groups.flatMap(toWord);
}

function toWord(tokens: readonly TimedToken[]): TranscriptWord[] {
  const [first] = tokens;
  const last = tokens.at(-1);
  const word = textOfTokens(tokens.map(({ token }) => token));
  if (!first || !last || word === '') return [];
  return [{ word, startMs: first.startMs, endMs: last.endMs, confidence: confidenceOf(tokens) }];
}

/** Geometric mean of the tokens' probabilities, 0 to 1. */
export function confidenceOf(tokens: readonly { logProbability: number }[]): number {
  const sum = tokens.reduce((total, { logProbability }) => total + logProbability, 0);
  return Math.min(1, Math.exp(sum / Math.max(1, tokens.length)));
}

/** Cuts words into segments, one for each sentence; a long pause ends one too. */
export function segmentsOfWords(words: readonly TranscriptWord[]): TranscriptSegment[] {
  const segments: TranscriptSegment[] = [];
  let current: TranscriptWord[] = [];
  words.forEach((word, index) => {
    current.push(word);
    const next = words[index + 1];
    if (next && !sentenceEnd.test(word.word) && next.startMs - word.endMs < longPauseMs) return;
    segments.push({
      text: current.map((one) => one.word).join(' '),
      startMs: current[0]?.startMs ?? 0,
      endMs: word.endMs,
      words: current,
    });
    current = [];
  });
  return segments;
}

/** What tokens with times say. */
export function transcriptOfTokens(tokens: readonly TimedToken[]): Omit<EngineTranscript, 'language'> {
  const words = wordsOfTokens(tokens);
  const text = words.map(({ word }) => word).join(' ');
  if (text === '') return { text, segments: [] };
  return { text, segments: segmentsOfWords(words), confidence: confidenceOf(tokens) };
}
