import { ParleyError } from '@parley/contracts';
import { type StyleFile, findStyleFiles, readStyles, styleSize } from './style-files.js';

/** The styles of a model's voices, each voice read when it is first asked for: half a megabyte each, 54 voices. */
export class VoiceStyles {
  private readonly files: ReadonlyMap<string, StyleFile>;
  private readonly read = new Map<string, Float32Array>();

  /** @throws ParleyError `model_files_missing`, `model_files_invalid` */
  constructor(folder: string) {
    this.files = new Map(findStyleFiles(folder).map((style) => [style.voice, style]));
  }

  /**
   * A voice's style for a text of so many symbols. Version 1.0 keeps that of one symbol in the first row; version 0.19
   * has a row for none before it.
   * @throws ParleyError `unknown_voice`
   */
  styleFor(voice: string, symbols: number): Float32Array {
    const file = this.files.get(voice);
    if (!file) throw new ParleyError('unknown_voice', `There is no voice "${voice}".`, { param: 'voice' });
    const styles = this.read.get(voice) ?? readStyles(file);
    this.read.set(voice, styles);
    const rowOfOne = file.rows > rowsOfVersion1 ? 1 : 0;
    const row = Math.min(file.rows - 1, Math.max(0, symbols - 1 + rowOfOne));
    return styles.subarray(row * styleSize, (row + 1) * styleSize);
  }

  /** Some voice's style. */
  any(symbols: number): Float32Array {
    const [voice = ''] = this.files.keys();
    return this.styleFor(voice, symbols);
  }
}

const rowsOfVersion1 = 510;
