/** Longest link text, address or tag that is waited for; what is longer is spoken as it stands. */
const maxHeld = 500;
/** What of a web address is kept to name its host. */
const maxAddress = 300;

const pictograph =
  /^(?!\p{ASCII}|[©®™\u2194-\u21AA])(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|[\u{1F3FB}-\u{1F3FF}\u{E0020}-\u{E007F}])$/u;
const addressStart = /^(?:h|ht|htt|https?|https?:|https?:\/|https?:\/\/.*|w|ww|www|www\..*)$/iu;

const linkText = /^!?\[([^[\]]*)\]/;
const link = /^!?\[[^[\]]*\]\([^()]*(?:\([^()]*\)[^()]*)?\)$/;

/** Punctuation at the end of an address. */
const trailing = /[.,;:!?)\]"'”’]+$/;

const count = (text: string, sign: string) => text.split(sign).length - 1;

/** What follows an address and is not part of it: brackets that were opened within it are, "/Foo_(bar)." */
function stopAfter(address: string): string {
  let stop = trailing.exec(address)?.[0] ?? '';
  const inner = address.slice(0, address.length - stop.length);
  const open = count(inner, '(') - count(inner, ')');
  for (let i = 0; i < open; i += 1) stop = stop.replace(')', '');
  return stop;
}

/** "https://www.example.com/a?b=c." is spoken as "example.com." */
function hostOf(address: string): string {
  const inner = address.replace(trailing, '');
  const host = /^(?:https?:\/\/)?(?:www\.)?([^/?#:]*)/i.exec(inner)?.[1] ?? '';
  return host + (address.length < maxAddress ? stopAfter(address) : '');
}

/**
 * Markdown within a line, a character at a time: emphasis, links, images, code, tags, addresses and emoji become what a
 * person would say of them. Holds at most one unfinished construct.
 */
export class SpokenInline {
  private held = '';
  private word = '';
  private previous = ' ';
  private afterPictograph = false;
  /** Within a word that is no address. */
  private isInWord = false;

  /** @param say takes what is spoken, a character at a time */
  constructor(private readonly say: (char: string) => void) {}

  push(char: string): void {
    if (this.held === '') {
      if ('[!<*_~\\'.includes(char)) this.held = char;
      else if (char !== '`') this.emit(char);
      return;
    }
    this.hold(char);
  }

  /** The line is over: nothing that is open will be closed. */
  end(): void {
    const held = this.held;
    this.held = '';
    if (held.endsWith(']')) this.sayText(linkText.exec(held)?.[1] ?? held);
    else if (!/^[*_~]*$/.test(held)) for (const char of held.replace(/^!?\[/, '')) this.emit(char);
    this.endWord();
    this.previous = ' ';
  }

  private hold(char: string): void {
    const first = this.held.charAt(0);
    if (first === '*' || first === '_' || first === '~') this.holdMark(char);
    else if (first === '\\') {
      this.held = '';
      if (/[\p{P}\p{S}]/u.test(char)) this.emit(char);
      else {
        // No escape but a separator, as in `C:\Users`.
        if (/\S/.test(this.previous) && /\S/.test(char)) this.emit(' ');
        this.push(char);
      }
    } else if (first === '<') this.holdTag(char);
    else if (this.held === '!' && char !== '[') this.release(1, char);
    else this.holdLink(char);
  }

  private holdMark(char: string): void {
    const run = this.held;
    if (char === run.charAt(0) && run.length < 8) {
      this.held += char;
      return;
    }
    this.held = '';
    const isBetween = (pattern: RegExp) => pattern.test(this.previous) && pattern.test(char);
    if (run === '*' && (isBetween(/\s/) || isBetween(/\d/))) this.emit('*');
    else if (run === '_' && isBetween(/[\p{L}\p{N}]/u)) this.emit(' ');
    else if (run === '~' && /\d/.test(char)) this.emit('~');
    this.push(char);
  }

  private holdTag(char: string): void {
    if (char === '>') {
      const inner = this.held.slice(1);
      this.held = '';
      if (/^(?:https?:\/\/|[\w.+-]+@)/i.test(inner)) for (const part of inner) this.emit(part);
      else this.emit(' ');
    } else if (
      (this.held === '<' && !/[A-Za-z/]/.test(char)) ||
      char === '<' ||
      this.held.length >= maxHeld
    ) {
      this.release(1, char);
    } else this.held += char;
  }

  private holdLink(char: string): void {
    const held = this.held;
    const isClosed = held.endsWith(']') && !held.includes('](');
    if (isClosed && char !== '(') {
      this.held = '';
      this.sayText(linkText.exec(held)?.[1] ?? '');
      this.push(char);
    } else if (char === '[' && held !== '!' && !held.includes(']')) {
      this.release(held.startsWith('!') ? 2 : 1, char, false);
    } else if (held.length >= maxHeld) {
      this.held = '';
      for (const part of held + char) this.emit(part);
    } else {
      this.held += char;
      if (char !== ')' || !link.test(this.held)) return;
      const text = linkText.exec(this.held)?.[1] ?? '';
      this.held = '';
      this.sayText(text);
    }
  }

  /** The text of a link; "[3]" is a reference and no word. */
  private sayText(text: string): void {
    if (/^\d*$/.test(text)) return;
    for (const char of text.replaceAll(/[*_~`]+/g, '')) this.emit(char);
  }

  /** It was no construct: its first characters are spoken or dropped, and the rest is read anew. */
  private release(length: number, char: string, isSpoken = true): void {
    const held = this.held;
    this.held = '';
    if (isSpoken) for (const part of held.slice(0, length)) this.emit(part);
    for (const part of held.slice(length) + char) this.push(part);
  }

  private emit(char: string): void {
    this.previous = char;
    if (char === '\uFE0F' || char === '\uFE0E' || char === '\u20E3') return;
    if (pictograph.test(char) || (char === '\u200D' && this.afterPictograph)) {
      this.afterPictograph = true;
      this.endWord();
      this.say(' ');
      return;
    }
    this.afterPictograph = false;
    if (/^\s$/.test(char)) {
      this.endWord();
      this.say(char);
    } else this.emitInWord(char);
  }

  private emitInWord(char: string): void {
    const mayBeAddress = this.word !== '' || /^[hw]$/i.test(char);
    if (!mayBeAddress || this.isInWord) {
      this.isInWord = /[\p{L}\p{M}\p{N}]/u.test(char);
      this.say(char);
      return;
    }
    if (this.word.length < maxAddress) this.word += char;
    if (addressStart.test(this.word)) return;
    const plain = this.word;
    this.word = '';
    this.isInWord = true;
    for (const part of plain) this.say(part);
  }

  private endWord(): void {
    const word = this.word;
    this.word = '';
    this.isInWord = false;
    const isAddress = /^(?:https?:\/\/|www\.)./i.test(word);
    for (const char of isAddress ? hostOf(word) : word) this.say(char);
  }
}
