import { existsSync } from 'node:fs';
import { mkdtemp, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The real tokenizer and configuration of Whisper tiny, beside the repository. */
export const whisperTiny = fileURLToPath(
  new URL('../../../../../../../shared/data/whisper/whisper-tiny', import.meta.url),
);
/** Why tests that need them are skipped, for their titles. */
export const whisperTinyNote = existsSync(whisperTiny) ? '' : ' (skipped: needs ../shared/data/whisper)';

const fixtures = fileURLToPath(new URL('../../../../../../tests/fixtures/whisper', import.meta.url));

const tokenizerFiles = ['tokenizer.json', 'vocab.json', 'merges.txt', 'added_tokens.json'];

/**
 * A folder that has everything a public export has: a random network's configuration and graphs, which the repository
 * keeps, and Whisper tiny's tokenizer. It goes when the machine cleans its temporary files.
 */
export async function randomWhisperFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `parley-${name}-`));
  const own = (await readdir(join(fixtures, name))).map((file) => join(fixtures, name, file));
  const shared = tokenizerFiles.map((file) => join(whisperTiny, file));
  for (const path of [...own, ...shared])
    await symlink(path, join(folder, path.slice(path.lastIndexOf('/') + 1)));
  return folder;
}
