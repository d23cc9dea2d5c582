/**
 * SSML (W3C Speech Synthesis Markup Language 1.1) to the plain text that is spoken: breaks and paragraphs become
 * punctuation, `sub` its alias, `say-as` what the recognisers read right; all other tags are dropped. Markup need not be
 * well formed. Entities of a document type are not expanded. Linear in the length of the text.
 */

/** A tag: slash, name, attributes, closing slash. What a pattern repeats is bounded by the next `<`. */
const tag =
  /<(\/?)([A-Za-z][\w:.-]{0,40})((?:\s+[\w:.-]{1,60}\s{0,5}=\s{0,5}(?:"[^"<]{0,500}"|'[^'<]{0,500}'))*)\s{0,50}(\/?)>/y;
/** What only resembles one. */
const brokenTag = /<\/?[A-Za-z!?][^<>]{0,500}>/y;
const attribute = /([\w:.-]{1,60})\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)')/g;

const namedEntities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** Elements whose content describes and is not spoken. */
const unspoken = new Set(['desc', 'metadata', 'script', 'style']);
/** A break of this length and more ends a sentence. */
const sentenceBreakMs = 400;

/** Whether a text is SSML: its first element is `speak`. */
export function looksLikeSsml(text: string): boolean {
  return /^\s{0,200}(?:<\?xml[^>]{0,200}\?>\s{0,200})?(?:<!DOCTYPE[^>]{0,500}>\s{0,200})?<speak[\s>/]/i.test(
    text.slice(0, 1_500),
  );
}

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w{1,20}));/g, (_match, ...found) => {
    const [decimal, hexadecimal, name] = found as [string?, string?, string?];
    if (name !== undefined) return namedEntities[name] ?? '';
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '0', 16) : Number(decimal);
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
  });
}

function attributesOf(source: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', double, single] of source.matchAll(attribute)) {
    found.set(name.toLowerCase(), decodeEntities(double ?? single ?? ''));
  }
  return found;
}

function breakMs(time: string): number {
  const value = Number.parseFloat(time);
  return Number.isFinite(value) ? value * (/\d\s*s$/.test(time.trim()) ? 1_000 : 1) : 0;
}

function breakMark(attributes: ReadonlyMap<string, string>): string {
  const time = attributes.get('time');
  const strength = attributes.get('strength') ?? 'medium';
  if (time !== undefined) return breakMs(time) >= sentenceBreakMs ? '.' : breakMs(time) > 0 ? ',' : '';
  if (strength === 'none' || strength === 'x-weak') return '';
  return strength.endsWith('strong') ? '.' : ',';
}

