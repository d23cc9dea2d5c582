import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import kuromoji, { type Token } from 'kuromoji';

/** A word of a Japanese text, with what its spelling in Latin letters depends on. */
export interface JapaneseWord {
  surface: string;
  /** Katakana; undefined where the dictionary does not know the word. */
  kana: string | undefined;
  /** Katakana as it is spoken. */
  pronunciation: string | undefined;
  kind: 'word' | 'verb' | 'auxiliary' | 'conjunctive' | 'particle' | 'prefix' | 'suffix' | 'symbol';
  /** Whether the text has a space before it. */
  followsSpace: boolean;
}

/** Cuts a text into words. */
export type ToWords = (text: string) => JapaneseWord[];

/** Loads the dictionary of kuromoji (IPADIC): a second, and 300 MB of memory. */
export async function loadJapaneseWords(): Promise<ToWords> {
  const dicPath = join(dirname(createRequire(import.meta.url).resolve('kuromoji/package.json')), 'dict');
  const tokenizer = await new Promise<{ tokenize(text: string): Token[] }>((resolve, reject) => {
    kuromoji.builder({ dicPath }).build((error, built) => (error ? reject(error) : resolve(built)));
  });
  return (text) =>
    [...text.matchAll(parts)].flatMap(([part, space = '', foreign, symbol]) => {
      const surface = part.slice(space.length);
      const followsSpace = space !== '';
      if (foreign !== undefined || symbol !== undefined) return [signOf(surface, followsSpace)];
      return tokenizer.tokenize(surface).map((token, at) => wordOf(token, followsSpace && at === 0));
    });
}

/** Spaces and what follows: Japanese and Latin, another script, or one sign. */
const parts =
  /(\s*)(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ーa-z0-9]+|((?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}\p{M}])+)|(\.?["',;[\]\\^_`„-]+\.?|[^\s]))/giu;

/** Signs that UniDic sets apart; all others lean on the word before. */
const signsApart = /^\.?["',;[\]\\^_`„-]+\.?$/u;

function signOf(surface: string, followsSpace: boolean): JapaneseWord {
  const kind = signsApart.test(surface) ? 'word' : 'symbol';
  return { surface, kana: undefined, pronunciation: undefined, kind, followsSpace };
}

function wordOf(token: Token, followsSpace: boolean): JapaneseWord {
  return {
    surface: token.surface_form,
    kana: token.word_type === 'KNOWN' && token.reading !== '*' ? token.reading : undefined,
    pronunciation: token.pronunciation,
    kind: kindOf(token),
    followsSpace,
  };
}

/** Verbs of IPADIC that UniDic takes for auxiliaries. */
const auxiliaryVerbs = new Set(['てる', 'でる', 'ちゃう', 'じゃう', 'とく', 'どく', 'ちまう', 'なさる']);
/** Counters that follow a figure without a space in UniDic are its suffixes; these are nouns of their own there. */
const countedNouns = new Set([
  '年',
  '円',
  '月',
  '日',
  '時',
  '分',
  '秒',
  '回',
  '本',
  '枚',
  '台',
  '冊',
  '歳',
  '週間',
  '時間',
  '年間',
]);

function kindOf({
  pos,
  pos_detail_1: detail,
  pos_detail_2: further,
  basic_form,
  surface_form,
}: Token): JapaneseWord['kind'] {
  if (pos === '記号' && detail !== 'アルファベット') return 'symbol';
  if (pos === '接頭詞') return 'prefix';
  if (pos === '助動詞' || (pos === '動詞' && detail === '接尾') || auxiliaryVerbs.has(basic_form))
    return 'auxiliary';
  if (pos === '動詞' || pos === '形容詞') return 'verb';
  if (pos === '助詞') {
    // UniDic takes these two for two particles.
    const isOne = surface_form !== 'ので' && surface_form !== 'のに';
    return detail === '接続助詞' && isOne ? 'conjunctive' : 'particle';
  }
  const isSuffix = detail === '接尾' && further !== '助動詞語幹' && !countedNouns.has(surface_form);
  return isSuffix ? 'suffix' : 'word';
}
