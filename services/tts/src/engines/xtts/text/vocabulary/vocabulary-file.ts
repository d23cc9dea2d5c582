import { readFile } from 'node:fs/promises';
import { ParleyError } from '@parley/contracts';
import { z } from 'zod';

const id = z.int().nonnegative();

/** XTTS's vocab.json: the format of Hugging Face's tokenizers, byte-pair encoding over characters. */
const vocabularySchema = z.object({
  added_tokens: z.array(z.object({ id, content: z.string().min(1) })),
  model: z.object({
    unk_token: z.string(),
    vocab: z.record(z.string(), id),
    merges: z.array(
      z.union([
        z.tuple([z.string(), z.string()]),
        // A pair in one text, with a space between.
        z.string().transform((pair): [string, string] => {
          const space = pair.indexOf(' ', 1);
          return [pair.slice(0, space), pair.slice(space + 1)];
        }),
      ]),
    ),
  }),
});

export type VocabularyFile = z.infer<typeof vocabularySchema>;

/** @throws ParleyError `model_files_missing`, `model_files_invalid` */
export async function readVocabularyFile(path: string): Promise<VocabularyFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new ParleyError(
      'model_files_missing',
      "The voice model's vocab.json cannot be read. Fetch the model again.",
      { cause },
    );
  }
  try {
    return vocabularySchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ParleyError(
      'model_files_invalid',
      "The voice model's vocab.json is no vocabulary of XTTS: it may be cut short. Fetch the model again.",
      { cause },
    );
  }
}