/** Dates by `format` (mdy, dmy, ymd, ...) as ISO dates, which every language reads. */
function isoDate(text: string, format: string): string {
  const numbers = text.split(/\D+/).filter((part) => part !== '');
  const letters = [...format.toLowerCase()];
  const part = (letter: string) => numbers[letters.indexOf(letter)];
  const [year, month, day] = [part('y'), part('m'), part('d')];
  if (year?.length !== 4 || month === undefined || day === undefined) return text;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function sayAs(text: string, attributes: ReadonlyMap<string, string>): string {
  const kind = attributes.get('interpret-as') ?? '';
  if (kind === 'characters' || kind === 'spell-out' || kind === 'verbatim' || kind === 'digits') {
    return Array.from(text.replaceAll(/\s+/g, '')).join(' ');
  }
  return kind === 'date' ? isoDate(text, attributes.get('format') ?? '') : text;
}

/** Collects what is spoken; knows where punctuation would be doubled. */
class SpokenText {
  private parts: string[] = [];

  add(text: string): void {
    if (text !== '') this.parts.push(text);
  }

  /** Puts a mark after the last word, in place of none, or of a comma. */
  end(mark: string, space: string): void {
    while (this.parts.at(-1)?.trim() === '') this.parts.pop();
    const last = this.parts.pop()?.trimEnd();
    if (last === undefined) return;
    const isMarked = /[.!?…。！？।؟:;,，、]["'”’)]*$/.test(last.slice(-8));
    if (!isMarked) this.parts.push(last + mark);
    else this.parts.push(mark === '.' && /[,，、]$/.test(last) ? last.slice(0, -1) + mark : last);
    this.parts.push(space);
  }

  get mark(): number {
    return this.parts.length;
  }

  /** Takes away and returns what was added since. */
  takeFrom(mark: number): string {
    return this.parts.splice(mark).join('');
  }

  toString(): string {
    return this.parts
      .join('')
      .replaceAll(/[^\S\n]+/g, ' ')
      .replaceAll(/ ?\n\s*/g, '\n')
      .trim();
  }
}

/** Where a comment, a section or an instruction that begins here ends, and what of it is spoken. */
class Declarations {
  private readonly absent = new Set<string>();

  constructor(private readonly text: string) {}

  at(position: number): { end: number; spoken: string } | undefined {
    const { text } = this;
    if (text.startsWith('<!--', position)) return this.until('-->', position, 4);
    if (text.startsWith('<![CDATA[', position)) return this.until(']]>', position, 9, true);
    if (text.startsWith('<?', position)) return this.until('?>', position, 2);
    if (!/^<!DOCTYPE/i.test(text.slice(position, position + 9))) return undefined;
    const subset = /^[^>[]{0,500}\[/.test(text.slice(position, position + 500));
    return this.until(subset ? ']>' : '>', position, 9);
  }

  private until(close: string, position: number, skip: number, isSpoken = false) {
    // Once absent, absent for the rest: keeps a text of nothing but openings linear.
    if (this.absent.has(close)) return undefined;
    const found = this.text.indexOf(close, position + skip);
    if (found < 0) {
      this.absent.add(close);
      return undefined;
    }
    return { end: found + close.length, spoken: isSpoken ? this.text.slice(position + skip, found) : '' };
  }
}

/** Reads tags in turn; an element that is not closed drops nothing of what follows. */
class SsmlReader {
  readonly spoken = new SpokenText();
  private readonly open: { name: string; start: number; attributes: ReadonlyMap<string, string> }[] = [];

  read(name: string, attributes: ReadonlyMap<string, string>, isEnd: boolean, isEmpty: boolean): void {
    if (name === 'break') this.spoken.end(breakMark(attributes), ' ');
    else if (name === 'p' || name === 's' || name === 'paragraph' || name === 'sentence') {
      this.spoken.end('.', name.startsWith('p') ? '\n' : ' ');
    } else if (name === 'say-as' || name === 'sub' || unspoken.has(name)) {
      if (isEnd) this.close(name);
      else if (!isEmpty && this.open.length < 16)
        this.open.push({ name, start: this.spoken.mark, attributes });
    }
  }

  private close(name: string): void {
    const index = this.open.findLastIndex((element) => element.name === name);
    const [element] = index < 0 ? [] : this.open.splice(index);
    if (element === undefined) return;
    const content = this.spoken.takeFrom(element.start);
    if (unspoken.has(name)) return;
    this.spoken.add(
      name === 'sub' ? (element.attributes.get('alias') ?? content) : sayAs(content, element.attributes),
    );
  }
}

/** What a person hears of an SSML document, as plain text for {@link looksLikeSsml} texts. Never throws. */
export function textOfSsml(text: string): string {
  const reader = new SsmlReader();
  const declarations = new Declarations(text);
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    reader.spoken.add(decodeEntities(text.slice(at, next < 0 ? text.length : next)));
    if (next < 0) break;
    const declaration = declarations.at(next);
    if (declaration !== undefined) {
      reader.spoken.add(declaration.spoken);
      at = declaration.end;
      continue;
    }
    at = readTag(text, next, reader);
  }
  return reader.spoken.toString();
}

/** Reads the tag at a position, or drops the bracket that begins none. Returns where reading goes on. */
function readTag(text: string, position: number, reader: SsmlReader): number {
  tag.lastIndex = position;
  const match = tag.exec(text);
  if (match === null) {
    brokenTag.lastIndex = position;
    return position + (brokenTag.exec(text)?.[0].length ?? 1);
  }
  const [whole, slash, name = '', attributes = '', empty] = match;
  reader.read(name.toLowerCase(), attributesOf(attributes), slash === '/', empty === '/');
  return position + whole.length;
}
