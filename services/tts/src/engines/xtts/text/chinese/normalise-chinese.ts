import { chineseCardinal, digitByDigit } from './chinese-numbers.js';

const number = String.raw`\p{Nd}+(?:\.\p{Nd}+)?`;
const moneyUnit =
  '(?:(?:亿|千万|百万|万|千|百)|(?:亿|千万|百万|万|千|百|)元|(?:亿|千万|百万|万|千|百|)块|角|毛|分)';
const measureWords =
  '匹张座回场尾条个首阙阵网炮顶丘棵只支袭辆挑担颗壳窠曲墙群腔砣客贯扎捆刀令打手罗坡山岭江溪钟队单双对出口头脚板跳枝件贴针线管名' +
  '位身堂课本页家户层丝毫厘分钱两斤铢石钧锱忽寸尺丈里寻常铺程撮勺合升斗盘碗碟叠桶笼盆盒杯斛锅簋篮罐瓶壶卮盏箩箱煲啖袋钵年月日' +
  '季刻时周天秒旬纪岁世更夜春夏秋冬代伏辈丸粒幢堆根道面片块泡';

interface Rule {
  /** The first group is what is said in words. */
  pattern: RegExp;
  say: (written: string) => string;
}

/** A year digit by digit; month and day as numbers. */
const sayDate = (date: string) =>
  date
    .trim()
    .replace(/^\p{Nd}+(?=年)/u, digitByDigit)
    .replace(/\p{Nd}+/gu, chineseCardinal);

function sayFraction(fraction: string): string {
  const [numerator = '', denominator = ''] = fraction.split('/');
  return `${chineseCardinal(denominator)}分之${chineseCardinal(numerator)}`;
}

/**
 * What idiap coqui-ai-TTS 0.27.2 (xtts/zh_num2words.py, after chn_text_norm) rewrites with its defaults, in its order.
 * Each rule finds all that it knows in the text as it is then, and rewrites the first place where each stands.
 */
const rules: readonly Rule[] = [
  {
    pattern: /\P{Nd}+((?:(?:[089]\p{Nd}|(?:19|20)\p{Nd}{2})年)?(?:\p{Nd}{1,2}月(?:\p{Nd}{1,2}[日号])?)?)/gu,
    say: sayDate,
  },
  {
    pattern: new RegExp(`\\P{Nd}+(${number}[多余几]?${moneyUnit}(?:\\p{Nd}${moneyUnit}?)?)`, 'gu'),
    say: (money) => money.replace(new RegExp(number, 'gu'), chineseCardinal),
  },
  {
    pattern: /\P{Nd}((?:\+?86 ?)?1(?:[38]\p{Nd}|5[0-35-9]|7[678]|9[89])\p{Nd}{8})\P{Nd}/gu,
    say: (telephone) => digitByDigit(telephone.replaceAll(/[+\s]/gu, '')),
  },
  {
    pattern: /\P{Nd}((?:0(?:10|2[1-3]|[3-9]\p{Nd}{2})-?)?[1-9]\p{Nd}{6,7})\P{Nd}/gu,
    say: (telephone) => digitByDigit(telephone.replaceAll('-', '')),
  },
  { pattern: /(\p{Nd}+\/\p{Nd}+)/gu, say: sayFraction },
  {
    pattern: /(\p{Nd}+(?:\.\p{Nd}+)?[%％])/gu,
    say: (percentage) => `百分之${chineseCardinal(percentage.slice(0, -1))}`,
  },
  {
    pattern: new RegExp(`(${number})[多余几]?(?:[千微][克米]|[${measureWords}])`, 'gu'),
    say: chineseCardinal,
  },
  { pattern: /(\p{Nd}{4,32})/gu, say: digitByDigit },
  { pattern: new RegExp(`(${number})`, 'gu'), say: chineseCardinal },
  // P2P and B2B keep their figure.
  { pattern: /([a-zA-Z]+二[a-zA-Z]+)/gu, say: (name) => name.replace('二', '2') },
];

const punctuation =
  /[!-/:-@[-`{-~·–—‘’‛“”„‟…‧、。〃〈〉《》「」『』【】〔〕〖〗〘〙〚〛〜〝〞〟〰〾〿﹏！＂-／：-＠［-｀｛-､]/gu;

/** Numbers of Chinese text in words, and all punctuation as commas. */
export function normaliseChinese(text: string): string {
  let normalised = `^${text}$`;
  for (const { pattern, say } of rules) {
    for (const [, written = ''] of normalised.matchAll(pattern)) {
      if (written !== '') normalised = normalised.replace(written, () => say(written));
    }
  }
  return normalised.replace(/^\^+/u, '').replace(/\$+$/u, '').replace(punctuation, ',');
}
