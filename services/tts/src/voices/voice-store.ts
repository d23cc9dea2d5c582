import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClonedVoice, ParleyError, clonedVoiceSchema, toVoiceName } from '@parley/contracts';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { SpeakerLatents } from '../engines/text-to-speech-engine.js';
import { decodeLatents, encodeLatents } from './latents-file.js';

/** Ids are ours: nothing that a client sends becomes a path unless it looks like one of them. */
const idPattern = /^cloned-[0-9a-f]{16}$/;
const descriptionFile = 'voice.json';
const latentsFile = 'latents.f32';
const draftPrefix = '.draft-';
/** Older drafts were left by a process that died: writing a voice takes seconds. */
const oldestDraftMs = 3_600_000;

/** Latents in memory: 130 KB each. */
const cachedVoices = 64;

const storedVoiceSchema = clonedVoiceSchema.extend({
  /** Of the recordings, so that the same ones need not be listened to again. */
  audioHash: z.string(),
});
type StoredVoice = z.infer<typeof storedVoiceSchema>;

export interface NewVoice {
  name: string;
  languages: readonly string[];
  engine: string;
  consentStatement: string;
  audioHash: string;
  latents: SpeakerLatents;
  /** Kept beside the latents; empty where the recordings are not wanted any more. */
  recordings: readonly Uint8Array[];
}

export interface VoiceStoreOptions {
  maxVoices: number;
  /** Called once for each voice that cannot be read, and is left out. */
  onDamaged: (id: string, reason: string) => void;
}

/**
 * Cloned voices on disk, a folder for each: a voice is there as a whole or not at all. Several replicas may share the
 * folder: it is read anew for each question.
 */
