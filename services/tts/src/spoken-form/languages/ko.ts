import { toCardinal } from 'n2words/ko-KR';
import type { ClockTime, SpokenLanguage } from '../spoken-language.js';

const nativeUnits = ['', '한', '두', '세', '네', '다섯', '여섯', '일곱', '여덟', '아홉'];
const nativeTens = ['', '열', '스물', '서른', '마흔', '쉰', '예순', '일흔', '여든', '아흔'];
/** What Korean numbers, not Sino-Korean ones, count. */
const nativeCounters =
  '개(?!월)|명|사람|마리|권|잔|병|살|시간|번째|대(?!학|통)|장|송이|그루|켤레|벌|채|가지|곳|달(?!러)|배|시(?![간즌])|군데|그릇|통|쌍|자루';

/** Before a counter: "한", "스무", "스물한". */
function native(value: number): string {
  if (value === 20) return '스무';
  return `${nativeTens[Math.floor(value / 10)] ?? ''}${nativeUnits[value % 10] ?? ''}`;
}

/** Without the spaces that n2words puts between groups of four digits, as a number is said in one breath. */
const cardinal = (value: bigint) => toCardinal(value);

function sayTime({ hour, minute, half }: ClockTime, before: string): string {
  const isNamed = /오전|오후|새벽|아침|저녁|밤|낮/.test(before);
  const isLate = half === 'pm' || (half === undefined && hour >= 12);
  const hour12 = hour % 12 === 0 ? 12 : hour % 12;
  const part = isNamed && hour <= 12 ? '' : `${isLate ? '오후' : '오전'} `;
  return `${part}${native(hour12)} 시${minute === 0 ? '' : ` ${toCardinal(minute)} 분`}`;
}

const monthNames = '일월 이월 삼월 사월 오월 유월 칠월 팔월 구월 시월 십일월 십이월'.split(' ');

