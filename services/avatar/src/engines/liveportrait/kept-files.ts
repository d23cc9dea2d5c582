import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const digestLength = 32;
const suffix = '.kept';
const draftSuffix = '.draft';
/** Older drafts were left by a process that died while it wrote. */
const oldestDraftMs = 3_600_000;

export interface KeptFilesOptions {
  /** Beyond this the files that were not used for longest go. */
  mostBytes: number;
  /** Called where a file could not be written, a full disk for one; all else goes on without it. */
  onProblem: (problem: string) => void;
}

/**
 * What can be made again but takes long to make: files in one folder, whole or not there at all, bounded together.
 * Several processes may share the folder. Nothing here throws: what cannot be read or written is made again.
 */
export class KeptFiles {
  constructor(
    private readonly folder: string,
    private readonly options: KeptFilesOptions,
  ) {}

  /** The bytes kept under this name, or undefined where there are none or they are damaged. */
  async read(name: string): Promise<Uint8Array | undefined> {
    const path = this.path(name);
    const content = await readFile(path).catch(() => undefined);
    if (!content) return undefined;
    const bytes = content.subarray(digestLength);
    if (!digest(bytes).equals(content.subarray(0, digestLength))) return undefined;
    const now = new Date();
    await utimes(path, now, now).catch(() => undefined);
    return bytes;
  }

  async keep(name: string, bytes: Uint8Array): Promise<void> {
    const draft = join(this.folder, `${name}.${randomUUID()}${draftSuffix}`);
    try {
      await mkdir(this.folder, { recursive: true });
      await writeFile(draft, digest(bytes));
      await writeFile(draft, bytes, { flag: 'a' });
      await rename(draft, this.path(name));
      await this.makeRoom(name);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      this.options.onProblem(error instanceof Error ? error.message : String(error));
    }
  }

  /** Removes every file whose name begins like this. */
  async remove(prefix: string): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    const removed = names.filter((name) => name.startsWith(prefix));
    await Promise.all(
      removed.map((name) => rm(join(this.folder, name), { force: true }).catch(() => undefined)),
    );
  }

  /** Removes the oldest files beyond the bound, never `newest`, and drafts that nobody writes any more. */
  private async makeRoom(newest: string): Promise<void> {
    const files = await this.list();
    let bytes = files.reduce((sum, file) => sum + file.size, 0);
    for (const { path, size, isDraft, mtimeMs } of files) {
      const abandoned = isDraft && Date.now() - mtimeMs > oldestDraftMs;
      const tooMuch = !isDraft && bytes > this.options.mostBytes && path !== this.path(newest);
      if (!abandoned && !tooMuch) continue;
      await rm(path, { force: true });
      bytes -= size;
    }
  }

  /** The files of this folder, the one that was not used for longest first. */
  private async list() {
    const names = await readdir(this.folder);
    const files = await Promise.all(
      names
        .filter((name) => name.endsWith(suffix) || name.endsWith(draftSuffix))
        .map(async (name) => {
          const path = join(this.folder, name);
          // Another process may have removed it meanwhile.
          const found = await stat(path).catch(() => undefined);
          return (
            found && { path, isDraft: name.endsWith(draftSuffix), size: found.size, mtimeMs: found.mtimeMs }
          );
        }),
    );
    return files.filter((file) => file !== undefined).toSorted((a, b) => a.mtimeMs - b.mtimeMs);
  }

  private path(name: string): string {
    return join(this.folder, `${name}${suffix}`);
  }
}

const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
