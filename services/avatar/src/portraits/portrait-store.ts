import { createHash } from 'node:crypto';
import type { Portrait } from '@parley/contracts';
import { LRUCache } from 'lru-cache';
import { defaultPortraitId } from '../engines/avatar-engine.js';
import type { PortraitPicture, PortraitSource, SeenPortrait } from '../engines/avatar-engine.js';
import { defaultPortraitSide } from '../engines/mesh-warp/default-portrait.js';

interface StoredPortrait {
  picture: PortraitPicture;
  portrait: Portrait;
}

/** Portraits that people gave, known by the SHA-256 of their pictures. */
export class PortraitStore implements PortraitSource {
  readonly #stored: LRUCache<string, StoredPortrait>;

  constructor(options: { mostBytes: number }) {
    this.#stored = new LRUCache({
      maxSize: options.mostBytes,
      sizeCalculation: ({ picture }) => picture.bytes.byteLength,
    });
  }

  /** Keeps a picture, unless it is kept already; `inspect` says what is in it. */
  async add(
    picture: PortraitPicture,
    inspect: (id: string, picture: PortraitPicture) => Promise<SeenPortrait>,
  ): Promise<Portrait> {
    const id = createHash('sha256').update(picture.bytes).digest('hex');
    const known = this.#stored.get(id);
    if (known) return known.portrait;
    const portrait = { id, ...(await inspect(id, picture)) };
    this.#stored.set(id, { picture, portrait });
    return portrait;
  }

  /** The portrait with this id; `default` is Parley's own. */
  portrait(id: string): Portrait | undefined {
    if (id === defaultPortraitId)
      return { id, width: defaultPortraitSide, height: defaultPortraitSide, faces: 1 };
    return this.#stored.get(id)?.portrait;
  }

  get size(): number {
    return this.#stored.size;
  }

  async read(id: string): Promise<PortraitPicture | undefined> {
    return this.#stored.get(id)?.picture;
  }
}