export class VoiceStore {
  private readonly latentsById = new LRUCache<string, SpeakerLatents>({ max: cachedVoices });
  private readonly damaged = new Set<string>();
  private lastCreated: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly directory: string,
    private readonly options: VoiceStoreOptions,
  ) {}

  /** Removes what was left of voices by processes that died while they wrote or deleted them: recordings, perhaps. */
  async removeAbandonedDrafts(): Promise<void> {
    const drafts = (await this.folders()).filter((name) => name.startsWith(draftPrefix));
    for (const draft of drafts.map((name) => join(this.directory, name))) {
      const found = await stat(draft).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > oldestDraftMs)
        await rm(draft, { recursive: true, force: true });
    }
  }

  /** Every voice, the oldest first. A folder that makes no sense is left out. */
  async list(): Promise<ClonedVoice[]> {
    const voices = await this.readAll();
    return voices.map(toPublic);
  }

  /** The voice of this id or name. */
  async find(idOrName: string): Promise<ClonedVoice | undefined> {
    if (idPattern.test(idOrName)) {
      const voice = await this.read(idOrName);
      return voice && toPublic(voice);
    }
    const wanted = toVoiceName(idOrName).toLowerCase();
    return (await this.list()).find(({ name }) => name.toLowerCase() === wanted);
  }

  /** @throws ParleyError `voice_not_found` */
  async latents(id: string): Promise<SpeakerLatents> {
    const cached = this.latentsById.get(id);
    if (cached) return cached;
    const bytes = idPattern.test(id) && (await readOrNothing(join(this.directory, id, latentsFile)));
    if (!bytes) throw notFound(id);
    const latents = decodeLatents(bytes);
    this.latentsById.set(id, latents);
    return latents;
  }

  /** As `latents`; undefined where they are damaged or gone. */
  async readableLatents(id: string): Promise<SpeakerLatents | undefined> {
    try {
      return await this.latents(id);
    } catch (error) {
      this.noteDamage(id, error);
      return undefined;
    }
  }

  /** What the same recordings gave the same engine before. */
  async latentsOfAudio(audioHash: string, engine: string): Promise<SpeakerLatents | undefined> {
    const voices = await this.readAll();
    for (const voice of voices) {
      if (voice.audioHash !== audioHash || voice.engine !== engine) continue;
      const latents = await this.readableLatents(voice.id);
      if (latents) return latents;
    }
    return undefined;
  }

  /** @throws ParleyError `invalid_request` where there is no room for one more, `invalid_parameter` for a name in use */
  create(voice: NewVoice): Promise<ClonedVoice> {
    // One after the other, so that none takes another's name, or the last place twice.
    const created = this.lastCreated.then(() => this.createNow(voice));
    this.lastCreated = created.catch(() => undefined);
    return created;
  }

  private async createNow(voice: NewVoice): Promise<ClonedVoice> {
    const { latents, recordings, consentStatement, ...fields } = voice;
    const voices = await this.readAll();
    if (voices.length >= this.options.maxVoices) {
      throw new ParleyError(
        'invalid_request',
        `${voices.length} voices are kept, which is the most. Delete one (DELETE /voices/{id}), or raise TTS_MAX_VOICES.`,
      );
    }
    if (voices.some(({ name }) => name.toLowerCase() === voice.name.toLowerCase())) {
      throw new ParleyError('invalid_parameter', `There is a voice "${voice.name}" already.`, {
        param: 'name',
      });
    }
    const now = new Date().toISOString();
    const stored: StoredVoice = {
      ...fields,
      id: `cloned-${randomBytes(8).toString('hex')}`,
      languages: [...voice.languages],
      cloned: true,
      createdAt: now,
      consent: { statement: consentStatement, givenAt: now },
      recordings: recordings.length,
    };
    await this.write(stored, latents, recordings);
    return toPublic(stored);
  }

  /**
   * Deletes a voice, damaged or not.
   * @returns the hash of its recordings, where it could be read
   * @throws ParleyError `voice_not_found`
   */
  async delete(id: string): Promise<string | undefined> {
    this.latentsById.delete(id);
    if (!idPattern.test(id)) throw notFound(id);
    const voice = await this.read(id);
    // Away at once for everybody; then its files.
    const draft = join(this.directory, `${draftPrefix}${id}`);
    await rename(join(this.directory, id), draft).catch((error: unknown) => {
      throw isMissing(error) ? notFound(id) : error;
    });
    await rm(draft, { recursive: true, force: true });
    return voice?.audioHash;
  }

  private async write(
    voice: StoredVoice,
    latents: SpeakerLatents,
    recordings: readonly Uint8Array[],
  ): Promise<void> {
    const draft = join(this.directory, `${draftPrefix}${voice.id}`);
    try {
      await mkdir(draft, { recursive: true, mode: 0o700 });
      const files: [name: string, data: string | Uint8Array][] = [
        [descriptionFile, JSON.stringify(voice, undefined, 2)],
        [latentsFile, encodeLatents(latents)],
        ...recordings.map((bytes, i): [string, Uint8Array] => [`recording-${i + 1}`, bytes]),
      ];
      await Promise.all(files.map(([name, data]) => writeFile(join(draft, name), data, { mode: 0o600 })));
      await rename(draft, join(this.directory, voice.id));
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw isFullDisk(error)
        ? new ParleyError('disk_full', 'There is no room on the disk for this voice.', { cause: error })
        : error;
    }
  }

  private async readAll(): Promise<StoredVoice[]> {
    const ids = (await this.folders()).filter((name) => idPattern.test(name));
    const found = await Promise.all(ids.map((id) => this.read(id)));
    const voices = found.filter((voice) => voice !== undefined);
    return voices.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  }

  private async folders(): Promise<string[]> {
    return readdir(this.directory).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
  }

  /** Undefined where there is no such voice, or it makes no sense. */
  private async read(id: string): Promise<StoredVoice | undefined> {
    try {
      const bytes = await readOrNothing(join(this.directory, id, descriptionFile));
      return bytes && storedVoiceSchema.parse(JSON.parse(bytes.toString('utf8')));
    } catch (error) {
      this.noteDamage(id, error);
      return undefined;
    }
  }

  private noteDamage(id: string, error: unknown): void {
    if (this.damaged.has(id)) return;
    this.damaged.add(id);
    this.options.onDamaged(id, error instanceof Error ? error.message : String(error));
  }
}

/** Without what is nobody's business outside. */
const toPublic = (voice: StoredVoice): ClonedVoice => clonedVoiceSchema.parse(voice);

async function readOrNothing(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);
const isMissing = (error: unknown) => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
const isFullDisk = (error: unknown) => codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT';

const notFound = (id: string) =>
  new ParleyError('voice_not_found', `There is no cloned voice "${id.slice(0, 100)}". See GET /voices.`);
