import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { ParleyError } from '@parley/contracts';

/** A network's tokens, by their ids; U+2581 in a token stands for the space before a word. */
export class Vocabulary {
  private readonly ids: ReadonlyMap<string, number>;

  constructor(
    readonly tokens: readonly string[],
    /** For messages. */
    private readonly file: string,
  ) {
    this.ids = new Map(tokens.map((token, id) => [token, id]));
  }

  has(token: string): boolean {
    return this.ids.has(token);
  }

  /** @throws ParleyError `model_files_invalid` where there is no such token. */
  idOf(token: string): number {
    const id = this.ids.get(token);
    if (id === undefined) {
      throw new ParleyError(
        'model_files_invalid',
        `${this.file} has no token ${token}. It belongs to another model.`,
      );
    }
    return id;
  }

  token(id: number): string {
    return this.tokens[id] ?? '';
  }
}

/**
 * Reads `vocab.txt` of istupakov's exports: one token and its id on each line (onnx-asr, asr.py).
 * @throws ParleyError `model_files_invalid` where it is something else
 */
export function readVocabulary(path: string): Vocabulary {
  const file = basename(path);
  const tokens: string[] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    const match = /^(.+?) (\d+)\r?$/u.exec(line);
    if (!match) {
      throw new ParleyError('model_files_invalid', `${file} is no vocabulary: "${line.slice(0, 40)}".`);
    }
    tokens[Number(match[2])] = match[1] ?? '';
  }
  const count = Object.keys(tokens).length;
  if (count === 0 || count !== tokens.length) {
    throw new ParleyError('model_files_invalid', `${file} has holes, or holds no tokens. Fetch it again.`);
  }
  return new Vocabulary(tokens, file);
}
