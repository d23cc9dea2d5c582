/** Hepburn as cutlet 0.5.2 writes it: vowels as they are spelt, "n'" before vowels, "wo". */
const hepburn = new Map(
  (
    'あa いi うu えe おo かka きki くku けke こko がga ぎgi ぐgu げge ごgo さsa しshi すsu せse そso ざza じji ずzu ぜze ぞzo ' +
    'たta ちchi つtsu てte とto だda ぢji づzu でde どdo なna にni ぬnu ねne のno はha ひhi ふfu へhe ほho ばba びbi ぶbu べbe ' +
    'ぼbo ぱpa ぴpi ぷpu ぺpe ぽpo まma みmi むmu めme もmo やya ゆyu よyo らra りri るru れre ろro わwa ゐwi ゑwe をwo んn ゔvu ' +
    'ヷva ヸvi ヹve ヺvo ゃya ゅyu ょyo ぁa ぃi ぅu ぇe ぉo ゎwa ゕka ゖke'
  )
    .split(' ')
    .map((pair) => [pair.charAt(0), pair.slice(1)]),
);
const digraphs = new Map(
  'しゃsha しゅshu しょsho じゃja じゅju じょjo ちゃcha ちゅchu ちょcho'
    .split(' ')
    .map((pair) => [pair.slice(0, 2), pair.slice(2)]),
);
const small = 'ゃゅょぁぃぅぇぉ';
const unvoiced = 'かきくけこさしすせそたちつてとはひふへほ';
const voiced = 'がぎぐげござじずぜぞだぢづでどばびぶべぼ';

export const toHiragana = (text: string) =>
  text.replace(/[\u30a1-\u30f6]/gu, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));

/** Kana in Latin letters; a っ at the end stays, since the next word says what it doubles. */
export function kanaToLatin(kana: string): string {
  const letters = [...toHiragana(kana)];
  return letters.map((letter, at) => latinOf(letter, letters[at - 1] ?? '', letters[at + 1] ?? '')).join('');
}

function latinOf(kana: string, before: string, after: string): string {
  const digraph = digraphs.get(before + kana);
  if (digraph !== undefined) return digraph;
  if (digraphs.has(kana + after)) return '';
  if (kana === 'っ') return doubled(after);
  // ファ is fu and a without its u.
  if (after !== '' && small.includes(after))
    return (hepburn.get(kana) ?? '').slice(0, -1) + (hepburn.get(after) ?? '');
  if (small.includes(kana)) return '';
  if (kana === 'ー') return hepburn.get(before)?.at(-1) ?? '-';
  if (kana === 'ん') return after !== '' && 'あいうえおやゆよ'.includes(after) ? "n'" : 'n';
  if (kana === 'ゝ') return hepburn.get(before) ?? '';
  if (kana === 'ゞ') return hepburn.get(voiced.charAt(unvoiced.indexOf(before))) ?? '';
  return hepburn.get(kana) ?? '';
}

function doubled(after: string): string {
  if (after === '') return 'っ';
  if (after === 'ち') return 't';
  if (small.includes(after)) return '';
  return 'あいうえおっ'.includes(after) ? '-' : (hepburn.get(after)?.charAt(0) ?? '');
}
