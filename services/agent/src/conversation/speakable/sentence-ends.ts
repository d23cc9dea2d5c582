/** Marks after which nothing but a new sentence comes: no look-ahead is needed. */
export const certainEnd = /[。！？।॥؟۔]/;
/** Marks at which a speaker takes a short breath. */
export const certainClauseEnd = /[、，；：،؛]/;
const closers = String.raw`["'”’“»›)\]」』】]*`;
const sentenceMark = new RegExp(String.raw`(?:[.!?…]+|[。！？।॥؟۔])${closers}$`);
const clauseMark = new RegExp(String.raw`[,;:–—]${closers}$`);

/** Abbreviations that a name, a number or a noun follows, in the 17 languages; lower case, without the last stop. */
const abbreviations = new Set(
  (
    'mr mrs ms dr prof st sr jr rev gen col capt lt sgt gov sen rep hon fig no nos vol pp p ch sec dept approx est vs cf ' +
    'e.g i.e z.b d.h u.a bzw ca nr tel abs art evtl ggf vgl inkl exkl zzgl max min mind hr hrn fr hl sog geb bd ' +
    'm mm mme mlle p.ex env av bd sra srta dra ud uds pág págs núm avda p.ej aprox sto sta sig dott ing avv on ad es pag ' +
    'np tzn tzw ul inż św ok godz al pl m.in np г ул д т.е см рис проф им тыс руб кв напр т.к т.н ' +
    'např tzv tj č str nám ing mgr mudr judr dhr mevr bijv bv drs ir blz o.a d.w.z i.p.v ' +
    'vb bkz sn doç örn cad sok kb ill ún ifj id özv krt d أ د م ص डॉ प्रो श्री पं रु'
  ).split(' '),
);
const lower = /^\p{Ll}/u;
const digit = /^\d/;

const closingOf: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '{': '}',
  '“': '”',
  '„': '“”',
  '«': '»',
  '‹': '›',
  '「': '」',
  '『': '』',
  '【': '】',
};

/** Whether every bracket and quotation mark that was opened is closed again. A piece is short: so is this. */
function isBalanced(text: string): boolean {
  const open: string[] = [];
  let straightQuotes = 0;
  for (const char of text) {
    const closing = closingOf[char];
    // German closes with the mark that opens in English.
    if (open.at(-1)?.includes(char) === true) open.pop();
    else if (closing !== undefined) open.push(closing);
    else if (char === '"') straightQuotes += 1;
  }
  return open.length === 0 && straightQuotes % 2 === 0;
}

/** Whether the stop at the end of `text` belongs to its last word. */
function isAbbreviation(text: string, next: string): boolean {
  const word = /([^\s([{“„«"']*)\.["'”’»)\]]*$/u.exec(text)?.[1] ?? '';
  const plain = word.toLowerCase();
  if (abbreviations.has(plain)) return true;
  // "J. R. R.", "z.B.", "5 p.m.": may end a sentence, but need not.
  if (/^\p{L}$/u.test(word) || /^(?:\p{L}\.)+\p{L}$/u.test(word)) return true;
  // "3. Mai", and numbered lists; years end sentences.
  return /^\d{1,2}$/.test(word) || (digit.test(next) && /^\p{L}{1,3}$/u.test(word));
}

/** An inner sentence ends within brackets or quotation marks. */
export type EndKind = 'sentence' | 'inner' | 'clause' | 'word';

/**
 * What ends with `text`, of which all spaces at the end are gone.
 * @param next the first character after the spaces
 */
export function endOf(text: string, next: string): EndKind {
  const mark = sentenceMark.exec(text.slice(-16))?.[0];
  if (mark === undefined) return clauseMark.test(text.slice(-8)) && isBalanced(text) ? 'clause' : 'word';
  if (certainEnd.test(mark)) return isBalanced(text) ? 'sentence' : 'inner';
  if (lower.test(next)) return 'word';
  const isStop = /^\.["'”’“»›)\]」』】]*$/.test(mark);
  if (isStop && isAbbreviation(text, next)) return 'word';
  return isBalanced(text) ? 'sentence' : 'inner';
}
