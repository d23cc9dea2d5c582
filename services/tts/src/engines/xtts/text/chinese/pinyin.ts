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
  /** Length of the longest phrase from a character on. */
  const longest = new Map<string, number>();
  for (const phrase of sorted) {
    longest.set(phrase.charAt(0), Math.max(phrase.length, longest.get(phrase.charAt(0)) ?? 0));
  }
  const beginsPhrase = (text: string) => sorted[firstNotBefore(sorted, text)]?.startsWith(text) ?? false;

  const readStretch = (stretch: string) => {
    let pinyin = '';
    for (let at = 0; at < stretch.length;) {
      const first = String.fromCodePoint(stretch.codePointAt(at) ?? 0);
      const reach = longest.get(first) ?? 0;
      let length = Math.min(reach, stretch.length - at);
      while (length > 1 && !phrases.has(stretch.slice(at, at + length))) length--;
      const isPhrase = length > 1;
      if (!isPhrase) length = first.length;
      // pypinyin looks for no further phrase where the stretch breaks off within one.
      if (!isPhrase && stretch.length - at < reach && beginsPhrase(stretch.slice(at)))
        length = stretch.length - at;
      const taken = stretch.slice(at, at + length);
      pinyin += (isPhrase ? phrases.get(taken) : undefined) ?? [...taken].map(read).join('');
      at += length;
    }
    return pinyin;
  };
  return (text) => text.replace(chinese, readStretch);
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
