import { closeSync, existsSync, openSync, readSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { type ArrayInArchive, listArrays } from './npz-archive.js';

/** Numbers of one style: 128 for the sound of the voice, 128 for its prosody. */
export const styleSize = 256;
const bytesPerStyle = styleSize * 4;

/** A voice in a model's folder: styles for texts of 1, 2, … symbols, row by row. */
export interface StyleFile {
  voice: string;
  file: string;
  /** Where the styles begin. */
  offset: number;
  rows: number;
}

/**
 * The voices of a model by their names: `voices/*.bin` (onnx-community), or all in one archive (thewh1teagle's
 * `voices-v1.0.bin`).
 * @throws ParleyError `model_files_missing` where there is none, `model_files_invalid` where one is cut short
 */
export function findStyleFiles(folder: string): StyleFile[] {
  const directory = existsSync(join(folder, 'voices')) ? join(folder, 'voices') : folder;
  const files = readdirSync(directory)
    .filter((name) => /^([a-z][fm]_?\w*\.bin|voices.*\.(bin|npz))$/.test(name))
    .toSorted()
    .map((name) => join(directory, name));
  const styles = files.flatMap((file) =>
    basename(file).startsWith('voices') ? inArchive(file) : [ofItsOwn(file)],
  );
  if (styles.length > 0) return styles;
  throw new ParleyError(
    'model_files_missing',
    `There are no voices in ${basename(folder)}: it needs voices/*.bin, or voices-v1.0.bin. Fetch the model's files.`,
  );
}

function ofItsOwn(file: string): StyleFile {
  const { size } = statSync(file);
  return checked({ voice: basename(file, '.bin'), file, offset: 0, rows: size / bytesPerStyle });
}

function inArchive(file: string): StyleFile[] {
  return listArrays(file).map(({ name, offset, bytes }: ArrayInArchive) =>
    checked({ voice: name, file, offset, rows: bytes / bytesPerStyle }),
  );
}

function checked(style: StyleFile): StyleFile {
  if (Number.isInteger(style.rows) && style.rows > 0) return style;
  throw new ParleyError(
    'model_files_invalid',
    `The voice ${style.voice} in ${basename(style.file)} is cut short or damaged. Fetch it again.`,
  );
}

/** All styles of a voice. */
export function readStyles({ file, offset, rows }: StyleFile): Float32Array {
  const bytes = Buffer.alloc(rows * bytesPerStyle);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, bytes, 0, bytes.length, offset);
  } finally {
    closeSync(descriptor);
  }
  return Float32Array.from({ length: rows * styleSize }, (_, index) => bytes.readFloatLE(index * 4));
}
