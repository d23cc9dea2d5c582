import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { z } from 'zod';

/**
 * Reads a file of a model's folder.
 * @returns undefined where it is not there
 * @throws ParleyError `model_files_invalid` where it is not what it should be
 */
export function readModelJson<Schema extends z.ZodType>(
  folder: string,
  file: string,
  schema: Schema,
): z.infer<Schema> | undefined {
  const path = join(folder, file);
  if (!existsSync(path)) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new ParleyError(
      'model_files_invalid',
      `${file} in ${basename(folder)} cannot be used. Correct it, or fetch it again. ${reason.slice(0, 300)}`,
      { cause },
    );
  }
}

/**
 * The path of a file that a model cannot do without.
 * @throws ParleyError `model_files_missing`
 */
export function requiredFile(folder: string, file: string): string {
  const path = join(folder, file);
  if (existsSync(path)) return path;
  throw new ParleyError(
    'model_files_missing',
    `The model file ${file} is missing in ${basename(folder)}. Fetch the model's files.`,
  );
}
