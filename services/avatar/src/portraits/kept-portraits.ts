import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ParleyError, type Portrait, portraitSchema } from '@parley/contracts';
import { z } from 'zod';
import type { PortraitPicture } from '../engines/avatar-engine.js';

/** Ids are hashes: nothing that a client sends becomes a path unless it looks like one. */
const idPattern = /^[0-9a-f]{64}$/;
const descriptionFile = 'portrait.json';
const pictureFile = 'picture';
const previewFile = 'preview.jpg';
const draftPrefix = '.draft-';
/** Older drafts were left by a process that died: writing a portrait takes seconds. */
const oldestDraftMs = 3_600_000;

const keptPortraitSchema = portraitSchema.omit({ live: true }).extend({
  createdAt: z.string(),
  /** Of the picture's file. */
  bytes: z.number(),
});
type KeptPortrait = z.infer<typeof keptPortraitSchema>;

export interface KeptPortraitsOptions {
  maxPortraits: number;
  /** Of all pictures together. */
  maxBytes: number;
  /** Called once for each portrait that cannot be read, and is left out. */
  onDamaged: (id: string, reason: string) => void;
}

export interface NewPortrait {
  portrait: Portrait;
  picture: PortraitPicture;
  /** A small upright JPEG of it. */
  preview: Uint8Array;
}

/**
 * Portraits on disk until somebody deletes them, a folder for each: one is there as a whole or not at all. Several
 * replicas may share the folder: it is read anew for each question.
 */
export class KeptPortraits {
  private readonly damaged = new Set<string>();
  private lastKept: Promise<unknown> = Promise.resolve();
  /** As it was when somebody last asked: for `/status`. */
  lastCount = 0;

  constructor(
    private readonly directory: string,
    private readonly options: KeptPortraitsOptions,
  ) {}

