import type { TimedWord } from '../segments.js';

/** Punctuation that belongs to the word after it, and to the word before it (openai/whisper, transcribe.py). */
const prepended = '"\'“¿([{-';
const appended = '"\'.。,，!！?？:：”)]}、';
export const punctuation = prepended + appended;

/** Gives punctuation to the word that it belongs to; times are the word's (openai/whisper, timing.py). */
export function mergePunctuation(words: readonly TimedWord[]): TimedWord[] {
  return mergeAppended(mergePrepended(words));
}

function mergePrepended(words: readonly TimedWord[]): TimedWord[] {
  const merged: TimedWord[] = [];
  for (const word of words.toReversed()) {
    const next = merged[0];
    if (next && word.word.startsWith(' ') && prepended.includes(word.word.trim())) {
      merged[0] = { ...next, word: word.word + next.word, tokens: [...word.tokens, ...next.tokens] };
    } else {
      merged.unshift(word);
    }
  }
  return merged;
}

function mergeAppended(words: readonly TimedWord[]): TimedWord[] {
  const merged: TimedWord[] = [];
  for (const word of words) {
    const last = merged.at(-1);
    if (last && !last.word.endsWith(' ') && appended.includes(word.word)) {
      merged[merged.length - 1] = {
        ...last,
        word: last.word + word.word,
        tokens: [...last.tokens, ...word.tokens],
      };
    } else {
      merged.push(word);
    }
  }
  return merged;
}
