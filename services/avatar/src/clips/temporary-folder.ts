import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'parley-clip-';
/** Older ones were left by a process that died: no job runs so long. */
const oldestMs = 24 * 3_600_000;

/** A folder for the time of `work`, for its owner alone. */
export async function withTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what processes that died have left: pictures and voices of people. */
export async function removeAbandonedFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const folder of names.filter((name) => name.startsWith(prefix)).map((name) => join(tmpdir(), name))) {
    const found = await stat(folder).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > oldestMs) await rm(folder, { recursive: true, force: true });
  }
}
