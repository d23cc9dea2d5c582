import { isDeepStrictEqual } from 'node:util';
import { ParleyError } from '@parley/contracts';
import { LRUCache } from 'lru-cache';
import sharp from 'sharp';
import { defaultPortraitId } from '../avatar-engine.js';
import type { PortraitPicture } from '../avatar-engine.js';
import { boxAround } from '../face-finding/face-finder.js';
import { defaultLandmarks, defaultPortraitSvg } from '../mesh-warp/default-portrait.js';
import { UploadedImage } from '../picture/decode-image.js';
import { rgbOf } from '../picture/picture.js';
import type { LiveRegion } from './geometry/live-square.js';
import { placeInPicture, placeInSquare } from './face-drawing.js';
import { decodeFeatures, encodeFeatures } from './features-file.js';
import type { PastePlace } from './geometry/paste-back.js';
import type { KeptFiles } from './kept-files.js';
import { generatedSide } from './networks/live-portrait-networks.js';
import { rememberFace, seeFace } from './source-face.js';
import type { Sight, SourceFace } from './source-face.js';

/** A portrait with the places that its face is drawn into. */
export interface PreparedFace {
  face: SourceFace;
  inPicture: PastePlace;
  inSquare: { square: LiveRegion; place: PastePlace } | undefined;
}

/** Masks, and what is not counted one by one. */
const otherBytes = 4 * 2 ** 20;

/** Portraits that are ready to be drawn: in memory, or as features on disk. */
export class PreparedFaces {
  readonly #ready: LRUCache<string, PreparedFace>;
  #forgotten = 0;
  readonly #writes = new Set<Promise<void>>();

  constructor(
    private readonly sight: Sight,
    private readonly files: KeptFiles,
    /** Names features on disk, beside the portrait. */
    private readonly fingerprint: string,
    mostBytes: number,
  ) {
    this.#ready = new LRUCache({
      maxSize: mostBytes,
      sizeCalculation: ({ face }) =>
        face.picture.rgb.byteLength + face.appearance.size * 4 + face.bytes.byteLength + otherBytes,
    });
  }

  /** @throws ParleyError as `seeFace` */
  async prepare(id: string, picture: PortraitPicture, signal: AbortSignal): Promise<PreparedFace> {
    const known = this.#ready.get(id);
    if (known) return known;
    const forgotten = this.#forgotten;
    const name = `${id}-${this.fingerprint}-features`;
    // Parley's own portrait is drawn anew each time: nothing of it is kept.
    const kept = id === defaultPortraitId ? undefined : await this.files.read(name);
    const features = kept && decodeFeatures(kept);
    const face = features
      ? await rememberFace(picture, features)
      : await seeFace(picture, this.sight, signal);
    const prepared: PreparedFace = { face, inPicture: placeInPicture(face), inSquare: undefined };
    // Perhaps it was this one that was to be forgotten: it is not kept then.
    if (this.#forgotten !== forgotten) return prepared;
    this.#ready.set(id, prepared);
    if (!features && id !== defaultPortraitId) {
      const bytes = encodeFeatures(featuresOf(face));
      if (bytes) await this.#keep(name, bytes);
    }
    return prepared;
  }

  /** @throws ParleyError `not_found` */
  async get(id: string, signal: AbortSignal): Promise<PreparedFace> {
    const prepared = this.#ready.get(id);
    if (prepared) return prepared;
    if (id === defaultPortraitId) return this.prepare(id, await defaultPicture(), signal);
    throw new ParleyError('not_found', 'This portrait is not known here. Please upload it again.', {
      param: 'portrait',
    });
  }

  /** Where live frames of a portrait are drawn: the square of its picture at their size. */
  async inSquare(prepared: PreparedFace, square: LiveRegion): Promise<PastePlace> {
    const { inSquare, face } = prepared;
    if (inSquare && isDeepStrictEqual(inSquare.square, square)) return inSquare.place;
    const image = await UploadedImage.open(face.bytes);
    const frame = rgbOf(await image.square(square, generatedSide));
    const place = placeInSquare(face, square, frame);
    prepared.inSquare = { square, place };
    return place;
  }

  /** Resolves when nothing is being written any more that was begun before. */
  async forget(id: string): Promise<void> {
    this.#ready.delete(id);
    this.#forgotten += 1;
    await Promise.all(this.#writes);
  }

  async #keep(name: string, bytes: Uint8Array): Promise<void> {
    const write = this.files.keep(name, bytes);
    this.#writes.add(write);
    await write;
    this.#writes.delete(write);
  }
}

/** Parley's own portrait as if it had been uploaded; where its face is need not be searched for. */
async function defaultPicture(): Promise<PortraitPicture> {
  const bytes = await sharp(Buffer.from(defaultPortraitSvg)).png({ compressionLevel: 1 }).toBuffer();
  return { bytes, face: boxAround(defaultLandmarks) };
}

function featuresOf({ appearance, keypoints, lipsShut, crop, width, height, faces, box }: SourceFace) {
  return { appearance, keypoints, lipsShut, crop, width, height, faces, box };
}
