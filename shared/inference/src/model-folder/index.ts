import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import type { z } from 'zod';

export { type BundleFile, bundleManifest, manifestFiles } from '../model-store/bundle-manifest.js';
export { sha256Of } from '../model-store/file-hash.js';

/**
 * A file of a model folder, or undefined where it is not there.
 * @throws ParleyError `model_files_invalid` where it cannot be read
 */
export function readOptionalBytes(directory: string, name: string): Buffer | undefined {
  try {
    return readFileSync(join(directory, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidModelFile(name, `cannot be read (${reason})`, error);
  }
}

/**
 * A file that a model cannot do without.
 * @throws ParleyError `model_files_missing`, `model_files_invalid`
 */
export function readRequiredBytes(directory: string, name: string): Buffer {
  const bytes = readOptionalBytes(directory, name);
  if (!bytes) throw missingModelFile(directory, name);
  return bytes;
}

/**
 * A small text file of a model folder, or undefined where it is not there.
 * @throws ParleyError `model_files_invalid`
 */
export const readModelFile = (directory: string, name: string): string | undefined =>
  readOptionalBytes(directory, name)?.toString('utf8');

/**
 * What a JSON file of a model folder holds, or undefined where it is not there.
 * @throws ParleyError `model_files_invalid` where it is not what it should be
 */
export function readModelJson<Schema extends z.ZodType>(
  directory: string,
  name: string,
  schema: Schema,
): z.infer<Schema> | undefined {
  const text = readModelFile(directory, name);
  return text === undefined ? undefined : parseModelJson(text, name, schema);
}

function parseModelJson<Schema extends z.ZodType>(
  text: string,
  name: string,
  schema: Schema,
): z.infer<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalidModelFile(name, 'is no JSON: it may be cut short', error);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw invalidModelFile(
    name,
    `has a field that does not fit: ${field}: ${issue?.message ?? ''}`,
    parsed.error,
  );
}

/**
 * The path of a file that a model cannot do without.
 * @throws ParleyError `model_files_missing`
 */
export function requiredFile(directory: string, name: string): string {
  const path = join(directory, name);
  if (existsSync(path)) return path;
  throw missingModelFile(directory, name);
}

/** A model's file that says something impossible. */
export function invalidModelFile(name: string, what: string, cause?: unknown): ParleyError {
  return new ParleyError('model_files_invalid', `The model's ${name} ${what}. Fetch the model again.`, {
    cause,
  });
}

/** A model's file that is not there. */
export function missingModelFile(directory: string, name: string): ParleyError {
  return new ParleyError(
    'model_files_missing',
    `${name} is not in the model's folder ${basename(directory)}. Fetch the model again, with all of its files.`,
  );
}
