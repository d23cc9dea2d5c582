import { toCardinal, toOrdinal } from 'n2words/de-DE';
import type { Gender, SpokenLanguage } from '../spoken-language.js';

const monthNames = 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(
  ' ',
);

/** After these an ordinal ends in -n: "am dritten", "des dritten". */
const weakCues = new Set(
  'am vom dem den zum im beim ins des ab seit bis nach vor zur einem einen einer eines diesem diesen'.split(
    ' ',
  ),
);
const definite = new Set(['der', 'die', 'das', 'dieser', 'diese', 'dieses']);

function cardinal(value: bigint, gender?: Gender): string {
  if (value === 1n && gender !== undefined) return gender === 'feminine' ? 'eine' : 'ein';
  return toCardinal(value);
}

function inflected(value: bigint, before: string, strong: string): string {
  const ending = weakCues.has(before) ? 'n' : definite.has(before) ? '' : strong;
  return `${toOrdinal(value)}${ending}`;
}

/** "neunzehnhundertvierundachtzig" up to 1999, the cardinal after. */
function year(value: bigint): string {
  if (value < 1100n || value > 1999n) return toCardinal(value);
  const rest = value % 100n;
  return `${toCardinal(value / 100n)}hundert${rest === 0n ? '' : toCardinal(rest)}`;
}

