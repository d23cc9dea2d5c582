import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import type { z } from 'zod';

/** A file of a bundle, or undefined where it is not there. */
export async function readOptionalFile(folder: string, name: string): Promise<Buffer | undefined> {
  try {
    return await readFile(join(folder, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidModelFile(name, `cannot be read (${reason})`, error);
  }
}

/** @throws ParleyError `model_files_missing` */
export async function readModelFile(folder: string, name: string): Promise<Buffer> {
  const bytes = await readOptionalFile(folder, name);
  if (!bytes) throw missingModelFile(name);
  return bytes;
}

/** What a JSON file says, checked. */
export function parseModelJson<Schema extends z.ZodType>(
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
  throw invalidModelFile(
    name,
    `has a field that does not fit: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    parsed.error,
  );
}

/** A file that says something impossible. */
export function invalidModelFile(name: string, what: string, cause?: unknown): ParleyError {
  return new ParleyError('model_files_invalid', `The voice model's ${name} ${what}. Fetch the model again.`, {
    cause,
  });
}

/** A file that is not there. */
export function missingModelFile(name: string): ParleyError {
  return new ParleyError(
    'model_files_missing',
    `${name} is not in the voice model's folder. Fetch the model again, or convert it again.`,
  );
}
