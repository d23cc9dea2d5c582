import { constants } from 'node:fs';
import {
  copyFile,
  link,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/**
 * The Hugging Face cache as huggingface_hub lays it out: for each repository `blobs/<etag>`, `refs/<revision>` with a
 * commit, and `snapshots/<commit>/<path>` as links to blobs. Other programs share it.
 * Source: huggingface_hub, "Understand caching".
 */
export class HubCache {
  constructor(readonly directory: string) {}

  repositoryFolder(repository: string): string {
    return join(this.directory, `models--${repository.replaceAll('/', '--')}`);
  }

  blob(repository: string, etag: string): string {
    return join(this.repositoryFolder(repository), 'blobs', etag);
  }

  snapshot(repository: string, commit: string): string {
    return join(this.repositoryFolder(repository), 'snapshots', commit);
  }

  /** Where this repository's lock lies: beside huggingface_hub's own, which are one for each file. */
  lock(repository: string): string {
    return join(this.directory, '.locks', `models--${repository.replaceAll('/', '--')}`, 'parley.lock');
  }

  /** The commits of which there are files. */
  async commits(repository: string): Promise<string[]> {
    return entries(join(this.repositoryFolder(repository), 'snapshots'));
  }

  /**
   * The commit that stands for a revision here: the one that its ref names, itself, or the only one there is, which a
   * first download that was broken off leaves.
   */
  async commitOf(repository: string, revision: string): Promise<string | undefined> {
    const commits = await this.commits(repository);
    const named = await readFile(this.ref(repository, revision), 'utf8').catch(() => revision);
    const commit = named.trim();
    if (commits.includes(commit)) return commit;
    return commits.length === 1 ? commits[0] : undefined;
  }

  /** Says that a revision is this commit, once all of its files are there. */
  async writeRef(repository: string, revision: string, commit: string): Promise<void> {
    if (revision === commit) return;
    const file = this.ref(repository, revision);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.${process.pid}.new`, commit);
    await rename(`${file}.${process.pid}.new`, file);
  }

  /** The revisions that stand for a commit. */
  async revisionsOf(repository: string, commit: string): Promise<string[]> {
    const folder = join(this.repositoryFolder(repository), 'refs');
    const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const commits = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    return files
      .filter((_, index) => commits[index]?.trim() === commit)
      .map((file) => relative(folder, file));
  }

  async removeRef(repository: string, revision: string): Promise<void> {
    await rm(this.ref(repository, revision), { force: true });
  }

  /** Puts a blob into a snapshot: as a link, or as a copy where the file system has neither kind of link. */
  async place(repository: string, commit: string, path: string, etag: string): Promise<void> {
    const blob = this.blob(repository, etag);
    const target = join(this.snapshot(repository, commit), path);
    if (await isSameFile(blob, target)) return;
    await mkdir(dirname(target), { recursive: true });
    await rm(target, { force: true });
    try {
      await symlink(relative(dirname(target), blob), target);
    } catch {
      await link(blob, target).catch(() => copyFile(blob, target, constants.COPYFILE_FICLONE));
    }
  }

  private ref(repository: string, revision: string): string {
    return join(this.repositoryFolder(repository), 'refs', revision);
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

/** Names in a folder; none where there is no such folder. */
async function entries(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
