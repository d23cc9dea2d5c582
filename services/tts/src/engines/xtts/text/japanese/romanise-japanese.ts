import { kanaToLatin } from './kana.js';
import { loadLoanwords } from './loanwords.js';
import { type JapaneseWord, loadJapaneseWords } from './words.js';

/** What cutlet spells its own way, and what UniDic takes for two words. */
const spellings = new Map(
  (
    'ホッピー hoppy|東京 tokyo|大阪 osaka|京都 kyoto|柔道 judo|弁当 bento|ヒルズ hills|カービィ kirby|' +
    "ので no de|のに no ni|について ni tsuite|によって ni yotte|により ni yori|に対して ni taishite|として to shite|にとって ni totte|における ni okeru|に関する ni kansuru|に関して ni kanshite|という to iu|といった to itta|かも ka mo|いつも itsu mo|それで sore de|なのに na no ni|どうも dou mo|日本語 nippon go|中国語 chuugoku go|韓国語 kankoku go|富士山 fuji yama|月曜日 getsuyou hi|火曜日 kayou hi|水曜日 suiyou hi|木曜日 mokuyou hi|金曜日 kin'you hi|土曜日 doyou hi|日曜日 nichiyou hi|小麦粉 komugi kona|飛行機 hikou ki|交差点 kousa ten|郵便局 yuubin kyoku"
  )
    .split('|')
    .map((pair) => {
      const space = pair.indexOf(' ');
      return [pair.slice(0, space), pair.slice(space + 1)];
    }),
);
/** Readings of UniDic where IPADIC has another. */
const readings = new Map([
  ['私', 'ワタクシ'],
  ['日本', 'ニッポン'],
  ['明日', 'アス'],
]);

const punctuation = new Map(
  'ー- 。. 、, ？? ！! 「" 」" 『" 』" ：: （( ）) 《( 》) 【[ 】] ・/ ，,'
    .split(' ')
    .map((pair) => [pair.charAt(0), pair.slice(1)]),
);

/** Signs that UniDic knows and cutlet leaves out; those that neither knows become question marks. */
const silent = /^[–—«»“‘·•〈〉〔〕〜※→←↑↓★☆♪♡♥°£€¥§©®×÷±√∞―☃々〆〃]$/u;

const isAscii = (text: string) => !/[^\0-\x7f]/u.test(text);
const isKana = (text: string) => /^[\u3041-\u309f\u30a0-\u30ff]+$/u.test(text);

/**
 * Japanese in small Latin letters with spaces between words, as cutlet 0.5.2 writes it. cutlet cuts words with UniDic,
 * this with IPADIC: they differ in some places (see the parity test).
 */
export async function loadJapaneseRomanisation(): Promise<(text: string) => string> {
  const [toWords, loanwordIn] = await Promise.all([loadJapaneseWords(), loadLoanwords()]);

  const latinOf = ({ surface, kana, kind, pronunciation }: JapaneseWord): string => {
    const spelling = spellings.get(surface);
    if (spelling !== undefined) return spelling;
    if (isAscii(surface)) return surface;
    if (/^\p{Nd}+$/u.test(surface)) return surface;
    const sign = silent.test(surface) ? '' : punctuation.get(surface);
    if (sign !== undefined) return sign;
    if (kind === 'particle' && surface === 'は' && pronunciation === 'ワ') return 'wa';
    if (kind === 'particle' && surface === 'へ') return 'e';
    const loanword = loanwordIn(surface);
    if (loanword !== undefined) return loanword;
    const reading = readings.get(surface) ?? kana;
    if (reading !== undefined) return kanaToLatin(reading);
    if (isKana(surface)) return kanaToLatin(surface);
    return '?'.repeat([...surface].length);
  };

  return (text) => {
    const plain = text.normalize('NFKC').replaceAll('‘', '`').replaceAll('’', "'").replaceAll('”', '"');
    return joinWords(toWords(plain), latinOf).trim().toLowerCase();
  };
}

function joinWords(words: readonly JapaneseWord[], latinOf: (word: JapaneseWord) => string): string {
  const parts: { latin: string; space: boolean }[] = [];
  for (const [index, word] of words.entries()) {
    const [next, before] = [words[index + 1], parts.at(-1)];
    const latin = latinOf(word);
    const isApostrophe =
      word.surface === "'" &&
      next !== undefined &&
      /^[a-z]/iu.test(next.surface) &&
      !next.followsSpace &&
      !word.followsSpace;
    const opens = '「『'.includes(word.surface) || '(['.includes(latin);
    if (before?.latin.endsWith('っ') && latin !== '')
      before.latin = before.latin.slice(0, -1) + latin.charAt(0);
    if (before && isApostrophe) before.space = false;
    if (before && opens) before.space = true;
    parts.push({ latin, space: !isApostrophe && !opens && latin !== '/' && isSpaced(word, next) });
  }
  return parts.map(({ latin, space }) => latin.replaceAll('っ', '') + (space ? ' ' : '')).join('');
}

/** Whether a space goes between a word and the next. */
function isSpaced(word: JapaneseWord, next: JapaneseWord | undefined): boolean {
  if (!next) return true;
  if (isAscii(word.surface) && isAscii(next.surface)) return next.followsSpace;
  if (word.kind === 'prefix' || ['symbol', 'suffix', 'conjunctive'].includes(next.kind)) return false;
  if (next.surface === ',') return false;
  const isInflected = word.kind === 'verb' || word.kind === 'auxiliary';
  return !(isInflected && next.kind === 'auxiliary' && next.surface !== 'です');
}
