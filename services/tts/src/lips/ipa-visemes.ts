import type { Viseme } from '@parley/contracts';

/** IPA to Oculus-15, after met4citizen/HeadTTS's table and the articulation of what it leaves out. */
const table: Record<Exclude<Viseme, 'sil'>, string> = {
  PP: 'p b m ʙ ɓ',
  FF: 'f v ɸ β ʋ ɱ',
  TH: 'θ ð',
  DD: 't d ɾ ɖ ʈ ɗ',
  kk: 'k ɡ g c q h ɢ ɟ ʔ ʕ ħ ɦ χ ɣ ʛ',
  CH: 'tʃ dʒ tɕ dʑ ts dz tʂ dʐ ʧ ʤ ʦ ʣ ʨ ʥ',
  SS: 's z ʃ ʒ ʂ ʐ ɕ ʑ x ç ʝ ɬ ɮ ɧ',
  nn: 'n ŋ ɲ ɳ ɴ',
  RR: 'ɹ r ʁ l ʎ ɚ ɝ ɻ ʀ ɭ ʟ ɫ ɽ',
  aa: 'a ɑ æ ʌ ɐ ɒ ɶ',
  E: 'e ɛ ə ɜ œ ɘ ɞ',
  ih: 'i ɪ y j ɨ ʏ ᵻ',
  oh: 'o ɔ ø ɤ ɵ',
  ou: 'u ʊ w ɥ ɯ ʉ ʍ',
};

const visemeOf = new Map<string, Viseme>(
  Object.entries(table).flatMap(([viseme, symbols]) =>
    symbols.split(' ').map((symbol): [string, Viseme] => [symbol, viseme as Viseme]),
  ),
);

/** Stress, length, tone, aspiration and nasality change no mouth shape. */
const unseenMarks = /[\p{M}\p{Lm}\p{Sk}\p{N}.ˈˌːˑ'-]/gu;

/**
 * The mouth shapes of one phoneme as espeak-ng writes it: a diphthong has two, a pause `sil`, a language mark and what
 * only colours the sound before it none.
 */
export function visemesOf(phoneme: string): Viseme[] {
  if (phoneme === '') return ['sil'];
  if (phoneme.startsWith('(')) return [];
  const symbols = phoneme.normalize('NFD').replaceAll(unseenMarks, '').trim();
  const found: Viseme[] = [];
  for (let at = 0; at < symbols.length;) {
    const pair = visemeOf.get(symbols.slice(at, at + 2));
    const viseme = pair ?? visemeOf.get(symbols.charAt(at));
    if (viseme && found.at(-1) !== viseme) found.push(viseme);
    at += pair && symbols.length > at + 1 ? 2 : 1;
  }
  return found;
}
