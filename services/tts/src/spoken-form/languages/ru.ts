import { toCardinal, toOrdinal } from 'n2words/ru-RU';
import type { Gender, SpokenLanguage } from '../spoken-language.js';

const monthNames = 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(
  ' ',
);

type Case = 'nominative' | 'genitive' | 'dative' | 'instrumental' | 'prepositional';

/** Without the "one" before a first thousand, as it is said. */
const withoutOne = (words: string) => words.replace(/^одна тысяча/, 'тысяча');

function cardinal(value: bigint, gender?: Gender): string {
  const words = withoutOne(toCardinal(value, { gender: gender === 'feminine' ? 'feminine' : 'masculine' }));
  return gender === 'neuter' ? words.replace(/(?<!\p{L})один$/u, 'одно') : words;
}

const endings: Readonly<Record<Case, string>> = {
  nominative: 'ый',
  genitive: 'ого',
  dative: 'ому',
  instrumental: 'ым',
  prepositional: 'ом',
};
const softEndings: Readonly<Record<Case, string>> = {
  nominative: 'ий',
  genitive: 'ьего',
  dative: 'ьему',
  instrumental: 'ьим',
  prepositional: 'ьем',
};

function ordinal(value: bigint, gender: Gender = 'masculine', form: Case = 'nominative'): string {
  const words = value === 0n ? 'нулевой' : withoutOne(toOrdinal(value));
  const stem = words.slice(0, -2);
  const isSoft = words.endsWith('третий');
  if (gender === 'feminine') {
    if (form === 'nominative') return isSoft ? `${stem}ья` : `${stem}ая`;
    return isSoft ? `${stem}ьей` : `${stem}ой`;
  }
  if (form !== 'nominative') return stem + (isSoft ? softEndings[form] : endings[form]);
  if (gender === 'neuter') return isSoft ? `${stem}ье` : `${stem}ое`;
  return words;
}

function plural(value: number, one: string, few: string, many: string): string {
  const category = new Intl.PluralRules('ru').select(value);
  return category === 'one' ? one : category === 'few' ? few : many;
}

/** "три целых пять десятых": decimals are counted parts. */
function decimal(whole: bigint, fraction: string): string | undefined {
  const parts = ['десят', 'сот', 'тысячн'][fraction.length - 1];
  if (parts === undefined || BigInt(fraction) === 0n) return undefined;
  const count = BigInt(fraction);
  const isOne = (value: bigint) => value % 10n === 1n && value % 100n !== 11n;
  const wholeWords = `${cardinal(whole, 'feminine')} ${isOne(whole) ? 'целая' : 'целых'}`;
  return `${wholeWords} ${cardinal(count, 'feminine')} ${parts}${isOne(count) ? 'ая' : 'ых'}`;
}

