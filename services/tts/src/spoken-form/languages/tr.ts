import { toCardinal } from 'n2words/tr-TR';
import type { SpokenLanguage } from '../spoken-language.js';

const monthNames = 'Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık'.split(' ');

/** The ordinal of each word that can end a number, by vowel harmony; n2words runs the words together. */
const ordinalWords: Readonly<Record<string, string>> = {
  sıfır: 'sıfırıncı',
  bir: 'birinci',
  iki: 'ikinci',
  üç: 'üçüncü',
  dört: 'dördüncü',
  beş: 'beşinci',
  altı: 'altıncı',
  yedi: 'yedinci',
  sekiz: 'sekizinci',
  dokuz: 'dokuzuncu',
  on: 'onuncu',
  yirmi: 'yirminci',
  otuz: 'otuzuncu',
  kırk: 'kırkıncı',
  elli: 'ellinci',
  altmış: 'altmışıncı',
  yetmiş: 'yetmişinci',
  seksen: 'sekseninci',
  doksan: 'doksanıncı',
  yüz: 'yüzüncü',
  bin: 'bininci',
  milyon: 'milyonuncu',
  milyar: 'milyarıncı',
};

function ordinal(value: bigint): string {
  const words = toCardinal(value).split(' ');
  const last = words.pop() ?? '';
  return [...words, ordinalWords[last] ?? `${last}inci`].join(' ');
}

const wordBeforeEnding = new RegExp(
  String.raw`(?<=(?<!\p{L})(?:${Object.keys(ordinalWords).join('|')}|lira|dolar|avro|kuruş|sent|derece|kilometre|metre|kilogram|gram|saat|dakika))['’](?=\p{Ll})`,
  'gu',
);

