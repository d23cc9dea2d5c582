import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const folder = fileURLToPath(new URL('../../../../../../tests/fixtures/whisper', import.meta.url));

/** The cases of a fixture (tests/fixtures/whisper/README.md). */
export function readCases<Case>(name: string, schema: z.ZodType<Case>): Case[] {
  const json: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  return z.object({ cases: z.array(schema) }).parse(json).cases;
}
