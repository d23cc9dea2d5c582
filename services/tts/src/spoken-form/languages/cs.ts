import { toCardinal, toOrdinal } from 'n2words/cs-CZ';
import { wordBefore } from '../recognisers/context.js';
import type { Gender, SpokenLanguage } from '../spoken-language.js';

const monthNames =
  'ledna února března dubna května června července srpna září října listopadu prosince'.split(' ');
const monthNominatives =
  'leden únor březen duben květen červen červenec srpen září říjen listopad prosinec'.split(' ');

/** n2words counts in the feminine for one and in the masculine for two. */
function cardinal(value: bigint, gender?: Gender): string {
  const words = toCardinal(value);
  if (gender === undefined) return words;
  // From twenty-one on the counting form stands before the genitive: "dvacet dva korun".
  if (value > 20n) return words;
  const one = { masculine: 'jeden', feminine: 'jedna', neuter: 'jedno' }[gender];
  const agreed = words.replace(/(?<!\p{L})jedna$/u, one);
  return gender === 'masculine' ? agreed : agreed.replace(/(?<!\p{L})dva$/u, 'dvě');
}

type Ending = 'ý' | 'á' | 'é' | 'ého' | 'ém';

/** Tens and units are both ordinals: "dvacátý osmý", where n2words has "dvacet osmý". */
function nominative(value: bigint): string {
  const rest = value % 100n;
  const unit = rest % 10n;
  if (rest < 21n || unit === 0n) return toOrdinal(value);
  const head = value === rest ? '' : `${toCardinal(value - rest)} `;
  return `${head}${toOrdinal(rest - unit)} ${toOrdinal(unit)}`;
}

/** Soft ordinals (první, třetí, tisící) change in the oblique cases alone. */
function ordinal(value: bigint, ending: Ending = 'ý'): string {
  return nominative(value)
    .split(' ')
    .map((word) => {
      if (word.endsWith('ý')) return word.slice(0, -1) + ending;
      const isSoft = /(?:první|třetí|tisící)$/.test(word);
      if (!isSoft || ending.length === 1) return word;
      return `${word}${ending === 'ého' ? 'ho' : 'm'}`;
    })
    .join(' ');
}

/** "devatenáct set osmdesát čtyři" up to 1999. */
function year(value: bigint): string {
  if (value < 1100n || value > 1999n) return toCardinal(value);
  const rest = value % 100n;
  return `${toCardinal(value / 100n)} set${rest === 0n ? '' : ` ${toCardinal(rest)}`}`;
}

const locatives = new Set('v ve na o po při'.split(' '));