export const turkish: SpokenLanguage = {
  locale: 'tr',
  wordSpace: ' ',
  attachesParticles: false,
  pluralOrder: ['other'],
  decimalSeparator: ',',
  point: 'virgül',
  decimalsAsNumber: 2,
  cardinal: (value) => toCardinal(value),
  ordinal,
  yearCues: [],
  units: {
    '%': 'yüzde #',
    '°C': 'santigrat derece',
    '°F': 'fahrenhayt derece',
    '°': 'derece',
    'km/h': 'kilometre',
    'm/s': 'metre bölü saniye',
    'km²': 'kilometrekare',
    'm²': 'metrekare',
    'm³': 'metreküp',
    km: 'kilometre',
    cm: 'santimetre',
    mm: 'milimetre',
    m: 'metre',
    kg: 'kilogram',
    mg: 'miligram',
    g: 'gram',
    t: 'ton',
    ml: 'mililitre',
    l: 'litre',
    h: 'saat',
    min: 'dakika',
    s: 'saniye',
    ms: 'milisaniye',
    kWh: 'kilovatsaat',
    kW: 'kilovat',
    MW: 'megavat',
    W: 'vat',
    V: 'volt',
    GHz: 'gigahertz',
    MHz: 'megahertz',
    kHz: 'kilohertz',
    Hz: 'hertz',
    TB: 'terabayt',
    GB: 'gigabayt',
    MB: 'megabayt',
    KB: 'kilobayt',
    'Mbit/s': 'megabit bölü saniye',
  },
  unitSpellings: { 'km/s': 'km/h', 'km/sa': 'km/h', sn: 's', sa: 'h', dk: 'min', lt: 'l', gr: 'g' },
  currencies: {
    EUR: ['avro', 'sent'],
    USD: ['dolar', 'sent'],
    GBP: ['sterlin', 'peni'],
    JPY: ['yen'],
    CNY: ['yuan'],
    INR: ['rupi'],
    KRW: ['von'],
    RUB: ['ruble', 'kopek'],
    PLN: ['zloti', 'groş'],
    CZK: ['Çek korunası'],
    HUF: ['forint'],
    TRY: ['lira', 'kuruş'],
    CHF: ['İsviçre frangı'],
  },
  yenSign: 'JPY',
  minorJoiner: ' ',
  namesMinor: true,
  scales: [
    ['bin', 'bin'],
    ['milyon', 'milyon'],
    ['mn', 'milyon'],
    ['milyar', 'milyar'],
    ['mr', 'milyar'],
  ],
  scaleJoiner: ' ',
  signs: {
    minus: 'eksi',
    plus: 'artı',
    equals: 'eşittir',
    times: 'çarpı',
    divided: 'bölü',
    lessThan: 'küçüktür',
    greaterThan: 'büyüktür',
    and: 've',
    at: 'et',
    dot: 'nokta',
    slash: 'bölü',
    hyphen: 'tire',
    underscore: 'alt çizgi',
    numberSign: 'numara',
    section: 'madde',
    about: 'yaklaşık',
    to: ' ila ',
    ratio: '',
    per: 'bölü',
    over: 'bölü',
  },
  fractions: {
    '1/2': 'yarım',
    '1/3': 'üçte bir',
    '2/3': 'üçte iki',
    '1/4': 'çeyrek',
    '3/4': 'dörtte üç',
    '1/5': 'beşte bir',
    '1/8': 'sekizde bir',
    '1/10': 'onda bir',
  },
  fractionJoiner: ' tam ',
  date: {
    order: 'dmy',
    months: monthNames.map((name) => [name]),
    say: ({ day, month, year }) => {
      const parts = [toCardinal(day), monthNames[month - 1] ?? ''];
      if (year !== undefined) parts.push(toCardinal(year));
      return parts.join(' ');
    },
  },
  time: {
    say: ({ hour, minute }) => {
      if (minute === 0) return toCardinal(hour);
      return `${toCardinal(hour)} ${minute < 10 ? 'sıfır ' : ''}${toCardinal(minute)}`;
    },
  },
  ordinalEndings: [
    ["'inci", 'masculine'],
    ["'ıncı", 'masculine'],
    ["'uncu", 'masculine'],
    ["'üncü", 'masculine'],
    ["'nci", 'masculine'],
    ["'ncı", 'masculine'],
    ['inci', 'masculine'],
    ['ıncı', 'masculine'],
    ['uncu', 'masculine'],
    ['üncü', 'masculine'],
    ['nci', 'masculine'],
    ['ncı', 'masculine'],
  ],
  romanBefore: [
    [
      '[Yy]üzyıl\\p{L}*|Dünya Savaşı|Mehmed|Mehmet|Murad|Murat|Selim|Abdülhamid|Abdülhamit|Mahmud|Mahmut|Bayezid|Osman|Elizabeth|Wilhelm',
      ordinal,
    ],
  ],
  abbreviations: {
    'Dr.': 'Doktor',
    'Prof.': 'Profesör',
    'Doç.': 'Doçent',
    'Av.': 'Avukat',
    'Sn.': 'Sayın',
    'Bkz.': 'bakınız',
    'bkz.': 'bakınız',
    'vb.': 've benzeri.',
    'vs.': 'vesaire.',
    'vd.': 've diğerleri.',
    'örn.': 'örneğin',
    'yy.': 'yüzyıl.',
    'Cad.': 'caddesi',
    'Sok.': 'sokak',
    'Mah.': 'mahallesi',
    'No.': 'numara',
    'Tel.': 'telefon',
    's.': 'sayfa',
    'M.Ö.': 'milattan önce',
    'M.S.': 'milattan sonra',
    'T.C.': 'Türkiye Cumhuriyeti',
    'Ltd.': 'limitet.',
    'Şti.': 'şirketi.',
    'maks.': 'maksimum',
    'min.': 'minimum',
    'yakl.': 'yaklaşık',
  },
  letters: 'a be ce de e fe ge he i je ke le me ne o pe kû re se te u ve çift-ve iks ye ze'.split(' '),
  furtherLetters: { Ç: 'çe', Ğ: 'yumuşak ge', İ: 'i', I: 'ı', Ö: 'ö', Ş: 'şe', Ü: 'ü' },
  acronyms: {
    OK: 'okey',
    ABD: 'a be de',
    TBMM: 'te be me me',
    TÜİK: 'tüik',
    ÖSYM: 'öse ye me',
    TOKİ: 'toki',
    FBI: 'ef bi ay',
  },
  shouted: 'VE BU BİR NE DA DE ÇOK EVET HAYIR BEN SEN O BİZ YOK VAR'.split(' '),
  first: [
    (text) =>
      text.replaceAll(
        /%\s?(\d{1,3})\s?[-–]\s?(\d{1,3})(?![\d.,]\d)/g,
        (_match, from: string, to: string) => `yüzde ${toCardinal(from)} ila ${toCardinal(to)}`,
      ),
    (text) => text.replaceAll(/(?<=\d)\s?km\/sa(?:at)?(?!\p{L})/gu, ' kilometre'),
    // An ordinal's stop stands before a word in lower case; a sentence's does not.
    (text) => text.replaceAll(/(?<=[Ss]aat )([01]?\d|2[0-3])\.([0-5]\d)(?!\d|[.,]\d)/g, '$1:$2'),
  ],
  beforeNumbers: [
    // No apostrophe where the number or the unit before an ending is a word now.
    (text) => text.replaceAll(wordBeforeEnding, ''),
    (text) =>
      text.replaceAll(
        /(?<![\p{L}\d.,])(\d{1,4})\. (?=\p{Ll}|(?:Dünya|Cadde|Sokak|Kat|Sınıf|Bölüm|Lig)(?!\p{L}))/gu,
        (_match, digits: string) => `${ordinal(BigInt(digits))} `,
      ),
    // Endings follow an apostrophe: "2024'te", "15'i".
    (text) =>
      text.replaceAll(/(?<![\d.,])(\d{1,12})['’](?=\p{Ll})/gu, (_match, digits: string) =>
        toCardinal(digits),
      ),
    (text) => text.replaceAll(/(?<=\d):(?=\d)/g, ' '),
  ],
};
