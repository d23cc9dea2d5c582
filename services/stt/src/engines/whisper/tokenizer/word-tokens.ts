/** A word and the tokens that spell it. */
export interface WordTokens {
  /** With its leading space, where it has one. */
  word: string;
  tokens: number[];
}

const replacementCharacter = '\uFFFD';
const asciiPunctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** Groups tokens to whole characters: cuts wherever what came so far is complete UTF-8. */
export function splitAtCharacters(
  tokens: readonly number[],
  decode: (tokens: readonly number[]) => string,
): WordTokens[] {
  const whole = decode(tokens);
  const words: WordTokens[] = [];
  let current: number[] = [];
  let offset = 0;
  for (const token of tokens) {
    current.push(token);
    const decoded = decode(current);
    const broken = decoded.indexOf(replacementCharacter);
    // A replacement character that the whole text has in the same place is no half character: the text is so.
    if (broken === -1 || whole[offset + broken] === replacementCharacter) {
      words.push({ word: decoded, tokens: current });
      current = [];
      offset += decoded.length;
    }
  }
  return words;
}

/** Groups characters to words: one begins at a space, with punctuation, and with a special token. */
export function splitAtSpaces(characters: readonly WordTokens[], endOfText: number): WordTokens[] {
  const words: WordTokens[] = [];
  for (const { word, tokens } of characters) {
    const last = words.at(-1);
    const special = (tokens[0] ?? 0) >= endOfText;
    if (last && !special && !word.startsWith(' ') && !asciiPunctuation.includes(word.trim())) {
      last.word += word;
      last.tokens.push(...tokens);
    } else {
      words.push({ word, tokens: [...tokens] });
    }
  }
  return words;
}
