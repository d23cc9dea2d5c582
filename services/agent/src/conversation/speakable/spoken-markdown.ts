import { SpokenInline } from './spoken-inline.js';

/** What Markdown is turned into: characters that are spoken, and where a block of them ends. */
export interface SpokenSink {
  say(char: string): void;
  endBlock(): void;
}

type LineKind = 'paragraph' | 'heading' | 'item' | 'row';

/** Longest table row and longest row of dashes that is waited for. */
const maxRow = 2_000;
const maxRule = 80;

const rulePrefix = /^([-*_])(?:\s*\1)*\s*$/;
const rule = /^([-*_])(?:\s*\1){2,}\s*$/;

/**
 * Markdown as a model writes it, a character at a time, to what a person would say of it: code blocks are dropped, list
 * items and headings are sentences, table rows are lists of their cells. Holds the start of a line until it is known what
 * it is, and a table row until its end.
 */
export class SpokenMarkdown {
  private readonly inline: SpokenInline;
  /** The start of a line, not yet understood; undefined within a line. */
  private head: string | undefined = '';
  private fence: { mark: string; line: string; isOpening: boolean } | undefined;
  private row: string | undefined;
  private kind: LineKind = 'paragraph';
  private hasLine = false;

  constructor(private readonly sink: SpokenSink) {
    this.inline = new SpokenInline((char) => this.sink.say(char));
  }

  push(char: string): void {
    if (char === '\r') return;
    if (this.fence !== undefined) this.pushInFence(this.fence, char);
    else if (this.head !== undefined) this.pushInHead(this.head, char);
    else if (char === '\n') this.endLine();
    else if (this.row === undefined) this.inline.push(char);
    else if (this.row.length < maxRow) this.row += char;
  }

  /** The stream is over. */
  end(): void {
    const head = this.head;
    if (this.fence !== undefined) return;
    if (head !== undefined && head.trim() !== '' && !rule.test(head.trim()))
      this.beginLine('paragraph', head.trimStart());
    if (this.head === undefined) this.endLine();
  }

  private pushInFence(fence: { mark: string; line: string; isOpening: boolean }, char: string): void {
    if (fence.isOpening && char === '`' && fence.mark === '```') {
      // More of the fence, or, after text, code within a line: "```like this```".
      if (fence.line === '') return;
      this.fence = undefined;
      this.beginLine('paragraph', fence.line);
      return;
    }
    if (char !== '\n') {
      if (fence.line.length < maxRule) fence.line += char;
      return;
    }
    if (fence.isOpening) {
      fence.isOpening = false;
      fence.line = '';
      return;
    }
    const line = fence.line.trim();
    fence.line = '';
    if (line.startsWith(fence.mark) && !/[^`~]/.test(line)) this.startLine();
  }

  private startLine(): void {
    this.fence = undefined;
    this.head = '';
  }

  private pushInHead(before: string, char: string): void {
    const head = `${before}${char}`.trimStart();
    this.head = head;
    if (char === '\n') this.endHead(before.trim());
    else if (/^(?:`{3}|~{3})/.test(head)) this.openFence(head.slice(0, 3));
    else if (/^#{1,6} $/.test(head)) this.beginLine('heading', '');
    else if (head === '>') this.head = '';
    else if (head === '|') {
      this.beginLine('row', '');
      this.row = '';
    } else if (/^(?:`{1,2}|~{1,2}|#{1,6}|[+•]|\d{1,3}|\d{1,3}[.)]|)$/.test(head)) return;
    else if (rulePrefix.test(head) && head.length < maxRule) return;
    else if (/^[-*+•]\s/.test(head)) this.beginLine('item', head.replace(/^[-*+•]\s+/, ''));
    else if (/^\d{1,3}[.)]\s/.test(head)) this.beginLine('item', head.replace(/^(\d+)[.)]\s+/, '$1. '));
    else this.beginLine('paragraph', head);
  }

  /** A line that ended before its kind was known: empty, a rule, or a few characters. */
  private endHead(head: string): void {
    if (head === '' || rule.test(head) || /^[-*+•]$/.test(head)) {
      this.sink.endBlock();
      this.hasLine = false;
      this.head = '';
      return;
    }
    this.beginLine('paragraph', head);
    this.endLine();
  }

  private openFence(mark: string): void {
    this.sink.endBlock();
    this.hasLine = false;
    this.head = undefined;
    this.fence = { mark, line: '', isOpening: true };
  }

  private beginLine(kind: LineKind, text: string): void {
    const goesOn = kind === 'paragraph' && this.kind === 'paragraph' && this.hasLine;
    if (goesOn) this.sink.say(' ');
    else if (this.hasLine) this.sink.endBlock();
    this.kind = kind;
    this.hasLine = true;
    this.head = undefined;
    for (const char of text) this.inline.push(char);
  }

  private endLine(): void {
    const row = this.row;
    this.row = undefined;
    if (row !== undefined && !/^[\s|:-]*$/.test(row)) {
      const cells = row.split('|').map((cell) => cell.trim());
      for (const char of cells.filter((cell) => cell !== '').join(', ')) this.inline.push(char);
    }
    this.inline.end();
    if (this.kind !== 'paragraph') {
      this.sink.endBlock();
      this.hasLine = false;
    }
    this.head = '';
  }
}
