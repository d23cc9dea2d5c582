import { toCardinal, toOrdinal } from 'n2words/hu-HU';
import type { Gender, SpokenLanguage } from '../spoken-language.js';

const monthNames =
  'január február március április május június július augusztus szeptember október november december'.split(
    ' ',
  );

/** Before a noun "kettő" becomes "két". */
function cardinal(value: bigint, gender?: Gender): string {
  const words = toCardinal(value);
  return gender === undefined ? words : words.replace(/kettő$/, 'két');
}

/** n2words keeps long vowels where ordinals shorten them: "huszonnegyedik", "tizenkettedik". */
function ordinal(value: bigint): string {
  return toOrdinal(value)
    .replace(/kettődik$/, 'kettedik')
    .replace(/háromadik$/, 'harmadik')
    .replace(/négyedik$/, 'negyedik')
    .replace(/hétedik$/, 'hetedik')
    .replace(/ezeredik$/, 'ezredik');
}

/** "elseje", "másodika", "harmadika", "negyedike": the possessed ordinal that names a day. */
function dayOf(day: number): string {
  const words = ordinal(BigInt(day));
  if (words === 'első') return 'elseje';
  return `${words}${/[aou]d?ik$|adik$|odik$/.test(words) ? 'a' : 'e'}`;
}

/** "három egész öt tized": decimals are counted parts. */
function decimal(whole: bigint, fraction: string): string | undefined {
  const part = ['tized', 'század', 'ezred'][fraction.length - 1];
  return part === undefined || BigInt(fraction) === 0n
    ? undefined
    : `${toCardinal(whole)} egész ${cardinal(BigInt(fraction), 'masculine')} ${part}`;
}

