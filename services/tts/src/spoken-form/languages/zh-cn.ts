import { toCardinal } from 'n2words/zh-Hans-CN';
import type { Gender, SpokenLanguage } from '../spoken-language.js';

const digitNames = '零一二三四五六七八九';

/** "十二" without a leading one; "两千" and, before a noun, "两". */
function cardinal(value: bigint, gender?: Gender): string {
  if (value === 2n && gender !== undefined) return '两';
  return toCardinal(value, { formal: false })
    .replace(/^一十/, '十')
    .replaceAll(/二(?=[千万亿])/g, (two, at: number, text: string) =>
      at > 0 && text.charAt(at - 1) === '十' ? two : '两',
    );
}

/** Years are read digit by digit. */
const digits = (text: string) => Array.from(text, (digit) => digitNames.charAt(Number(digit))).join('');

export const chinese: SpokenLanguage = {
  locale: 'zh',
  wordSpace: '',
  attachesParticles: true,
  pluralOrder: ['other'],
  counted: [],
  decimalSeparator: '.',
  point: '点',
  decimalsAsNumber: 0,
  cardinal,
  ordinal: (value) => `第${cardinal(value)}`,
  year: (value) => digits(String(value)),
  yearCues: [],
  units: {
    '%': '百分之#',
    '°C': '摄氏度',
    '°F': '华氏度',
    '°': '度',
    'km/h': '公里每小时',
    'm/s': '米每秒',
    'km²': '平方公里',
    'm²': '平方米',
    'm³': '立方米',
    km: '公里',
    cm: '厘米',
    mm: '毫米',
    m: '米',
    kg: '公斤',
    mg: '毫克',
    g: '克',
    t: '吨',
    ml: '毫升',
    l: '升',
    h: '小时',
    min: '分钟',
    s: '秒',
    ms: '毫秒',
    kWh: '千瓦时',
    kW: '千瓦',
    MW: '兆瓦',
    W: '瓦',
    V: '伏',
    GHz: '吉赫',
    MHz: '兆赫',
    kHz: '千赫',
    Hz: '赫兹',
    TB: '太字节',
    GB: '吉字节',
    MB: '兆字节',
    KB: '千字节',
    'Mbit/s': '兆比特每秒',
  },
  belowZero: '零下',
  currencies: {
    EUR: ['欧元'],
    USD: ['美元'],
    GBP: ['英镑'],
    JPY: ['日元'],
    CNY: ['元'],
    INR: ['卢比'],
    KRW: ['韩元'],
    RUB: ['卢布'],
    PLN: ['兹罗提'],
    CZK: ['捷克克朗'],
    HUF: ['福林'],
    TRY: ['土耳其里拉'],
    CHF: ['瑞士法郎'],
  },
  currencySpellings: { 元: 'CNY', 美元: 'USD', 欧元: 'EUR', 日元: 'JPY', RMB: 'CNY', '￥': 'CNY' },
  yenSign: 'CNY',
  minorJoiner: '',
  namesMinor: false,
  scales: [
    ['万', '万'],
    ['百万', '百万'],
    ['千万', '千万'],
    ['亿', '亿'],
    ['万亿', '万亿'],
  ],
  scaleJoiner: '',
  signs: {
    minus: '负',
    plus: '加',
    equals: '等于',
    times: '乘以',
    divided: '除以',
    lessThan: '小于',
    greaterThan: '大于',
    and: '和',
    at: '艾特',
    dot: '点',
    slash: '斜杠',
    hyphen: '杠',
    underscore: '下划线',
    numberSign: '号码',
    section: '第',
    about: '约',
    to: '到',
    ratio: '比',
    per: '每',
    over: '分之',
  },
  fractions: {
    '1/2': '二分之一',
    '1/3': '三分之一',
    '2/3': '三分之二',
    '1/4': '四分之一',
    '3/4': '四分之三',
    '1/5': '五分之一',
    '1/8': '八分之一',
    '1/10': '十分之一',
  },
  fractionJoiner: '又',
  date: {
    order: 'ymd',
    months: Array.from({ length: 12 }, (_unused, index) => [`${index + 1}月`]),
    say: ({ day, month, year }) =>
      `${year === undefined ? '' : `${digits(String(year))}年`}${cardinal(BigInt(month))}月${cardinal(BigInt(day))}日`,
  },
  time: {
    say: ({ hour, minute, half }) => {
      const part = half === undefined ? '' : half === 'am' ? '上午' : '下午';
      const minutes = minute === 0 ? '' : `${minute < 10 ? '零' : ''}${cardinal(BigInt(minute))}分`;
      return `${part}${cardinal(BigInt(hour), 'masculine')}点${minutes}`;
    },
  },
  ordinalEndings: [],
  abbreviations: {},
  letters: 'A B C D E F G H I J K L M N O P Q R S T U V W X Y Z'.split(' '),
  acronyms: { OK: 'OK', NASA: 'NASA' },
  telephoneGroup: (group) => digits(group).replaceAll('一', '幺'),
  beforeNumbers: [(text) => text.replaceAll(/百分之一百(?![一二三四五六七八九十零点])/g, '百分之百')],
  first: [
    (text) =>
      text.replaceAll(
        /(?<!\d)(\d{4})\s?[-–—]\s?(\d{4})(?=年)/g,
        (_match, from: string, to: string) => `${digits(from)}到${digits(to)}`,
      ),
    (text) => text.replaceAll(/(?<!\d)(\d{4})(?=年(?!级|龄|之久))/g, (_match, year: string) => digits(year)),
    (text) =>
      text.replaceAll(/(?<!\d)(\d{2})(?=年代)/g, (_match, decade: string) => cardinal(BigInt(decade))),
    // 两 before measure words: 两个, 两天.
    (text) =>
      text.replaceAll(
        /(?<![\d.,:/第-])2(?=[万亿个位只条张本件名天年周次杯瓶辆家间层岁种块套台双把朵头座首部篇遍倍点])/g,
        '两',
      ),
    (text) => text.replaceAll(/(?<![\d.,:/第-])2(?=小时|分钟|公里|公斤|个月)/g, '两'),
  ],
};
