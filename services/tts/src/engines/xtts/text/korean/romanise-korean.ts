// The academic romanisation of hangul-romanize 0.1.0 (Revised Romanization by letters, not by sound).
const initials = 'g kk n d tt l m b pp s ss - j jj ch k t p h'
  .split(' ')
  .map((letters) => letters.replace('-', ''));
const vowels = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ');
const finals = '- g kk gs n nj nh d l lg lm lb ls lt lp lh m b bs s ss ng j ch k t p h'
  .split(' ')
  .map((letters) => letters.replace('-', ''));
const silentInitial = 11;

const firstSyllable = 0xac_00;
const syllables = initials.length * vowels.length * finals.length;

/** Letters that could be split between a final and an initial in more than one way. */
const ambiguous: ReadonlySet<string> = (() => {
  const joined = finals.flatMap((final) => initials.map((initial) => final + initial));
  const isAmbiguous = (letters: string) =>
    Array.from({ length: letters.length }, (_, i) => i).filter(
      (i) => finals.includes(letters.slice(0, i)) && initials.includes(letters.slice(i)),
    ).length > 1;
  return new Set(joined.filter(isAmbiguous));
})();

interface Syllable {
  initial: number;
  vowel: number;
  final: number;
}

function syllableOf(character: string): Syllable | undefined {
  const index = character.charCodeAt(0) - firstSyllable;
  if (!(index >= 0 && index < syllables)) return undefined;
  return {
    initial: Math.trunc(index / (vowels.length * finals.length)),
    vowel: Math.trunc(index / finals.length) % vowels.length,
    final: index % finals.length,
  };
}

/** Hangul in Latin letters, a hyphen where a syllable's beginning would be in doubt; all else stays. */
export function romaniseKorean(text: string): string {
  let before: Syllable | undefined;
  let romanised = '';
  for (const character of text) {
    const syllable = syllableOf(character);
    if (syllable) {
      const { initial, vowel, final } = syllable;
      const isDoubtful =
        initial === silentInitial ||
        ambiguous.has((finals[before?.final ?? 0] ?? '') + (initials[initial] ?? ''));
      if (before && isDoubtful) romanised += '-';
      romanised += (initials[initial] ?? '') + (vowels[vowel] ?? '') + (finals[final] ?? '');
    } else romanised += character;
    before = syllable;
  }
  return romanised;
}