export const hungarian: SpokenLanguage = {
  locale: 'hu',
  wordSpace: ' ',
  attachesParticles: false,
  pluralOrder: ['other'],
  counted: [
    [
      String.raw`(?!(?:és|vagy|meg|a|az|is|volt|van|lett|egyenlő|osztva|szor|kisebb|nagyobb|plusz|mínusz)(?!\p{L}))\p{Ll}+`,
      'masculine',
    ],
  ],
  decimalSeparator: ',',
  point: 'egész',
  decimalsAsNumber: 2,
  decimal,
  cardinal,
  ordinal,
  yearCues: [],
  units: {
    '%': 'százalék',
    '°C': 'Celsius-fok',
    '°F': 'Fahrenheit-fok',
    '°': 'fok',
    'km/h': 'kilométer per óra',
    'm/s': 'méter per szekundum',
    'km²': 'négyzetkilométer',
    'm²': 'négyzetméter',
    'm³': 'köbméter',
    km: 'kilométer',
    cm: 'centiméter',
    mm: 'milliméter',
    m: 'méter',
    kg: 'kilogramm',
    mg: 'milligramm',
    g: 'gramm',
    t: 'tonna',
    ml: 'milliliter',
    l: 'liter',
    h: 'óra',
    min: 'perc',
    s: 'másodperc',
    ms: 'ezredmásodperc',
    kWh: 'kilowattóra',
    kW: 'kilowatt',
    MW: 'megawatt',
    W: 'watt',
    V: 'volt',
    GHz: 'gigahertz',
    MHz: 'megahertz',
    kHz: 'kilohertz',
    Hz: 'hertz',
    TB: 'terabájt',
    GB: 'gigabájt',
    MB: 'megabájt',
    KB: 'kilobájt',
    'Mbit/s': 'megabit per szekundum',
  },
  currencies: {
    EUR: ['euró', 'cent'],
    USD: ['dollár', 'cent'],
    GBP: ['font', 'penny'],
    JPY: ['jen'],
    CNY: ['jüan'],
    INR: ['rúpia'],
    KRW: ['von'],
    RUB: ['rubel', 'kopejka'],
    PLN: ['złoty'],
    CZK: ['cseh korona'],
    HUF: ['forint', 'fillér'],
    TRY: ['török líra'],
    CHF: ['svájci frank'],
  },
  yenSign: 'JPY',
  minorJoiner: ' ',
  namesMinor: true,
  scales: [
    ['ezer', 'ezer'],
    ['M', 'millió'],
    ['millió', 'millió'],
    ['milliárd', 'milliárd'],
    ['Mrd', 'milliárd'],
  ],
  scaleJoiner: ' ',
  signs: {
    minus: 'mínusz',
    plus: 'plusz',
    equals: 'egyenlő',
    times: 'szor',
    divided: 'osztva',
    lessThan: 'kisebb, mint',
    greaterThan: 'nagyobb, mint',
    and: 'és',
    at: 'kukac',
    dot: 'pont',
    slash: 'per',
    hyphen: 'kötőjel',
    underscore: 'aláhúzás',
    numberSign: 'szám',
    section: 'paragrafus',
    about: 'körülbelül',
    to: '-',
    ratio: '',
    per: 'per',
    over: 'per',
  },
  fractions: {
    '1/2': 'fél',
    '1/3': 'egyharmad',
    '2/3': 'kétharmad',
    '1/4': 'negyed',
    '3/4': 'háromnegyed',
    '1/5': 'egyötöd',
    '1/8': 'egynyolcad',
    '1/10': 'egytized',
  },
  fractionJoiner: ' és ',
  date: {
    order: 'ymd',
    months: monthNames.map((name) => [name]),
    say: ({ day, month, year }) => {
      const dayAndMonth = `${monthNames[month - 1] ?? ''} ${dayOf(day)}`;
      return year === undefined ? dayAndMonth : `${toCardinal(year)} ${dayAndMonth}`;
    },
  },
  time: {
    tail: String.raw`\s?óra(?!\p{L})`,
    say: ({ hour, minute }) => {
      const hours = `${cardinal(BigInt(hour), 'masculine')} óra`;
      return minute === 0 ? hours : `${hours} ${cardinal(BigInt(minute), 'masculine')} perc`;
    },
  },
  ordinalEndings: [
    ['-ik', 'masculine'],
    ['-dik', 'masculine'],
  ],
  romanBefore: [
    [
      'század\\p{L}*|világháború\\p{L}*|kerület\\p{L}*|fejezet\\p{L}*|Béla|István|László|Lajos|Henrik|Ferenc|Károly|János Pál|Erzsébet|Ferdinánd|András|Mátyás',
      ordinal,
    ],
  ],
  abbreviations: {
    'pl.': 'például',
    'stb.': 'és a többi.',
    'kb.': 'körülbelül',
    'ill.': 'illetve',
    'ún.': 'úgynevezett',
    'dr.': 'doktor',
    'prof.': 'professzor',
    'ifj.': 'ifjabb',
    'id.': 'idősebb',
    'özv.': 'özvegy',
    'u.': 'utca',
    'krt.': 'körút',
    'sz.': 'szám',
    'tel.': 'telefon',
    'old.': 'oldal.',
    'bek.': 'bekezdés.',
    'vö.': 'vesd össze',
    'ld.': 'lásd',
    'i. e.': 'időszámításunk előtt',
    'i. sz.': 'időszámításunk szerint',
    'Kr. e.': 'Krisztus előtt',
    'Kr. u.': 'Krisztus után',
    'szt.': 'szent',
    'max.': 'maximum',
    'min.': 'minimum',
    'Kft.': 'káefté.',
    'Zrt.': 'zéerté.',
    'Bt.': 'bété.',
  },
  letters: 'á bé cé dé é ef gé há í jé ká el em en ó pé kú er es té ú vé dupla-vé iksz ipszilon zé'.split(
    ' ',
  ),
  acronyms: {
    OK: 'oké',
    ENSZ: 'ensz',
    FBI: 'ef bí áj',
    MÁV: 'máv',
    OTP: 'ó té pé',
    MTI: 'em té í',
    GDP: 'dzsí dí pí',
  },
  shouted: 'NEM IGEN ÉN TE Ő MI A AZ ÉS IS DE HA EGY EZ'.split(' '),
  first: [
    (text) => text.replaceAll(/(?<![\d.,])([01]?\d|2[0-4])\.([0-5]\d)(?=-kor)/g, '$1:$2'),
    // Endings follow a hyphen: the day of a month first, then any number.
    (text) =>
      text.replaceAll(
        new RegExp(
          String.raw`(?:(?<![\d])(\d{4})\.\s)?(${monthNames.join('|')})\s(\d{1,2})(?:\.|-(jén|án|én|ától|étől|áig|éig|ára|ére|i|a|e|je)(?!\p{L}))`,
          'giu',
        ),
        (match, year: string | undefined, month: string, day: string, ending: string | undefined) => {
          if (Number(day) < 1 || Number(day) > 31) return match;
          const lead = year === undefined ? '' : `${toCardinal(year)} `;
          return `${lead}${month} ${inflectedDay(Number(day), ending ?? '')}`;
        },
      ),
    (text) =>
      text.replaceAll(
        /(?<![\p{L}\d.,])(\d{1,4})[-–](\d{1,4})(?= (?:oldal|perc|óra|nap|hét|év|fő)|\.)/gu,
        (match, from: string, to: string) =>
          Number(from) < Number(to) ? `${toCardinal(from)}-${cardinal(BigInt(to), 'masculine')}` : match,
      ),
    (text) =>
      text.replaceAll(
        /(?<![\d.,:])(\d{4})\. (?=(?:év|evi|janu|nyar|tél|ősz|tavasz)\p{L}*)/gu,
        (_match, year: string) => `${toCardinal(year)} `,
      ),
  ],
  beforeNumbers: [
    // No hyphen where the unit before an ending is a word now.
    (text) =>
      text.replaceAll(
        /(?<=(?<!\p{L})(?:százalék|perc|óra|másodperc|forint|euró|dollár|font|kilométer|méter|kilogramm|fok|liter))-(?=\p{Ll}{1,5}(?!\p{L}))/gu,
        '',
      ),
    (text) =>
      text.replaceAll(/(?<![\p{L}\d.,])(\d{1,4})\. (?=\p{Ll})/gu, (match, digits: string) =>
        Number(digits) === 0 ? match : `${ordinal(BigInt(digits))} `,
      ),
    (text) =>
      text.replaceAll(
        /(?<![\p{L}\d.,])(\d{1,2})-(jén|án|én)(?!\p{L})/gu,
        (match, day: string, ending: string) =>
          Number(day) >= 1 && Number(day) <= 31 ? inflectedDay(Number(day), ending) : match,
      ),
    (text) =>
      text.replaceAll(/(?<![\p{L}\d.,])(\d{1,9})-(?=\p{Ll})/gu, (_match, digits: string) =>
        toCardinal(digits),
      ),
    (text) =>
      text.replaceAll(
        /(?<![\d.,:-])(\d{1,4})[:-](\d{1,4})(?![\d.,:-]*\d)/g,
        (match, from: string, to: string) =>
          match.length > 7
            ? `${toCardinal(from)}-${toCardinal(to)}`
            : `${toCardinal(from)}-${toCardinal(to)}`,
      ),
  ],
};

/** "tizenötödikén", "elsejéig": the last vowel is lengthened before an ending. */
function inflectedDay(day: number, ending: string): string {
  const base = dayOf(day);
  if (ending === '' || ending === 'a' || ending === 'e' || ending === 'je') return base;
  if (ending === 'i') return `${base.slice(0, -1)}${base.endsWith('a') ? 'a' : 'e'}i`;
  const rest = ending.replace(/^j?[áé]/, '');
  return `${base.slice(0, -1)}${base.endsWith('a') ? 'á' : 'é'}${rest}`;
}