  /** Removes what was left by processes that died while they wrote or deleted: pictures of people, perhaps. */
  async removeAbandonedDrafts(): Promise<void> {
    const drafts = (await this.folders()).filter((name) => name.startsWith(draftPrefix));
    for (const draft of drafts.map((name) => join(this.directory, name))) {
      const found = await stat(draft).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > oldestDraftMs)
        await rm(draft, { recursive: true, force: true });
    }
  }

  /** Every portrait, the newest first. A folder that makes no sense is left out. */
  async list(): Promise<Portrait[]> {
    return (await this.readAll()).map(toPublic);
  }

  async find(id: string): Promise<Portrait | undefined> {
    const kept = await this.describe(id);
    return kept && toPublic(kept);
  }

  /** The picture as it was uploaded; undefined where it is gone or damaged. */
  async picture(id: string): Promise<PortraitPicture | undefined> {
    const kept = await this.describe(id);
    const bytes = kept && (await readOrNothing(join(this.directory, id, pictureFile)));
    if (!bytes) return undefined;
    if (bytes.byteLength !== kept.bytes) {
      this.noteDamage(id, `The picture has ${bytes.byteLength} bytes in place of ${kept.bytes}.`);
      return undefined;
    }
    return { bytes, face: kept.face };
  }

  async preview(id: string): Promise<Uint8Array | undefined> {
    return idPattern.test(id) ? readOrNothing(join(this.directory, id, previewFile)) : undefined;
  }

  /** @throws ParleyError `invalid_request` where there is no room for one more, `disk_full`. */
  keep(portrait: NewPortrait): Promise<Portrait> {
    // One after the other, so that none takes the last place twice.
    const kept = this.lastKept.then(() => this.keepNow(portrait));
    this.lastKept = kept.catch(() => undefined);
    return kept;
  }

  /** Deletes a portrait, damaged or not. Answers whether there was one. */
  async delete(id: string): Promise<boolean> {
    if (!idPattern.test(id)) return false;
    // Away at once for everybody; then its files.
    const draft = join(this.directory, `${draftPrefix}${id}`);
    await rm(draft, { recursive: true, force: true });
    try {
      await rename(join(this.directory, id), draft);
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
    await rm(draft, { recursive: true, force: true });
    this.damaged.delete(id);
    return true;
  }

  private async keepNow({ portrait, picture, preview }: NewPortrait): Promise<Portrait> {
    const known = await this.find(portrait.id);
    if (known && (await this.picture(portrait.id))) return known;
    const others = (await this.readAll()).filter(({ id }) => id !== portrait.id);
    this.requireRoom(others, picture.bytes.byteLength);
    const kept: KeptPortrait = {
      ...portrait,
      createdAt: new Date().toISOString(),
      bytes: picture.bytes.byteLength,
      ...(picture.face && { face: picture.face }),
    };
    // What lies there under this id is damaged.
    await this.delete(portrait.id);
    await this.write(kept, picture.bytes, preview);
    this.lastCount = others.length + 1;
    return toPublic(kept);
  }

  private requireRoom(kept: readonly KeptPortrait[], bytes: number): void {
    const { maxPortraits, maxBytes } = this.options;
    const advice = 'Delete one (DELETE /portraits/{id}), or raise';
    if (kept.length >= maxPortraits) {
      throw new ParleyError(
        'invalid_request',
        `${kept.length} portraits are kept, which is the most. ${advice} AVATAR_MAX_PORTRAITS.`,
      );
    }
    const total = kept.reduce((sum, each) => sum + each.bytes, bytes);
    if (total <= maxBytes) return;
    throw new ParleyError(
      'invalid_request',
      `The portraits that are kept would have ${megabytesOf(total)} MB in all, of ${megabytesOf(maxBytes)} at most. ` +
        `${advice} AVATAR_PORTRAITS_MB.`,
    );
  }

  private async write(kept: KeptPortrait, picture: Uint8Array, preview: Uint8Array): Promise<void> {
    const draft = join(this.directory, `${draftPrefix}${kept.id}`);
    try {
      await mkdir(draft, { recursive: true, mode: 0o700 });
      const files: [name: string, data: string | Uint8Array][] = [
        [descriptionFile, JSON.stringify(kept, undefined, 2)],
        [pictureFile, picture],
        [previewFile, preview],
      ];
      await Promise.all(files.map(([name, data]) => writeFile(join(draft, name), data, { mode: 0o600 })));
      await rename(draft, join(this.directory, kept.id));
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw isFullDisk(error)
        ? new ParleyError(
            'disk_full',
            `There is no room on the disk for this portrait (${String(codeOf(error))}). Nothing else was lost.`,
            { cause: error },
          )
        : error;
    }
  }

  private async readAll(): Promise<KeptPortrait[]> {
    const ids = (await this.folders()).filter((name) => idPattern.test(name));
    const found = await Promise.all(ids.map((id) => this.describe(id)));
    const kept = found.filter((portrait) => portrait !== undefined);
    this.lastCount = kept.length;
    return kept.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  private async folders(): Promise<string[]> {
    return readdir(this.directory).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
  }

  /** Undefined where there is no such portrait, or it makes no sense. */
  private async describe(id: string): Promise<KeptPortrait | undefined> {
    if (!idPattern.test(id)) return undefined;
    try {
      const bytes = await readOrNothing(join(this.directory, id, descriptionFile));
      return bytes && keptPortraitSchema.parse(JSON.parse(bytes.toString('utf8')));
    } catch (error) {
      this.noteDamage(id, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  private noteDamage(id: string, reason: string): void {
    if (this.damaged.has(id)) return;
    this.damaged.add(id);
    this.options.onDamaged(id, reason);
  }
}

/** Without what is nobody's business outside. */
const toPublic = (kept: KeptPortrait): Portrait => portraitSchema.parse(kept);

const megabytesOf = (bytes: number) => Math.ceil(bytes / 2 ** 20);

async function readOrNothing(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);
const isMissing = (error: unknown) => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
const isFullDisk = (error: unknown) => codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT';