export const russian: SpokenLanguage = {
  locale: 'ru',
  wordSpace: ' ',
  attachesParticles: false,
  pluralOrder: ['one', 'few', 'many', 'other'],
  counted: [
    [
      String.raw`(?:минут|секунд|тысяч|копе|недел|книг|страниц|женщин|гривен|гривн|крон|машин|квартир|девуш|стран|рук|ноч|лир|иен|задач)\p{Ll}*`,
      'feminine',
    ],
    [String.raw`(?:окн|мест|слов|яблок|дерев|очк|яйц|письм|предприяти|евро)\p{Ll}*`, 'neuter'],
  ],
  decimalSeparator: ',',
  point: 'запятая',
  decimalsAsNumber: 2,
  decimal,
  cardinal,
  ordinal,
  yearCues: [],
  units: {
    '%': 'процент|процента|процентов|процента',
    '°C': 'градус Цельсия|градуса Цельсия|градусов Цельсия|градуса Цельсия',
    '°F': 'градус Фаренгейта|градуса Фаренгейта|градусов Фаренгейта|градуса Фаренгейта',
    '°': 'градус|градуса|градусов|градуса',
    'km/h': 'километр в час|километра в час|километров в час|километра в час',
    'm/s': 'метр в секунду|метра в секунду|метров в секунду|метра в секунду',
    'km²': 'квадратный километр|квадратных километра|квадратных километров|квадратного километра',
    'm²': 'квадратный метр|квадратных метра|квадратных метров|квадратного метра',
    'm³': 'кубический метр|кубических метра|кубических метров|кубического метра',
    km: 'километр|километра|километров|километра',
    cm: 'сантиметр|сантиметра|сантиметров|сантиметра',
    mm: 'миллиметр|миллиметра|миллиметров|миллиметра',
    m: 'метр|метра|метров|метра',
    kg: 'килограмм|килограмма|килограммов|килограмма',
    mg: 'миллиграмм|миллиграмма|миллиграммов|миллиграмма',
    g: 'грамм|грамма|граммов|грамма',
    t: 'f:тонна|тонны|тонн|тонны',
    ml: 'миллилитр|миллилитра|миллилитров|миллилитра',
    l: 'литр|литра|литров|литра',
    h: 'час|часа|часов|часа',
    min: 'f:минута|минуты|минут|минуты',
    s: 'f:секунда|секунды|секунд|секунды',
    ms: 'f:миллисекунда|миллисекунды|миллисекунд|миллисекунды',
    kWh: 'киловатт-час|киловатт-часа|киловатт-часов|киловатт-часа',
    kW: 'киловатт|киловатта|киловатт|киловатта',
    MW: 'мегаватт|мегаватта|мегаватт|мегаватта',
    W: 'ватт|ватта|ватт|ватта',
    V: 'вольт|вольта|вольт|вольта',
    GHz: 'гигагерц|гигагерца|гигагерц|гигагерца',
    MHz: 'мегагерц|мегагерца|мегагерц|мегагерца',
    kHz: 'килогерц|килогерца|килогерц|килогерца',
    Hz: 'герц|герца|герц|герца',
    TB: 'терабайт|терабайта|терабайт|терабайта',
    GB: 'гигабайт|гигабайта|гигабайт|гигабайта',
    MB: 'мегабайт|мегабайта|мегабайт|мегабайта',
    KB: 'килобайт|килобайта|килобайт|килобайта',
    'Mbit/s': 'мегабит в секунду|мегабита в секунду|мегабит в секунду|мегабита в секунду',
  },
  unitSpellings: {
    'км/ч': 'km/h',
    'м/с': 'm/s',
    'км²': 'km²',
    'м²': 'm²',
    'м³': 'm³',
    'кв. м': 'm²',
    км: 'km',
    см: 'cm',
    мм: 'mm',
    м: 'm',
    кг: 'kg',
    мг: 'mg',
    г: 'g',
    т: 't',
    мл: 'ml',
    л: 'l',
    ч: 'h',
    'ч.': 'h',
    мин: 'min',
    'мин.': 'min',
    сек: 's',
    'сек.': 's',
    с: 's',
    мс: 'ms',
    'кВт·ч': 'kWh',
    кВт: 'kW',
    МВт: 'MW',
    Вт: 'W',
    В: 'V',
    ГГц: 'GHz',
    МГц: 'MHz',
    кГц: 'kHz',
    Гц: 'Hz',
    ТБ: 'TB',
    ГБ: 'GB',
    МБ: 'MB',
    КБ: 'KB',
    'Мбит/с': 'Mbit/s',
    '°С': '°C',
  },
  currencies: {
    EUR: ['евро', 'цент|цента|центов|цента'],
    USD: ['доллар|доллара|долларов|доллара', 'цент|цента|центов|цента'],
    GBP: ['фунт|фунта|фунтов|фунта', 'пенни|пенса|пенсов|пенса'],
    JPY: ['f:иена|иены|иен|иены'],
    CNY: ['юань|юаня|юаней|юаня'],
    INR: ['f:рупия|рупии|рупий|рупии'],
    KRW: ['f:вона|воны|вон|воны'],
    RUB: ['рубль|рубля|рублей|рубля', 'f:копейка|копейки|копеек|копейки'],
    PLN: ['злотый|злотых|злотых|злотого', 'грош|гроша|грошей|гроша'],
    CZK: ['f:чешская крона|чешские кроны|чешских крон|чешской кроны'],
    HUF: ['форинт|форинта|форинтов|форинта'],
    TRY: ['f:турецкая лира|турецкие лиры|турецких лир|турецкой лиры'],
    CHF: ['швейцарский франк|швейцарских франка|швейцарских франков|швейцарского франка'],
  },
  currencySpellings: { 'руб.': 'RUB', руб: 'RUB', 'р.': 'RUB', 'долл.': 'USD' },
  yenSign: 'JPY',
  minorJoiner: ' ',
  namesMinor: true,
  scales: [
    ['тыс.', 'f:тысяча|тысячи|тысяч|тысячи'],
    ['млн', 'миллион|миллиона|миллионов|миллиона'],
    ['млн.', 'миллион|миллиона|миллионов|миллиона'],
    ['млрд', 'миллиард|миллиарда|миллиардов|миллиарда'],
    ['млрд.', 'миллиард|миллиарда|миллиардов|миллиарда'],
  ],
  scaleJoiner: ' ',
  signs: {
    minus: 'минус',
    plus: 'плюс',
    equals: 'равно',
    times: 'умножить на',
    divided: 'разделить на',
    lessThan: 'меньше',
    greaterThan: 'больше',
    and: 'и',
    at: 'собака',
    dot: 'точка',
    slash: 'слэш',
    hyphen: 'дефис',
    underscore: 'подчёркивание',
    numberSign: 'номер',
    section: 'параграф',
    about: 'около',
    to: ' до ',
    ratio: '',
    over: 'дробь',
  },
  fractions: {
    '1/2': 'одна вторая',
    '1/3': 'одна треть',
    '2/3': 'две трети',
    '1/4': 'одна четверть',
    '3/4': 'три четверти',
    '1/5': 'одна пятая',
    '1/8': 'одна восьмая',
    '1/10': 'одна десятая',
  },
  fractionJoiner: ' и ',
  date: {
    order: 'dmy',
    months: monthNames.map((name) => [name]),
    tail: String.raw`\s?г\.(?!\s*$)|\s?г(?=\.\s*$)|\s?г(?![\p{L}.])|\s(?:года|году)(?!\p{L})`,
    say: ({ day, month, year }, before) => {
      const form = before === 'к' || before === 'ко' ? 'dative' : 'genitive';
      const parts = [ordinal(BigInt(day), 'neuter', form), monthNames[month - 1] ?? ''];
      if (year !== undefined) parts.push(ordinal(BigInt(year), 'masculine', 'genitive'), 'года');
      return parts.join(' ');
    },
  },
  time: {
    tail: String.raw`\s(?:часов|часа|час)(?!\p{L})`,
    say: ({ hour, minute }) => {
      const hours = cardinal(BigInt(hour));
      if (minute === 0) return `${hours} ${plural(hour, 'час', 'часа', 'часов')}`;
      return `${hours} ${minute < 10 ? 'ноль ' : ''}${cardinal(BigInt(minute))}`;
    },
  },
  ordinalEndings: [],
  regnal: (value, gender) => ordinal(value, gender),
  romanAfter: [['[Гг]лава|[Тт]ом|[Чч]асть', (value) => cardinal(value)]],
  romanBefore: [
    ['веке', (value) => ordinal(value, 'masculine', 'prepositional')],
    ['века', (value) => ordinal(value, 'masculine', 'genitive')],
    ['веков', (value) => ordinal(value, 'masculine', 'genitive')],
    ['веку', (value) => ordinal(value, 'masculine', 'dative')],
    ['век|съезд', (value) => ordinal(value)],
    ['мировая война', (value) => ordinal(value, 'feminine')],
    ['мировой войны', (value) => ordinal(value, 'feminine', 'genitive')],
  ],
  abbreviations: {
    'т. е.': 'то есть',
    'т. д.': 'так далее.',
    'т. п.': 'тому подобное.',
    'т. к.': 'так как',
    'т. н.': 'так называемый',
    'др.': 'другие.',
    'см.': 'смотри',
    'напр.': 'например',
    'г-н': 'господин',
    'г-жа': 'госпожа',
    'д-р': 'доктор',
    'проф.': 'профессор',
    'акад.': 'академик',
    'ул.': 'улица',
    'пр.': 'проспект',
    'пл.': 'площадь',
    'д.': 'дом',
    'кв.': 'квартира',
    'стр.': 'страница',
    'рис.': 'рисунок',
    'тел.': 'телефон',
    'им.': 'имени',
    'руб.': 'рублей.',
    'тыс.': 'тысяч',
    млн: 'миллионов',
    млрд: 'миллиардов',
    'чел.': 'человек.',
    'н. э.': 'нашей эры.',
    'до н. э.': 'до нашей эры.',
    'св.': 'святой',
    'ок.': 'около',
    'гг.': 'годы.',
    'вв.': 'века.',
    'макс.': 'максимум.',
    'мин.': 'минимум.',
    'ст.': 'статья',
  },
  letters: 'эй би си ди и эф джи эйч ай джей кей эл эм эн оу пи кью ар эс ти ю ви дабл-ю экс уай зэд'.split(
    ' ',
  ),
  furtherLetters: {
    А: 'а',
    Б: 'бэ',
    В: 'вэ',
    Г: 'гэ',
    Д: 'дэ',
    Е: 'е',
    Ж: 'жэ',
    З: 'зэ',
    И: 'и',
    К: 'ка',
    Л: 'эл',
    М: 'эм',
    Н: 'эн',
    О: 'о',
    П: 'пэ',
    Р: 'эр',
    С: 'эс',
    Т: 'тэ',
    У: 'у',
    Ф: 'эф',
    Х: 'ха',
    Ц: 'цэ',
    Ч: 'че',
    Ш: 'ша',
    Щ: 'ща',
    Э: 'э',
    Ю: 'ю',
    Я: 'я',
  },
  acronyms: {
    США: 'сэ-шэ-а',
    ООН: 'оон',
    МИД: 'мид',
    ВУЗ: 'вуз',
    НАТО: 'нато',
    ФРГ: 'фэ-эр-гэ',
    ФСБ: 'фэ-эс-бэ',
    ЗАГС: 'загс',
    ГЭС: 'гэс',
    АЭС: 'аэс',
    ТАСС: 'тасс',
    ЦУМ: 'цум',
    ГУМ: 'гум',
    СМИ: 'сми',
  },
  shouted: 'НЕ НЕТ ДА Я ТЫ ОН ОНА МЫ ВЫ ЭТО И В НА С ПО КАК ЧТО ВСЕ ДЛЯ'.split(' '),
  first: [
    (text) =>
      text.replaceAll(
        /(?<![\p{L}\d.-])(\d{3,4})(?:-(?:й|го|м|му))?\s?(?:(году|года|годом|год)(?!\p{L})|г\.(?=\s*\p{Ll}|\s*[,;)])|г(?=\.))/gu,
        (match, digits: string, word: string | undefined, at: number) => {
          const isIn = /(?:^|\s)[ВвОо]б?о?\s$/u.test(text.slice(Math.max(0, at - 4), at));
          const byWord: Readonly<Record<string, Case>> = {
            году: 'prepositional',
            года: 'genitive',
            годом: 'instrumental',
            год: 'nominative',
          };
          const form =
            word === undefined ? (isIn ? 'prepositional' : 'genitive') : (byWord[word] ?? 'nominative');
          if (digits.length < 4 && word === 'год') return match;
          return `${ordinal(BigInt(digits), 'masculine', form)} ${word ?? (isIn ? 'году' : 'года')}`;
        },
      ),
    (text) =>
      text
        .replaceAll(/(?<![\p{L}\d])([12]?\d?\d0)-е гг\./gu, '$1-е годы')
        .replaceAll(
          /(?<![\p{L}\d])(\d?\d?\d0)-[ех] (?=год)/gu,
          (match, digits: string) =>
            `${ordinal(BigInt(digits)).replace(/ый$|ой$/, match.includes('х') ? 'ых' : 'ые')} `,
        ),
  ],
  beforeNumbers: [
    (text) =>
      text.replaceAll(
        /(?<![\p{L}\d.,])(\d{1,6})-(ый|ой|ий|й|ая|я|ое|е|ого|го|ому|му|ым|ом|м)(?!\p{L})/gu,
        (match, digits: string, ending: string) => {
          const forms: Readonly<Record<string, readonly [Gender, Case]>> = {
            я: ['feminine', 'nominative'],
            ая: ['feminine', 'nominative'],
            е: ['neuter', 'nominative'],
            ое: ['neuter', 'nominative'],
            го: ['masculine', 'genitive'],
            ого: ['masculine', 'genitive'],
            му: ['masculine', 'dative'],
            ому: ['masculine', 'dative'],
            м: ['masculine', 'prepositional'],
            ом: ['masculine', 'prepositional'],
            ым: ['masculine', 'instrumental'],
          };
          const [gender, form] = forms[ending] ?? ['masculine', 'nominative'];
          return Number(digits) === 0 ? match : ordinal(BigInt(digits), gender, form);
        },
      ),
    (text) => text.replaceAll(/(?<=\d):(?=\d)/g, ' '),
  ],
};
