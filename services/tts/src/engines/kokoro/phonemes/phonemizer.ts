import type { SpeechLanguage } from '@parley/contracts';
import type { PronouncedWords } from '../../espeak/espeak-protocol.js';
import { type TextClause, clausesOf } from './clauses.js';
import { type Spelling, toKokoroSymbols } from './kokoro-symbols.js';
import { maxSymbols } from './vocabulary.js';

/** A clause ready to be spoken. */
export interface PhonemeClause {
  text: string;
  /** In the network's symbols, punctuation included. */
  phonemes: string;
  endsSentence: boolean;
}

/** Tells how texts are pronounced: espeak-ng, in its own process. */
type Pronounce = (texts: string[]) => Promise<PronouncedWords[]>;

/** "Rushing on long utterances, especially over 400 tokens" (hexgrad/Kokoro-82M, VOICES.md). */
export const longestClause = 400;

interface PhonemizerOptions {
  language: SpeechLanguage;
  spelling: Spelling;
  /** What the network knows: other symbols are left out. */
  symbols: { has(symbol: string): boolean };
  pronounce: Pronounce;
}

/** Text to a network's symbols, clause by clause. */
export class Phonemizer {
  constructor(private readonly options: PhonemizerOptions) {}

  /** Sentence by sentence, each when it is asked for. Clauses without a sound are left out. */
  async *clauses(text: string): AsyncGenerator<PhonemeClause> {
    const sentences = new Intl.Segmenter(this.options.language, { granularity: 'sentence' }).segment(text);
    for (const { segment } of sentences) {
      const parts = await this.phonemize(clausesOf(segment));
      for (const [index, part] of parts.entries()) {
        yield { ...part, endsSentence: index === parts.length - 1 };
      }
    }
  }

  private async phonemize(clauses: readonly TextClause[]) {
    const pronounced = await this.options.pronounce(clauses.map(({ spoken }) => spoken));
    const parts: Omit<PhonemeClause, 'endsSentence'>[] = [];
    // Marks of clauses without a sound, such as those of an opening quotation mark: they go to a neighbour.
    let opening = '';
    for (const [index, clause] of clauses.entries()) {
      const sounds = this.known(toKokoroSymbols(pronounced[index] ?? [], this.options.spelling));
      const before = parts.at(-1);
      if (sounds === '' && before) before.phonemes = this.known(before.phonemes + clause.marks);
      else if (sounds === '') opening += clause.marks;
      else if (sounds.length > longestClause) parts.push(...(await this.phonemize(halves(clause))));
      else {
        const phonemes = this.known(opening + sounds + clause.marks);
        parts.push({ text: opening + clause.spoken + clause.marks, phonemes });
        opening = '';
      }
    }
    return parts;
  }

  private known(symbols: string): string {
    return (
      Array.from(symbols)
        .filter((symbol) => this.options.symbols.has(symbol))
        .join('')
        .replaceAll(/ {2,}/g, ' ')
        // Only marks without end reach it.
        .slice(0, maxSymbols)
    );
  }
}

/** Cut at the space nearest the middle, or in the middle of a word that is longer than anyone can say. */
function halves({ spoken, marks }: TextClause): [TextClause, TextClause] {
  const middle = Math.floor(spoken.length / 2);
  const before = spoken.lastIndexOf(' ', middle);
  const after = spoken.indexOf(' ', middle);
  const isBeforeNearer = before > 0 && (after < 0 || middle - before <= after - middle);
  const cut = isBeforeNearer ? before : after > 0 ? after : middle;
  return [
    { spoken: spoken.slice(0, cut), marks: ' ' },
    { spoken: spoken.slice(cut).trimStart(), marks },
  ];
}