export const german: SpokenLanguage = {
  locale: 'de',
  wordSpace: ' ',
  attachesParticles: false,
  pluralOrder: ['one', 'other'],
  counted: [
    [
      String.raw`\p{Lu}\p{Ll}+(?:ung|heit|keit|schaft|tion|in|frau)|Frau|Woche|Stunde|Minute|Sekunde|Person|Seite|Tasse|Flasche|Katze|Million|Milliarde`,
      'feminine',
    ],
    [String.raw`(?!Uhr(?!\p{L}))\p{Lu}\p{Ll}+`, 'masculine'],
  ],
  decimalSeparator: ',',
  point: 'Komma',
  decimalsAsNumber: 0,
  cardinal,
  ordinal: (value) => toOrdinal(value),
  year,
  yearCues: [
    ...'jahr jahre jahres seit von bis ab um sommer winter herbst frühjahr anno vor nach ende anfang mitte'.split(
      ' ',
    ),
    ...monthNames.map((name) => name.toLowerCase()),
  ],
  units: {
    '%': 'Prozent',
    '°C': 'Grad Celsius',
    '°F': 'Grad Fahrenheit',
    '°': 'Grad',
    'km/h': 'Kilometer pro Stunde',
    'm/s': 'Meter pro Sekunde',
    'km²': 'Quadratkilometer',
    'm²': 'Quadratmeter',
    'm³': 'Kubikmeter',
    km: 'Kilometer',
    cm: 'Zentimeter',
    mm: 'Millimeter',
    m: 'Meter',
    kg: 'Kilogramm',
    mg: 'Milligramm',
    g: 'Gramm',
    t: 'f:Tonne|Tonnen',
    ml: 'Milliliter',
    l: 'Liter',
    h: 'f:Stunde|Stunden',
    min: 'f:Minute|Minuten',
    s: 'f:Sekunde|Sekunden',
    ms: 'f:Millisekunde|Millisekunden',
    kWh: 'f:Kilowattstunde|Kilowattstunden',
    kW: 'Kilowatt',
    MW: 'Megawatt',
    W: 'Watt',
    V: 'Volt',
    GHz: 'Gigahertz',
    MHz: 'Megahertz',
    kHz: 'Kilohertz',
    Hz: 'Hertz',
    TB: 'Terabyte',
    GB: 'Gigabyte',
    MB: 'Megabyte',
    KB: 'Kilobyte',
    'Mbit/s': 'Megabit pro Sekunde',
  },
  currencies: {
    EUR: ['Euro', 'Cent'],
    USD: ['Dollar', 'Cent'],
    GBP: ['n:Pfund', 'Pence'],
    JPY: ['Yen'],
    CNY: ['Yuan'],
    INR: ['f:Rupie|Rupien', 'Paise'],
    KRW: ['Won'],
    RUB: ['Rubel', 'f:Kopeke|Kopeken'],
    PLN: ['Złoty', 'Groschen'],
    CZK: ['f:tschechische Krone|tschechische Kronen'],
    HUF: ['Forint'],
    TRY: ['f:türkische Lira', 'Kuruş'],
    CHF: ['Schweizer Franken', 'Rappen'],
  },
  currencySpellings: { Euro: 'EUR' },
  yenSign: 'JPY',
  minorJoiner: ' ',
  namesMinor: false,
  scales: [
    ['Tsd.', 'tausend'],
    ['Mio.', 'f:Million|Millionen'],
    ['Mio', 'f:Million|Millionen'],
    ['Millionen', 'f:Million|Millionen'],
    ['Million', 'f:Million|Millionen'],
    ['Mrd.', 'f:Milliarde|Milliarden'],
    ['Mrd', 'f:Milliarde|Milliarden'],
    ['Milliarden', 'f:Milliarde|Milliarden'],
    ['Milliarde', 'f:Milliarde|Milliarden'],
  ],
  scaleJoiner: ' ',
  signs: {
    minus: 'minus',
    plus: 'plus',
    equals: 'gleich',
    times: 'mal',
    divided: 'geteilt durch',
    lessThan: 'kleiner als',
    greaterThan: 'größer als',
    and: 'und',
    at: 'at',
    dot: 'Punkt',
    slash: 'Schrägstrich',
    hyphen: 'Bindestrich',
    underscore: 'Unterstrich',
    numberSign: 'Nummer',
    section: 'Paragraf',
    about: 'etwa',
    to: ' bis ',
    ratio: 'zu',
    per: 'pro',
    over: 'durch',
  },
  fractions: {
    '1/2': 'einhalb',
    '1/3': 'ein Drittel',
    '2/3': 'zwei Drittel',
    '1/4': 'ein Viertel',
    '3/4': 'drei Viertel',
    '1/5': 'ein Fünftel',
    '1/8': 'ein Achtel',
    '1/10': 'ein Zehntel',
  },
  fractionJoiner: ' ',
  date: {
    order: 'dmy',
    months: monthNames.map((name) => [name, name.slice(0, 3), ...(name === 'Januar' ? ['Jänner'] : [])]),
    say: ({ day, month, year: value }, before) => {
      const name = monthNames[month - 1] ?? '';
      const dayAndMonth = `${inflected(BigInt(day), before, 'r')} ${name}`;
      return value === undefined ? dayAndMonth : `${dayAndMonth} ${year(BigInt(value))}`;
    },
  },
  time: {
    tail: String.raw`\s?Uhr(?!\p{L})|\s?h(?!\p{L})`,
    say: ({ hour, minute, second }) => {
      const parts = [`${cardinal(BigInt(hour), 'masculine')} Uhr`];
      if (minute > 0) parts.push(toCardinal(minute));
      if (second !== undefined)
        parts.push(`und ${cardinal(BigInt(second), 'feminine')} ${second === 1 ? 'Sekunde' : 'Sekunden'}`);
      return parts.join(' ');
    },
  },
  ordinalEndings: [
    ['te', 'masculine'],
    ['ste', 'masculine'],
  ],
  regnal: (value, gender) => `${gender === 'feminine' ? 'die' : 'der'} ${toOrdinal(value)}`,
  romanBefore: [
    ['Weltkrieg|Jahrhundert', (value, _word, before) => inflected(value, before, before === '' ? 'r' : 's')],
  ],
  abbreviations: {
    'z. B.': 'zum Beispiel',
    'd. h.': 'das heißt',
    'u. a.': 'unter anderem',
    'z. T.': 'zum Teil',
    'i. d. R.': 'in der Regel',
    'u. U.': 'unter Umständen',
    'o. Ä.': 'oder Ähnliches.',
    'v. Chr.': 'vor Christus.',
    'n. Chr.': 'nach Christus.',
    'bzw.': 'beziehungsweise',
    'usw.': 'und so weiter.',
    'etc.': 'et cetera.',
    'ca.': 'circa',
    'Dr.': 'Doktor',
    'Prof.': 'Professor',
    'Hr.': 'Herr',
    'Hrn.': 'Herrn',
    'Fr.': 'Frau',
    'Nr.': 'Nummer',
    'St.': 'Sankt',
    'Str.': 'Straße.',
    'Abs.': 'Absatz',
    'Art.': 'Artikel',
    'evtl.': 'eventuell',
    'ggf.': 'gegebenenfalls',
    'inkl.': 'inklusive',
    'exkl.': 'exklusive',
    'zzgl.': 'zuzüglich',
    'max.': 'maximal',
    'mind.': 'mindestens',
    'Tel.': 'Telefon',
    'vgl.': 'vergleiche',
    'Mio.': 'Millionen',
    'Mrd.': 'Milliarden',
    'Std.': 'Stunden',
    'Jh.': 'Jahrhundert',
    'MwSt.': 'Mehrwertsteuer.',
    'Mwst.': 'Mehrwertsteuer.',
    'sog.': 'sogenannte',
    'geb.': 'geboren',
  },
  letters: 'a be ce de e eff ge ha i jot ka ell emm enn o pe ku err ess te u vau we ix ypsilon zett'.split(
    ' ',
  ),
  acronyms: { OK: 'okay' },
  shouted: 'DER DIE DAS UND IST NUR ICH DU ER SIE ES WIR IHR NICHT SO JA NEIN ALLE'.split(' '),
  first: [
    (text) => text.replaceAll(/(?<=\d\. )(?:Jh|Jhd)\.(?!\p{L})/gu, 'Jahrhundert'),
    (text) => text.replaceAll(/(?<=\p{L})str\.(?=\s*\d|\s*,|\s)/gu, 'straße'),
    (text) => text.replaceAll(/(?<![\p{L}])S\.\s?(?=\d)/gu, 'Seite '),
    (text) => text.replaceAll(/(?<![\d.,:])1 Uhr(?!\p{L})/gu, 'ein Uhr'),
    (text) =>
      text.replaceAll(
        /(?<![\d.,:\p{L}])((?:1[1-9])?\d0)er(n?)(?!\p{L})/gu,
        (_match, digits: string, ending: string) => `${year(BigInt(digits))}er${ending}`,
      ),
  ],
  beforeNumbers: [
    // "am 3. Platz": after an article or before a noun that is counted by rank.
    (text) =>
      text.replaceAll(
        /(?<![\p{L}\d.,])(\p{L}{2,6}) (\d{1,4})\. (?=\p{L})/gu,
        (match, word: string, digits: string) => {
          const cue = word.toLowerCase();
          if (Number(digits) === 0 || !(weakCues.has(cue) || definite.has(cue))) return match;
          return `${word} ${inflected(BigInt(digits), cue, '')} `;
        },
      ),
    (text) =>
      text.replaceAll(
        /(?<![\p{L}\d.,])(\d{1,4})\. (?=(?:Platz|Stock|Weltkrieg|Geburtstag|Spieltag|Tag)(?!\p{L}))/gu,
        (_match, digits: string) => `${toOrdinal(BigInt(digits))}r `,
      ),
    (text) =>
      text.replaceAll(
        /(?<![\p{L}\d.,])(\d{1,4})\. (?=(?:Klasse|Liga|Etage|Runde|Auflage|Folge|Woche)(?!\p{L}))/gu,
        (_match, digits: string) => `${toOrdinal(BigInt(digits))} `,
      ),
    (text) =>
      text.replaceAll(
        /(?<![\p{L}\d.,])(\d{1,4})\. (?=(?:Jahrhundert|Kapitel|Mal|Lebensjahr)(?!\p{L}))/gu,
        (_match, digits: string) => `${toOrdinal(BigInt(digits))}s `,
      ),
    (text) =>
      text.replaceAll(
        /(?<![\p{L}\d.,])(\d{1,6})-(?=(?:jährig|fach|mal|tägig|stündig|stöckig|prozentig))/gu,
        (_match, digits: string) => toCardinal(BigInt(digits)),
      ),
  ],
};
