import type { WhisperFiles } from '../../model/whisper-files.js';
import type { EncodedWindows, StepDecoder, WhisperNetwork } from '../../network/whisper-network.js';
import { namedSpecialTokens } from '../../tokenizer/special-tokens.js';
import { WhisperTokenizer } from '../../tokenizer/whisper-tokenizer.js';

const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const names = [
  'endoftext',
  'startoftranscript',
  'en',
  'de',
  'translate',
  'transcribe',
  'startofprev',
  'nospeech',
  'notimestamps',
];

/** A vocabulary of 26 letters, a space, special tokens, and 30 s of timestamps. */
export function letterFiles(): WhisperFiles {
  const pieces = Object.fromEntries([...letters, 'Ġ'].map((letter, id) => [letter, id]));
  const addedTokens = new Map(names.map((name, i) => [`<|${name}|>`, 27 + i]));
  const specialTokens = namedSpecialTokens((name) => addedTokens.get(name), true);
  if ('missing' in specialTokens) throw new Error(specialTokens.missing);
  return {
    multilingual: true,
    languages: ['en', 'de'],
    specialTokens,
    tokenizer: new WhisperTokenizer({ pieces, merges: [], addedTokens }, specialTokens),
    alignmentHeads: [],
    suppressedTokens: [28, 31, 32, 33, 34],
    suppressedAtBegin: [26, 27],
  };
}

const vocabularySize = 27 + names.length + 1_501;

/** Logits of the next token, where all others have 0: by token. */
export type Script = (window: number, tokens: readonly number[]) => Readonly<Record<number, number>>;

class NumberedWindows implements EncodedWindows {
  constructor(readonly windows: readonly number[]) {}
  get rows(): number {
    return this.windows.length;
  }
  select(rows: readonly number[]): NumberedWindows {
    return new NumberedWindows(rows.map((row) => this.windows[row] ?? -1));
  }
}

/** A network that says what a script tells it to. */
export class ScriptedNetwork implements WhisperNetwork {
  readonly dimensions = {
    melBins: 80,
    windowFrames: 3_000,
    audioPositions: 1_500,
    vocabularySize,
    textPositions: 448,
    decoderLayers: 2,
    decoderHeads: 2,
    headSize: 4,
  };
  readonly generatesInGraph = false;
  /** The prompts of every decoder that was opened. */
  readonly opened: number[][][] = [];
  generate?: NonNullable<WhisperNetwork['generate']>;

  constructor(private readonly script: Script) {}

  windows(count: number): EncodedWindows {
    return new NumberedWindows(Array.from({ length: count }, (_, window) => window));
  }

  encode(_mel: Float32Array, rows: number): Promise<EncodedWindows> {
    return Promise.resolve(this.windows(rows));
  }

  decode(encoded: EncodedWindows, prompts: readonly (readonly number[])[]): Promise<StepDecoder> {
    if (!(encoded instanceof NumberedWindows)) throw new Error('Windows of another network.');
    if (encoded.rows !== prompts.length) throw new Error('As many prompts as windows are needed.');
    if (new Set(prompts.map(({ length }) => length)).size > 1) throw new Error('Prompts differ in length.');
    this.opened.push(prompts.map((prompt) => [...prompt]));
    let rows = prompts.map((tokens, row) => ({ window: encoded.windows[row] ?? -1, tokens: [...tokens] }));
    const logitsOf = (window: number, tokens: readonly number[]) => {
      const logits = new Float32Array(vocabularySize);
      for (const [token, logit] of Object.entries(this.script(window, tokens))) logits[Number(token)] = logit;
      return logits;
    };
    const promptRows = rows.flatMap(({ window, tokens }) =>
      tokens.map((_, index) => logitsOf(window, tokens.slice(0, index + 1))),
    );
    return Promise.resolve({
      promptLogits: joined(promptRows),
      step: (tokens: readonly number[]) => {
        if (tokens.length !== rows.length) throw new Error('One token for each row is needed.');
        rows = rows.map((row, index) => ({ ...row, tokens: [...row.tokens, tokens[index] ?? -1] }));
        return Promise.resolve(joined(rows.map((row) => logitsOf(row.window, row.tokens))));
      },
      reorder: (order: readonly number[]) => {
        rows = order.map((index) => {
          const row = rows[index];
          if (!row) throw new Error(`There is no row ${index}.`);
          return row;
        });
      },
    });
  }

  release(): Promise<void> {
    return Promise.resolve();
  }
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.length * vocabularySize);
  rows.forEach((row, index) => all.set(row, index * vocabularySize));
  return all;
}