export const czech: SpokenLanguage = {
  locale: 'cs',
  wordSpace: ' ',
  attachesParticles: false,
  pluralOrder: ['one', 'few', 'other', 'many'],
  counted: [
    [
      String.raw`(?:minut|hodin|vteřin|sekund|žen|knih|osob|stran|stránk|korun|noc|sklenic|věc|hvězd)\p{Ll}*`,
      'feminine',
    ],
    [String.raw`(?:dítě|děti|měst|slov|míst|piv|okn|aut|procent)\p{Ll}*`, 'neuter'],
    [String.raw`(?:lidí|lidé|muž|dn[íyů]|den|týdn|měsíc|rok|let|dům|dom)\p{Ll}*`, 'masculine'],
  ],
  decimalSeparator: ',',
  point: 'celá',
  decimalsAsNumber: 2,
  decimal: (whole, fraction) => {
    const zeros = fraction.length - fraction.replace(/^0+/, '').length;
    const word = whole >= 2n && whole <= 4n ? 'celé' : whole >= 5n ? 'celých' : 'celá';
    if (fraction.length > 2) return undefined;
    const digits = zeros === fraction.length ? '' : toCardinal(BigInt(fraction));
    return [cardinal(whole, 'feminine'), word, ...Array.from({ length: zeros }, () => 'nula'), digits]
      .join(' ')
      .trim();
  },
  cardinal,
  ordinal: (value, gender) => ordinal(value, gender === 'feminine' ? 'á' : gender === 'neuter' ? 'é' : 'ý'),
  year,
  yearCues: 'roce rok roku od do v před po kolem léta jaro podzim zima létě'.split(' '),
  units: {
    '%': 'n:procento|procenta|procent|procenta',
    '°C': 'stupeň Celsia|stupně Celsia|stupňů Celsia|stupně Celsia',
    '°F': 'stupeň Fahrenheita|stupně Fahrenheita|stupňů Fahrenheita|stupně Fahrenheita',
    '°': 'stupeň|stupně|stupňů|stupně',
    'km/h': 'kilometr za hodinu|kilometry za hodinu|kilometrů za hodinu|kilometru za hodinu',
    'm/s': 'metr za sekundu|metry za sekundu|metrů za sekundu|metru za sekundu',
    'km²': 'kilometr čtvereční|kilometry čtvereční|kilometrů čtverečních|kilometru čtverečního',
    'm²': 'metr čtvereční|metry čtvereční|metrů čtverečních|metru čtverečního',
    'm³': 'metr krychlový|metry krychlové|metrů krychlových|metru krychlového',
    km: 'kilometr|kilometry|kilometrů|kilometru',
    cm: 'centimetr|centimetry|centimetrů|centimetru',
    mm: 'milimetr|milimetry|milimetrů|milimetru',
    m: 'metr|metry|metrů|metru',
    kg: 'kilogram|kilogramy|kilogramů|kilogramu',
    mg: 'miligram|miligramy|miligramů|miligramu',
    g: 'gram|gramy|gramů|gramu',
    t: 'f:tuna|tuny|tun|tuny',
    ml: 'mililitr|mililitry|mililitrů|mililitru',
    l: 'litr|litry|litrů|litru',
    h: 'f:hodina|hodiny|hodin|hodiny',
    min: 'f:minuta|minuty|minut|minuty',
    s: 'f:sekunda|sekundy|sekund|sekundy',
    ms: 'f:milisekunda|milisekundy|milisekund|milisekundy',
    kWh: 'f:kilowatthodina|kilowatthodiny|kilowatthodin|kilowatthodiny',
    kW: 'kilowatt|kilowatty|kilowattů|kilowattu',
    MW: 'megawatt|megawatty|megawattů|megawattu',
    W: 'watt|watty|wattů|wattu',
    V: 'volt|volty|voltů|voltu',
    GHz: 'gigahertz|gigahertze|gigahertzů|gigahertze',
    MHz: 'megahertz|megahertze|megahertzů|megahertze',
    kHz: 'kilohertz|kilohertze|kilohertzů|kilohertze',
    Hz: 'hertz|hertze|hertzů|hertze',
    TB: 'terabajt|terabajty|terabajtů|terabajtu',
    GB: 'gigabajt|gigabajty|gigabajtů|gigabajtu',
    MB: 'megabajt|megabajty|megabajtů|megabajtu',
    KB: 'kilobajt|kilobajty|kilobajtů|kilobajtu',
    'Mbit/s': 'megabit za sekundu|megabity za sekundu|megabitů za sekundu|megabitu za sekundu',
  },
  currencies: {
    EUR: ['n:euro|eura|eur|eura', 'cent|centy|centů|centu'],
    USD: ['dolar|dolary|dolarů|dolaru', 'cent|centy|centů|centu'],
    GBP: ['f:libra|libry|liber|libry', 'f:pence|pence|pencí|pence'],
    JPY: ['jen|jeny|jenů|jenu'],
    CNY: ['jüan|jüany|jüanů|jüanu'],
    INR: ['f:rupie|rupie|rupií|rupie'],
    KRW: ['won|wony|wonů|wonu'],
    RUB: ['rubl|rubly|rublů|rublu', 'f:kopejka|kopejky|kopejek|kopejky'],
    PLN: ['zlotý|zloté|zlotých|zlotého', 'groš|groše|grošů|groše'],
    CZK: ['f:koruna|koruny|korun|koruny', 'haléř|haléře|haléřů|haléře'],
    HUF: ['forint|forinty|forintů|forintu'],
    TRY: ['f:turecká lira|turecké liry|tureckých lir|turecké liry'],
    CHF: ['švýcarský frank|švýcarské franky|švýcarských franků|švýcarského franku'],
  },
  yenSign: 'JPY',
  minorJoiner: ' ',
  namesMinor: true,
  scales: [
    ['tis.', 'tisíc|tisíce|tisíc|tisíce'],
    ['mil.', 'milion|miliony|milionů|milionu'],
    ['milionů', 'milion|miliony|milionů|milionu'],
    ['milionu', 'milion|miliony|milionů|milionu'],
    ['mld.', 'f:miliarda|miliardy|miliard|miliardy'],
    ['miliard', 'f:miliarda|miliardy|miliard|miliardy'],
  ],
  scaleJoiner: ' ',
  signs: {
    minus: 'minus',
    plus: 'plus',
    equals: 'rovná se',
    times: 'krát',
    divided: 'děleno',
    lessThan: 'menší než',
    greaterThan: 'větší než',
    and: 'a',
    at: 'zavináč',
    dot: 'tečka',
    slash: 'lomítko',
    hyphen: 'pomlčka',
    underscore: 'podtržítko',
    numberSign: 'číslo',
    section: 'paragraf',
    about: 'asi',
    to: ' až ',
    ratio: 'ku',
    per: 'za',
    over: 'lomeno',
  },
  fractions: {
    '1/2': 'půl',
    '1/3': 'jedna třetina',
    '2/3': 'dvě třetiny',
    '1/4': 'jedna čtvrtina',
    '3/4': 'tři čtvrtiny',
    '1/5': 'jedna pětina',
    '1/8': 'jedna osmina',
    '1/10': 'jedna desetina',
  },
  fractionJoiner: ' a ',
  date: {
    order: 'dmy',
    months: monthNames.map((name, index) => [name, monthNominatives[index] ?? name]),
    say: ({ day, month, year: value }) => {
      const dayAndMonth = `${ordinal(BigInt(day), 'ého')} ${monthNames[month - 1] ?? ''}`;
      return value === undefined ? dayAndMonth : `${dayAndMonth} ${year(BigInt(value))}`;
    },
  },
  time: {
    tail: String.raw`\s?(?:hodin|hod\.(?!\s*$)|hod(?=\.\s*$)|h)(?!\p{L})`,
    say: ({ hour, minute }) => {
      const rules = new Intl.PluralRules('cs');
      const hourForms: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'hodina', few: 'hodiny' };
      const hours = `${cardinal(BigInt(hour), 'feminine')} ${hourForms[rules.select(hour)] ?? 'hodin'}`;
      if (minute === 0) return hours;
      const minuteForms: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'minuta', few: 'minuty' };
      return `${hours} ${cardinal(BigInt(minute), 'feminine')} ${minuteForms[rules.select(minute)] ?? 'minut'}`;
    },
  },
  ordinalEndings: [],
  regnal: (value, gender) => ordinal(value, gender === 'feminine' ? 'á' : 'ý'),
  romanBefore: [
    [
      'století',
      (value, _word, before) => ordinal(value, locatives.has(before) ? 'ém' : before === '' ? 'é' : 'ého'),
    ],
    ['světová válka', (value) => ordinal(value, 'á')],
    ['světové války', (value) => ordinal(value, 'é')],
  ],
  romanAfter: [['[Kk]apitola|[Dd]íl', (value) => toCardinal(value)]],
  abbreviations: {
    'např.': 'například',
    'atd.': 'a tak dále.',
    'apod.': 'a podobně.',
    'tj.': 'to je',
    'tzv.': 'takzvaný',
    cca: 'cirka',
    'resp.': 'respektive',
    'p.': 'pan',
    'pí.': 'paní',
    'Dr.': 'doktor',
    'MUDr.': 'doktor',
    'JUDr.': 'doktor',
    'Ing.': 'inženýr',
    'Mgr.': 'magistr',
    'prof.': 'profesor',
    'doc.': 'docent',
    'ul.': 'ulice',
    'nám.': 'náměstí',
    'tř.': 'třída',
    'č.': 'číslo',
    'čp.': 'číslo popisné',
    'str.': 'strana',
    'tel.': 'telefon',
    'sv.': 'svatý',
    'mj.': 'mimo jiné',
    'popř.': 'popřípadě',
    'vč.': 'včetně',
    'tis.': 'tisíc.',
    'mil.': 'milionů.',
    'mld.': 'miliard.',
    'př. n. l.': 'před naším letopočtem.',
    'n. l.': 'našeho letopočtu.',
    's. r. o.': 'es er o.',
    'a. s.': 'á es.',
    'max.': 'maximálně',
    'min.': 'minimálně',
  },
  letters: 'á bé cé dé é ef gé há í jé ká el em en ó pé kvé er es té ú vé dvojité-vé iks ypsilon zet'.split(
    ' ',
  ),
  furtherLetters: { Č: 'čé', Ř: 'eř', Š: 'eš', Ž: 'žet', Ď: 'ďé', Ť: 'ťé', Ň: 'eň' },
  acronyms: { OK: 'oukej', OSN: 'ó es en', HDP: 'há dé pé' },
  shouted: 'NE ANO JÁ TY ON TO A V S DO NA CO JAK'.split(' '),
  first: [
    (text) => text.replaceAll(/(?<=[\dIVX]\. )stol\.(?!\p{L})/gu, 'století'),
    (text) =>
      text.replaceAll(
        /(?<=(?:[Vv]e?|od|do|po|[Oo]d|před|kolem|mezi) )([01]?\d|2[0-3])\.([0-5]\d)(?= |,|\.\s|\.$|$)(?! (?:%|Kč|km|kg))/gu,
        '$1:$2',
      ),
    (text) => text.replaceAll(/(?<=\d),-(?= ?Kč)/g, ''),
  ],
  beforeNumbers: [
    // "3. místo": a stop before a word in lower case makes an ordinal, which agrees with the noun's ending.
    (text) =>
      text.replaceAll(
        /(?<![\p{L}\d.,])(\d{1,4})\. (?=(\p{Ll}{1,24}))/gu,
        (match, digits: string, noun: string, at: number) => {
          if (Number(digits) === 0) return match;
          const isOblique = locatives.has(wordBefore(text, at));
          const isNeuter = /(?:[oíě]|iště|oče)$/.test(noun);
          const ending = isNeuter ? (isOblique ? 'ém' : 'é') : noun.endsWith('a') ? 'á' : 'ý';
          return `${ordinal(BigInt(digits), ending)} `;
        },
      ),
  ],
};
