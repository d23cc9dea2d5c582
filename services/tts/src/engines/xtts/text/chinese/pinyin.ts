/** What pypinyin takes for Chinese (pypinyin 0.55.0, `RE_HANS`); a character of it without a reading gets the tone 5. */
const chinese =
  /[\u3007\ue815-\ue864\ufa18\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a703}-\u{2b81d}\u{2b825}-\u{2bf6e}\u{2c029}-\u{2ce93}\u{2d016}\u{2d11b}-\u{2ebd9}\u{2f80a}-\u{2fa1f}\u{300f7}-\u{31288}\u{30000}-\u{3134a}\u{31350}-\u{32389}]+/gu;

/** Turns Chinese characters into their readings. */
export type ToPinyin = (text: string) => string;

function parts(line: string): [string, string[]] {
  const [first = '', ...rest] = line.split(' ');
  return [first, rest];
}

/**
 * Loads the readings of pypinyin 0.55.0: the longest known phrase from each character on is read as a whole, all else
 * character by character. A tone is a figure after its syllable, 5 the neutral one; nothing stands between syllables.
 */
export async function loadPinyin(): Promise<ToPinyin> {
  const { default: table } = await import('./pinyin.json', { with: { type: 'json' } });
  const readings = new Map<string, string>();
  for (const line of table.characters) {
    const [reading, [characters = '']] = parts(line);
    for (const character of characters) readings.set(character, reading);
  }
  const read = (character: string) => readings.get(character) ?? `${character}5`;

  const phrases = new Map<string, string | undefined>();
  for (const line of table.regularPhrases) {
    const [first, ends] = parts(line);
    for (const end of ends) phrases.set(first + end, undefined);
  }
  for (const line of table.phrases) {
    const [phrase, syllables] = parts(line);
    phrases.set(phrase, syllables.join(''));
  }
  return readByPhrases(phrases, read);
}

function readByPhrases(
  phrases: ReadonlyMap<string, string | undefined>,
  read: (character: string) => string,
): ToPinyin {
  const sorted = [...phrases.keys()].toSorted();
  const longest = Math.max(...sorted.map((phrase) => phrase.length));
  const beginsPhrase = (text: string) => sorted[firstNotBefore(sorted, text)]?.startsWith(text) ?? false;

  /** A stretch of Chinese. */
  const readStretch = (characters: readonly string[]) => {
    let pinyin = '';
    for (let at = 0; at < characters.length;) {
      let length = Math.min(longest, characters.length - at);
      while (length > 1 && !phrases.has(characters.slice(at, at + length).join(''))) length--;
      // pypinyin looks for no further phrase where the stretch breaks off within one.
      if (length === 1 && beginsPhrase(characters.slice(at, at + longest).join('')))
        length = characters.length - at;
      const taken = characters.slice(at, at + length);
      pinyin += phrases.get(taken.join('')) ?? taken.map(read).join('');
      at += length;
    }
    return pinyin;
  };
  return (text) => text.replace(chinese, (stretch) => readStretch([...stretch]));
}

function firstNotBefore(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
