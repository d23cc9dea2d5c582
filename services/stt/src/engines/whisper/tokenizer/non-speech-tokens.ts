const symbols = [
  ...'"#()*+/:;<=>@[\\]^_`{|}~「」『』',
  ...'<< >> <<< >>> -- --- -( -[ (\' (" (( )) ((( ))) [[ ]] {{ }} ♪♪ ♪♪♪'.split(' '),
];
/** Their UTF-8 begins with the same two bytes, so that the first token of several may stand for each. */
const musicalSigns = [...'♩♪♫♬♭♮♯'];

/**
 * Tokens that write what is not spoken: speakers' names in brackets, notes, descriptions of sounds. Hyphens and
 * quotes are among them only where they would begin a word (openai/whisper, tokenizer.py, non_speech_tokens).
 */
export function nonSpeechTokens(encode: (text: string) => number[]): number[] {
  const found = new Set([encode(' -'), encode(" '")].filter(({ length }) => length === 1).flat());
  for (const symbol of [...symbols, ...musicalSigns]) {
    for (const [first, ...others] of [encode(symbol), encode(` ${symbol}`)]) {
      if (first !== undefined && (others.length === 0 || musicalSigns.includes(symbol))) found.add(first);
    }
  }
  // Small vocabularies begin a symbol with the token of a space, which no text can do without.
  for (const space of encode(' ')) found.delete(space);
  return [...found].toSorted((a, b) => a - b);
}