export const korean: SpokenLanguage = {
  locale: 'ko',
  wordSpace: ' ',
  attachesParticles: true,
  pluralOrder: ['other'],
  decimalSeparator: '.',
  point: '점',
  decimalsAsNumber: 0,
  decimal: (whole, fraction) =>
    `${toCardinal(whole)} 점 ${Array.from(fraction, (digit) => toCardinal(digit)).join('')}`,
  cardinal,
  ordinal: (value) =>
    value < 100n ? `${value === 1n ? '첫' : native(Number(value))} 번째` : `${toCardinal(value)} 번째`,
  yearCues: [],
  units: {
    '%': '퍼센트',
    '°C': '도',
    '°F': '화씨 # 도',
    '°': '도',
    'km/h': '시속 # 킬로미터',
    'm/s': '초속 # 미터',
    'km²': '제곱킬로미터',
    'm²': '제곱미터',
    'm³': '세제곱미터',
    km: '킬로미터',
    cm: '센티미터',
    mm: '밀리미터',
    m: '미터',
    kg: '킬로그램',
    mg: '밀리그램',
    g: '그램',
    t: '톤',
    ml: '밀리리터',
    l: '리터',
    h: '시간',
    min: '분',
    s: '초',
    ms: '밀리초',
    kWh: '킬로와트시',
    kW: '킬로와트',
    MW: '메가와트',
    W: '와트',
    V: '볼트',
    GHz: '기가헤르츠',
    MHz: '메가헤르츠',
    kHz: '킬로헤르츠',
    Hz: '헤르츠',
    TB: '테라바이트',
    GB: '기가바이트',
    MB: '메가바이트',
    KB: '킬로바이트',
    'Mbit/s': '초당 # 메가비트',
  },
  belowZero: '영하',
  currencies: {
    EUR: ['유로', '센트'],
    USD: ['달러', '센트'],
    GBP: ['파운드', '펜스'],
    JPY: ['엔'],
    CNY: ['위안'],
    INR: ['루피'],
    KRW: ['원'],
    RUB: ['루블'],
    PLN: ['즈워티'],
    CZK: ['체코 코루나'],
    HUF: ['포린트'],
    TRY: ['튀르키예 리라'],
    CHF: ['스위스 프랑'],
  },
  currencySpellings: { 원: 'KRW', 달러: 'USD', 유로: 'EUR', 엔: 'JPY' },
  yenSign: 'JPY',
  minorJoiner: ' ',
  namesMinor: true,
  scales: [
    ['천', '천'],
    ['만', '만'],
    ['백만', '백만'],
    ['천만', '천만'],
    ['억', '억'],
    ['조', '조'],
  ],
  scaleJoiner: ' ',
  signs: {
    minus: '마이너스',
    plus: '더하기',
    equals: '이퀄',
    times: '곱하기',
    divided: '나누기',
    lessThan: '보다 작은',
    greaterThan: '보다 큰',
    and: '앤드',
    at: '골뱅이',
    dot: '점',
    slash: '슬래시',
    hyphen: '하이픈',
    underscore: '밑줄',
    numberSign: '번호',
    section: '섹션',
    about: '약',
    to: '에서 ',
    ratio: '대',
    per: '당',
    over: '분의',
  },
  fractions: {
    '1/2': '이분의 일',
    '1/3': '삼분의 일',
    '2/3': '삼분의 이',
    '1/4': '사분의 일',
    '3/4': '사분의 삼',
    '1/5': '오분의 일',
    '1/8': '팔분의 일',
    '1/10': '십분의 일',
  },
  fractionJoiner: '와 ',
  date: {
    order: 'ymd',
    months: monthNames.map((_name, index) => [`${index + 1}월`]),
    say: ({ day, month, year }) => {
      const dayAndMonth = `${monthNames[month - 1] ?? ''} ${toCardinal(day)}일`;
      return year === undefined ? dayAndMonth : `${toCardinal(year)}년 ${dayAndMonth}`;
    },
  },
  time: { say: sayTime },
  ordinalEndings: [['번째', 'masculine']],
  abbreviations: { '(주)': '주식회사 ', '㈜': '주식회사 ' },
  letters:
    '에이 비 씨 디 이 에프 지 에이치 아이 제이 케이 엘 엠 엔 오 피 큐 아르 에스 티 유 브이 더블유 엑스 와이 제트'.split(
      ' ',
    ),
  acronyms: { NASA: '나사', NATO: '나토', OK: '오케이', FIFA: '피파', UNESCO: '유네스코', KAIST: '카이스트' },
  telephoneGroup: (digits) =>
    Array.from(digits, (digit) => (digit === '0' ? '공' : toCardinal(digit))).join(''),
  first: [
    (text) =>
      text.replaceAll(
        /(?:(\d{4})년\s?)?(?<!\d)(1[0-2]|0?[1-9])월(?:\s?([12]\d|3[01]|0?[1-9])일)?/g,
        (_match, year: string | undefined, month: string, day: string | undefined) => {
          const parts = [monthNames[Number(month) - 1] ?? ''];
          if (year !== undefined) parts.unshift(`${toCardinal(year)}년`);
          if (day !== undefined) parts.push(`${toCardinal(day)}일`);
          return parts.join(' ');
        },
      ),
    (text) =>
      text.replaceAll(
        /(?<![\d:.,])([01]?\d|2[0-4])시(?!간)(?:\s?([0-5]?\d)분)?/g,
        (_match, hour: string, minute?: string) => {
          const hours = Number(hour) > 12 || Number(hour) === 0 ? toCardinal(hour) : native(Number(hour));
          return `${hours} 시${minute === undefined ? '' : ` ${toCardinal(minute)} 분`}`;
        },
      ),
    (text) =>
      text.replaceAll(
        new RegExp(String.raw`(?<![\d.,:])([1-9]\d?)\s?(${nativeCounters})(?!\p{Script=Latin})`, 'gu'),
        (_match, digits: string, counter: string) =>
          counter === '번째' && digits === '1' ? '첫 번째' : `${native(Number(digits))} ${counter}`,
      ),
    (text) => text.replaceAll(/(?<=\d)\s?[~∼]\s?(?=\d)/g, '-'),
    (text) => text.replaceAll(/(?<=\d)(만|억|조)(?=\d)/g, '$1 '),
  ],
};
