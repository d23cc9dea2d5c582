import { toCardinal, toOrdinal } from 'n2words/pl-PL';
import type { Gender, SpokenLanguage } from '../spoken-language.js';

const monthNames =
  'stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia'.split(
    ' ',
  );
const monthNominatives =
  'styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień'.split(
    ' ',
  );

type Case = 'nominative' | 'genitive' | 'locative';

function cardinal(value: bigint, gender?: Gender): string {
  const words = toCardinal(value);
  if (gender === 'feminine') {
    return value === 1n ? 'jedna' : words.replace(/(?<!\p{L})dwa$/u, 'dwie');
  }
  return gender === 'neuter' && value === 1n ? 'jedno' : words;
}

/** Tens and units of a Polish ordinal are both inflected: "dwudziesty czwarty", "dwudziestego czwartego". */
function inflect(words: string, endings: readonly [afterHard: string, afterSoft: string]): string {
  const parts = words.split(' ');
  return parts
    .map((part, index) => {
      if (index < parts.length - 2 || !/(?:[tsnwmz]y|ci|gi|rugi|zeci)$/.test(part)) return part;
      return part.endsWith('y') ? part.slice(0, -1) + endings[0] : part.slice(0, -1) + endings[1];
    })
    .join(' ');
}

function ordinal(value: bigint, gender?: Gender, form: Case = 'nominative'): string {
  const words =
    value === 0n ? 'zerowy' : value % 1000n === 0n && value < 10_000n ? thousandth(value) : toOrdinal(value);
  if (gender === 'feminine') {
    return form === 'nominative'
      ? inflect(words, ['a', 'ia']).replace(/gia$/, 'ga')
      : inflect(words, ['ej', 'iej']);
  }
  if (form === 'genitive') return inflect(words, ['ego', 'iego']);
  if (form === 'locative') return inflect(words, ['ym', 'im']);
  return gender === 'neuter' ? inflect(words, ['e', 'ie']) : words;
}

function thousandth(value: bigint): string {
  const stems: Readonly<Record<string, string>> = {
    '1': '',
    '2': 'dwu',
    '3': 'trzy',
    '4': 'cztero',
    '5': 'pięcio',
  };
  const stem = stems[String(value / 1000n)];
  return stem === undefined ? toOrdinal(value) : `${stem}tysięczny`;
}

const afterPrepositions = new Set('o od do po około przed na godzinie godziny'.split(' '));

