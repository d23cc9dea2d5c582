import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const fixtures = fileURLToPath(new URL('../../../../../../tests/fixtures/whisper/', import.meta.url));

/** What the reference implementation said (tests/fixtures/whisper/README.md). */
export function referenceCases<Schema extends z.ZodType>(name: string, schema: Schema): z.infer<Schema>[] {
  return z.object({ cases: z.array(schema) }).parse(JSON.parse(readFileSync(fixtures + name, 'utf8'))).cases;
}

/** A fixture's bytes, or a JSON fixture as it is. */
export const referenceBytes = (name: string) => readFileSync(fixtures + name);
