import { createHash } from 'node:crypto';
import { ParleyError, type Portrait } from '@parley/contracts';
import { LRUCache } from 'lru-cache';
import { defaultPortraitId } from '../engines/avatar-engine.js';
import type { PortraitPicture, PortraitSource, SeenPortrait } from '../engines/avatar-engine.js';
import { defaultPortraitSide } from '../engines/mesh-warp/default-portrait.js';
import type { KeptPortraits } from './kept-portraits.js';
import { previewOf } from './preview.js';

interface RememberedPortrait {
  picture: PortraitPicture;
  portrait: Portrait;
}

type Inspect = (id: string, picture: PortraitPicture) => Promise<SeenPortrait>;

const ownPortrait: Portrait = {
  id: defaultPortraitId,
  width: defaultPortraitSide,
  height: defaultPortraitSide,
  faces: 1,
  name: "Parley's own",
};

/**
 * Portraits that people gave, known by the SHA-256 of their pictures: those that are kept, on disk; those that were
 * only rendered, in memory, as long as there is room.
 */
export class PortraitStore implements PortraitSource {
  readonly #remembered: LRUCache<string, RememberedPortrait>;
  readonly #kept: KeptPortraits;

  constructor(options: { kept: KeptPortraits; mostBytes: number }) {
    this.#kept = options.kept;
    this.#remembered = new LRUCache({
      maxSize: options.mostBytes,
      sizeCalculation: ({ picture }) => picture.bytes.byteLength,
    });
  }

  /** How many are kept, as far as is known, for `/status`. */
  get size(): number {
    return this.#kept.lastCount;
  }

  /** Remembers a picture for a while, unless it is known already; `inspect` says what is in it. */
  async remember(picture: PortraitPicture, inspect: Inspect): Promise<Portrait> {
    const id = portraitId(picture);
    const known = this.#remembered.get(id)?.portrait ?? (await this.#kept.find(id));
    if (known) return known;
    const seen = await inspect(id, picture);
    const portrait: Portrait = { id, ...seen, ...(picture.face && { face: picture.face }) };
    this.#remembered.set(id, { picture, portrait });
    return portrait;
  }

  /** Keeps a picture until somebody deletes it. @throws ParleyError as `KeptPortraits.keep`, and what `inspect` throws. */
  async keep(picture: PortraitPicture, name: string | undefined, inspect: Inspect): Promise<Portrait> {
    const id = portraitId(picture);
    const kept = await this.#kept.find(id);
    // A portrait whose picture has been damaged on disk is kept anew.
    if (kept && (await this.#kept.picture(id))) return kept;
    const portrait = kept ?? (await this.remember(picture, inspect));
    return this.#kept.keep({
      portrait: { ...portrait, ...(name !== undefined && { name }) },
      picture,
      preview: await previewOf(picture.bytes),
    });
  }

  /** Those that are kept, the newest first. */
  list(): Promise<Portrait[]> {
    return this.#kept.list();
  }

  /** The portrait with this id; `default` is Parley's own. */
  async find(id: string): Promise<Portrait | undefined> {
    if (id === defaultPortraitId) return ownPortrait;
    return (await this.#kept.find(id)) ?? this.#remembered.get(id)?.portrait;
  }

  /** As `find`. @throws ParleyError `not_found`. */
  async require(id: string): Promise<Portrait> {
    const portrait = await this.find(id);
    if (portrait) return portrait;
    throw new ParleyError(
      'not_found',
      'This portrait is not known here. Please upload it again (POST /portraits).',
      { param: 'portrait' },
    );
  }

  async read(id: string): Promise<PortraitPicture | undefined> {
    return this.#remembered.get(id)?.picture ?? this.#kept.picture(id);
  }

  /** A small upright JPEG of an uploaded picture; undefined where there is none. */
  async preview(id: string): Promise<Uint8Array | undefined> {
    const kept = await this.#kept.preview(id);
    const picture = kept ? undefined : this.#remembered.get(id)?.picture;
    return kept ?? (picture && previewOf(picture.bytes));
  }

  /** @throws ParleyError `not_found`. */
  async delete(id: string): Promise<void> {
    if (id === defaultPortraitId)
      throw new ParleyError('invalid_request', "Parley's own portrait cannot be deleted.");
    const wasRemembered = this.#remembered.delete(id);
    const wasKept = await this.#kept.delete(id);
    if (!wasKept && !wasRemembered) await this.require(id);
  }
}

/** The same picture with a face elsewhere is another portrait. */
function portraitId({ bytes, face }: PortraitPicture): string {
  const hash = createHash('sha256').update(bytes);
  if (face) hash.update(`face ${face.left} ${face.top} ${face.width} ${face.height}`);
  return hash.digest('hex');
}
