import { ParleyError, frameSize } from '@parley/contracts';
import { LRUCache } from 'lru-cache';
import { defaultPortraitId } from '../avatar-engine.js';
import { decodeBank } from '../bank/bank-file.js';
import type { Pause } from '../bank/bank-file.js';
import { BankRenderer } from '../bank/bank-renderer.js';
import type { FaceMotion } from '../motion/face-motion.js';
import type { RgbaPicture } from '../picture/picture.js';
import type { FrameLayer, LayerFrameRequest, MeshWarpLoad } from './mesh-warp-protocol.js';
import { FaceRenderer } from './face-renderer.js';
import type { LiveModel, PictureSquare } from './prepared-portrait.js';

/** A renderer's texture, its net's shapes and a buffer for drawing, about. */
const rendererBytes = 8 * frameSize * frameSize;

interface LivePortrait {
  renderer: FaceRenderer;
  square: PictureSquare;
}

/** The portraits whose live frames are drawn, and their banks; what was not used for long gives way. */
export class LivePortraits {
  readonly #own: LivePortrait;
  readonly #prepared: LRUCache<string, LivePortrait>;
  readonly #banks: LRUCache<string, BankRenderer>;

  constructor(own: LiveModel, { preparedCacheBytes, bankCacheBytes }: MeshWarpLoad) {
    this.#own = livePortrait(own);
    this.#prepared = new LRUCache({ max: Math.ceil(preparedCacheBytes / rendererBytes) });
    this.#banks = new LRUCache({ maxSize: bankCacheBytes, sizeCalculation: (bank) => bank.bytes });
  }

  private has(id: string): boolean {
    return id === defaultPortraitId || this.#prepared.has(id);
  }

  /** @throws ParleyError `not_found` */
  get(id: string): LivePortrait {
    const portrait = id === defaultPortraitId ? this.#own : this.#prepared.get(id);
    if (portrait) return portrait;
    throw new ParleyError('not_found', 'This portrait is not known here. Please upload it again.', {
      param: 'portrait',
    });
  }

  add(id: string, live: LiveModel): void {
    if (!this.has(id)) this.#prepared.set(id, livePortrait(live));
  }

  /** @throws ParleyError `unreadable_bank` */
  async addBank(id: string, bytes: Uint8Array, pause?: Pause): Promise<void> {
    this.#banks.set(id, await BankRenderer.open(await decodeBank(bytes, pause), pause));
  }

  forget(id: string): void {
    this.#prepared.delete(id);
    this.#banks.delete(id);
  }

  /** A live frame, one layer over the other while they are faded. @throws ParleyError `not_found` */
  drawFrame({ portrait, motion, layer, fade }: LayerFrameRequest): RgbaPicture {
    const picture = this.drawLayer(portrait, motion, layer);
    if (fade) mix(picture.rgba, this.drawLayer(portrait, motion, fade.from).rgba, 1 - fade.weight);
    return picture;
  }

  /** A buffer of its own for each frame: the last one is still being encoded, on another thread. */
  drawLayer(id: string, motion: FaceMotion, layer: FrameLayer): RgbaPicture {
    const renderer = layer === 'bank' ? this.#bank(id) : this.get(id).renderer;
    const rgba = new Uint8Array(4 * frameSize * frameSize);
    renderer.draw(motion, rgba);
    return { rgba, width: frameSize, height: frameSize };
  }

  #bank(id: string): BankRenderer {
    const bank = this.#banks.get(id);
    if (bank) return bank;
    throw new ParleyError('not_found', 'This portrait has no bank here.', { param: 'bank' });
  }
}

function livePortrait({ model, square }: LiveModel): LivePortrait {
  return { renderer: new FaceRenderer(model), square };
}

/** Gives `other` its share of a picture, 0 to 1; both RGBA. */
function mix(picture: Uint8Array, other: Uint8Array, share: number): void {
  const weight = Math.round(256 * Math.min(1, Math.max(0, share)));
  for (let i = 0; i < picture.length; i++) {
    const own = picture[i] as number;
    picture[i] = own + ((((other[i] as number) - own) * weight) >> 8);
  }
}