export const polish: SpokenLanguage = {
  locale: 'pl',
  wordSpace: ' ',
  attachesParticles: false,
  pluralOrder: ['one', 'few', 'many', 'other'],
  counted: [
    [
      String.raw`(?:minut|godzin|sekund|kobiet|książ|osob|os[oó]b|stron|koron|złot[ae]k|łyż|szklan|rzecz|noc|dziewczyn|gwiazd)\p{Ll}*`,
      'feminine',
    ],
    [String.raw`(?:dzieck|jajk|piw|okn|miast|słow|miejsc)\p{Ll}*`, 'neuter'],
  ],
  decimalSeparator: ',',
  point: 'przecinek',
  decimalsAsNumber: 2,
  cardinal,
  ordinal,
  yearCues: [],
  units: {
    '%': 'procent|procent|procent|procent',
    '°C': 'stopień Celsjusza|stopnie Celsjusza|stopni Celsjusza|stopnia Celsjusza',
    '°F': 'stopień Fahrenheita|stopnie Fahrenheita|stopni Fahrenheita|stopnia Fahrenheita',
    '°': 'stopień|stopnie|stopni|stopnia',
    'km/h': 'kilometr na godzinę|kilometry na godzinę|kilometrów na godzinę|kilometra na godzinę',
    'm/s': 'metr na sekundę|metry na sekundę|metrów na sekundę|metra na sekundę',
    'km²': 'kilometr kwadratowy|kilometry kwadratowe|kilometrów kwadratowych|kilometra kwadratowego',
    'm²': 'metr kwadratowy|metry kwadratowe|metrów kwadratowych|metra kwadratowego',
    'm³': 'metr sześcienny|metry sześcienne|metrów sześciennych|metra sześciennego',
    km: 'kilometr|kilometry|kilometrów|kilometra',
    cm: 'centymetr|centymetry|centymetrów|centymetra',
    mm: 'milimetr|milimetry|milimetrów|milimetra',
    m: 'metr|metry|metrów|metra',
    kg: 'kilogram|kilogramy|kilogramów|kilograma',
    mg: 'miligram|miligramy|miligramów|miligrama',
    g: 'gram|gramy|gramów|grama',
    t: 'f:tona|tony|ton|tony',
    ml: 'mililitr|mililitry|mililitrów|mililitra',
    l: 'litr|litry|litrów|litra',
    h: 'f:godzina|godziny|godzin|godziny',
    min: 'f:minuta|minuty|minut|minuty',
    s: 'f:sekunda|sekundy|sekund|sekundy',
    ms: 'f:milisekunda|milisekundy|milisekund|milisekundy',
    kWh: 'f:kilowatogodzina|kilowatogodziny|kilowatogodzin|kilowatogodziny',
    kW: 'kilowat|kilowaty|kilowatów|kilowata',
    MW: 'megawat|megawaty|megawatów|megawata',
    W: 'wat|waty|watów|wata',
    V: 'wolt|wolty|woltów|wolta',
    GHz: 'gigaherc|gigaherce|gigaherców|gigaherca',
    MHz: 'megaherc|megaherce|megaherców|megaherca',
    kHz: 'kiloherc|kiloherce|kiloherców|kiloherca',
    Hz: 'herc|herce|herców|herca',
    TB: 'terabajt|terabajty|terabajtów|terabajta',
    GB: 'gigabajt|gigabajty|gigabajtów|gigabajta',
    MB: 'megabajt|megabajty|megabajtów|megabajta',
    KB: 'kilobajt|kilobajty|kilobajtów|kilobajta',
    'Mbit/s': 'megabit na sekundę|megabity na sekundę|megabitów na sekundę|megabita na sekundę',
  },
  currencies: {
    EUR: ['n:euro', 'cent|centy|centów|centa'],
    USD: ['dolar|dolary|dolarów|dolara', 'cent|centy|centów|centa'],
    GBP: ['funt|funty|funtów|funta', 'pens|pensy|pensów|pensa'],
    JPY: ['jen|jeny|jenów|jena'],
    CNY: ['juan|juany|juanów|juana'],
    INR: ['f:rupia|rupie|rupii|rupii'],
    KRW: ['won|wony|wonów|wona'],
    RUB: ['rubel|ruble|rubli|rubla', 'f:kopiejka|kopiejki|kopiejek|kopiejki'],
    PLN: ['złoty|złote|złotych|złotego', 'grosz|grosze|groszy|grosza'],
    CZK: ['f:korona czeska|korony czeskie|koron czeskich|korony czeskiej'],
    HUF: ['forint|forinty|forintów|forinta'],
    TRY: ['f:lira turecka|liry tureckie|lir tureckich|liry tureckiej'],
    CHF: ['frank szwajcarski|franki szwajcarskie|franków szwajcarskich|franka szwajcarskiego'],
  },
  yenSign: 'JPY',
  minorJoiner: ' ',
  namesMinor: true,
  scales: [
    ['tys.', 'tysiąc|tysiące|tysięcy|tysiąca'],
    ['mln', 'milion|miliony|milionów|miliona'],
    ['mln.', 'milion|miliony|milionów|miliona'],
    ['mld', 'miliard|miliardy|miliardów|miliarda'],
  ],
  scaleJoiner: ' ',
  signs: {
    minus: 'minus',
    plus: 'plus',
    equals: 'równa się',
    times: 'razy',
    divided: 'podzielić przez',
    lessThan: 'mniejsze niż',
    greaterThan: 'większe niż',
    and: 'i',
    at: 'małpa',
    dot: 'kropka',
    slash: 'ukośnik',
    hyphen: 'myślnik',
    underscore: 'podkreślnik',
    numberSign: 'numer',
    section: 'paragraf',
    about: 'około',
    to: ' – ',
    ratio: 'do',
    per: 'za',
    over: 'przez',
  },
  fractions: {
    '1/2': 'pół',
    '1/3': 'jedna trzecia',
    '2/3': 'dwie trzecie',
    '1/4': 'jedna czwarta',
    '3/4': 'trzy czwarte',
    '1/5': 'jedna piąta',
    '1/8': 'jedna ósma',
    '1/10': 'jedna dziesiąta',
  },
  fractionJoiner: ' i ',
  date: {
    order: 'dmy',
    months: monthNames.map((name, index) => [name, monthNominatives[index] ?? name]),
    tail: String.raw`\s?r\.(?!\s*$)|\s?r(?=\.\s*$)|\s(?:roku)(?!\p{L})`,
    say: ({ day, month, year }) => {
      const parts = [ordinal(BigInt(day), 'masculine', 'genitive'), monthNames[month - 1] ?? ''];
      if (year !== undefined) parts.push(ordinal(BigInt(year), 'masculine', 'genitive'), 'roku');
      return parts.join(' ');
    },
  },
  time: {
    say: ({ hour, minute }, before) => {
      const form = afterPrepositions.has(before) ? 'genitive' : 'nominative';
      const hours = ordinal(BigInt(hour), 'feminine', form);
      return minute === 0 ? hours : `${hours} ${minute < 10 ? 'zero ' : ''}${toCardinal(minute)}`;
    },
  },
  ordinalEndings: [
    ['-szy', 'masculine'],
    ['-ty', 'masculine'],
    ['-my', 'masculine'],
    ['-sza', 'feminine'],
    ['-ta', 'feminine'],
  ],
  regnal: (value, gender) => ordinal(value, gender),
  romanAfter: [['[Rr]ozdział|[Tt]om|[Cc]zęść', (value) => ordinal(value)]],
  romanBefore: [
    [
      'wieku',
      (value, _word, before) => ordinal(value, 'masculine', before === 'w' ? 'locative' : 'genitive'),
    ],
    ['wiek|rozdział', (value) => ordinal(value)],
    ['wojna światowa', (value) => ordinal(value, 'feminine')],
    ['wojny światowej', (value) => ordinal(value, 'feminine', 'genitive')],
    ['Rzeczpospolita', (value) => ordinal(value, 'feminine')],
  ],
  abbreviations: {
    'np.': 'na przykład',
    'itd.': 'i tak dalej.',
    'itp.': 'i tym podobne.',
    'm.in.': 'między innymi',
    'm. in.': 'między innymi',
    'tzn.': 'to znaczy',
    'tj.': 'to jest',
    'tzw.': 'tak zwany',
    'ok.': 'około',
    dr: 'doktor',
    'dr.': 'doktora',
    mgr: 'magister',
    'prof.': 'profesor',
    'inż.': 'inżynier',
    'ul.': 'ulica',
    'al.': 'aleja',
    'pl.': 'plac',
    nr: 'numer',
    'św.': 'święty',
    'godz.': 'godzina',
    'str.': 'strona',
    'tel.': 'telefon',
    'tys.': 'tysięcy.',
    mln: 'milionów',
    mld: 'miliardów',
    'p.n.e.': 'przed naszą erą.',
    'n.e.': 'naszej ery.',
    'art.': 'artykuł',
    'ust.': 'ustęp',
    pkt: 'punkt',
    wg: 'według',
    'maks.': 'maksymalnie',
    'min.': 'minimum',
  },
  letters: 'a be ce de e ef gie ha i jot ka el em en o pe ku er es te u fau wu iks igrek zet'.split(' '),
  furtherLetters: { Ł: 'eł', Ś: 'eś', Ż: 'żet', Ó: 'o kreskowane', Ć: 'cie' },
  acronyms: { OK: 'okej', ONZ: 'o en zet', ZUS: 'zus', PIN: 'pin', SMS: 'esemes', VAT: 'wat' },
  shouted: 'NIE TAK JA TY ON ONA TO I W Z DO NA CO JAK'.split(' '),
  first: [
    (text) =>
      text
        .replaceAll(/(?<=(?<!\p{L})[Ww] [IVX]{1,6}) w\.(?!\p{L})/gu, ' wieku')
        .replaceAll(/(?<=[IVX]) w\.(?!\p{L})/gu, ' wiek'),
    (text) =>
      text.replaceAll(
        /(?<![\p{L}\d.])([Ww] )?(\d{3,4}) (?:r\.|(roku|rok)(?!\p{L}))/gu,
        (_match, inYear: string | undefined, digits: string, word: string | undefined) => {
          const form = inYear !== undefined ? 'locative' : word === 'rok' ? 'nominative' : 'genitive';
          return `${inYear ?? ''}${ordinal(BigInt(digits), 'masculine', form)} ${word ?? 'roku'}`;
        },
      ),
    (text) =>
      text.replaceAll(
        /(?<=\b(?:godz\.|godzinie|godziny|o|od|do|po|przed) )([01]?\d|2[0-3])\.([0-5]\d)(?!\d|[.,]\d)/gu,
        '$1:$2',
      ),
    (text) =>
      text
        .replaceAll(/(?<=(?<!\p{L})[Oo] )godz\. (?=\d)/gu, 'godzinie ')
        .replaceAll(/(?<=(?<!\p{L})(?:[OoDd]d|do|po|przed) )godz\. (?=\d)/gu, 'godziny ')
        .replaceAll(/(?<![\p{L}])[Gg]odz\. (?=\d)/gu, 'godzina '),
  ],
  beforeNumbers: [
    // "5. miejsce": a stop before a word in lower case makes an ordinal; neuter nouns end in -e and -o.
    (text) =>
      text.replaceAll(
        /(?<![\p{L}\d.,])(\d{1,3})\. (?=(\p{Ll}+))/gu,
        (match, digits: string, noun: string) => {
          if (Number(digits) === 0) return match;
          const gender = /[eo]$/.test(noun) ? 'neuter' : noun.endsWith('a') ? 'feminine' : 'masculine';
          return `${ordinal(BigInt(digits), gender)} `;
        },
      ),
    (text) =>
      text.replaceAll(/(?<=(?:godzina|godziną) )(\d{1,2})(?![\d:.,])/gu, (_match, digits: string) =>
        ordinal(BigInt(digits), 'feminine'),
      ),
    (text) =>
      text.replaceAll(/(?<=(?:godzinie|godziny|godzinę) )(\d{1,2})(?![\d:.,])/gu, (_match, digits: string) =>
        ordinal(BigInt(digits), 'feminine', 'genitive'),
      ),
  ],
};
