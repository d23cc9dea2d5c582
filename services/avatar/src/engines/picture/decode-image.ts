import { ParleyError } from '@parley/contracts';
import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { pictureKind } from './file-kind.js';
import type { PictureKind } from './file-kind.js';
import { inFile, liesOnItsSide, turnedUpright } from './orientation.js';
import type { Orientation, Rectangle } from './orientation.js';
import type { RgbaPicture, RgbPicture } from './picture.js';
import { rgbOf } from './picture.js';

/**
 * Most pixels of a picture, read from its header before any is decoded: a small file can claim a huge picture. A file
 * that is read row by row needs memory for a few rows only (12,000 x 12,000 pixels: 15 to 90 MB, 0.4 s), so there time is
 * the bound; any other is held whole while it is read (up to 8 bytes a pixel for WebP, which makes 320 MB).
 */
const mostPixels = { rowByRow: 150_000_000, whole: 40_000_000 };
/** No picture within these bounds takes longer. */
const mostSeconds = 20;

interface FileFacts {
  /** Of the pixels as the file has them. */
  width: number;
  height: number;
  orientation: Orientation;
}

/** A picture that can be read safely, upright as its EXIF orientation says, on white where it is transparent. */
export class UploadedImage {
  /** Of the upright picture. */
  readonly width: number;
  readonly height: number;

  private constructor(
    private readonly bytes: Uint8Array,
    private readonly file: FileFacts,
  ) {
    const { width, height, orientation } = file;
    [this.width, this.height] = liesOnItsSide(orientation) ? [height, width] : [width, height];
  }

  /** @throws ParleyError `empty_file`, `unreadable_image`, `image_too_large`. */
  static async open(bytes: Uint8Array): Promise<UploadedImage> {
    if (bytes.byteLength === 0)
      throw new ParleyError('empty_file', 'The picture is an empty file.', { param: 'source_image' });
    const kind = pictureKind(bytes);
    if (kind === 'heic') {
      throw unreadable('The picture is a HEIC photo, which cannot be read here. Please send it as JPEG.');
    }
    if (kind === undefined) throw unreadable();
    const metadata = await readable(() => sharp(bytes, { limitInputPixels: false }).metadata());
    return new UploadedImage(bytes, checked(metadata, kind));
  }

  /** The whole picture, its longer side at most `longestSide`. @throws ParleyError `unreadable_image`. */
  whole(longestSide: number): Promise<RgbaPicture> {
    return this.#decode(
      this.#open().resize({
        width: longestSide,
        height: longestSide,
        fit: 'inside',
        withoutEnlargement: true,
      }),
    );
  }

  /** As `whole`, without the fourth byte. */
  async wholeRgb(longestSide: number): Promise<RgbPicture> {
    return rgbOf(await this.whole(longestSide));
  }

  /** A square part of the upright picture, scaled to `side` pixels. @throws ParleyError `unreadable_image`. */
  square(region: { left: number; top: number; side: number }, side: number): Promise<RgbaPicture> {
    const upright: Rectangle = { ...region, width: region.side, height: region.side };
    const { left, top, width, height } = inFile(upright, this.file);
    return this.#decode(
      this.#open().extract({ left, top, width, height }).resize(side, side, { kernel: 'lanczos3' }),
    );
  }

  #open(): Sharp {
    return sharp(this.bytes, { limitInputPixels: mostPixels.rowByRow, failOn: 'error' })
      .timeout({ seconds: mostSeconds })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb');
  }

  async #decode(image: Sharp): Promise<RgbaPicture> {
    const { orientation } = this.file;
    let read = await pixelsOf(image);
    if (orientation > 1) {
      const { data, info } = read;
      const { width, height } = info;
      read = await pixelsOf(turnedUpright(sharp(data, { raw: { width, height, channels: 4 } }), orientation));
    }
    const { data, info } = read;
    const rgba = new Uint8Array(data.buffer, data.byteOffset, data.length);
    return { rgba, width: info.width, height: info.height };
  }
}

function pixelsOf(image: Sharp): Promise<{ data: Buffer; info: { width: number; height: number } }> {
  return readable(() => image.ensureAlpha().raw().toBuffer({ resolveWithObject: true }));
}

function checked(metadata: Metadata, kind: PictureKind): FileFacts {
  const { width, height, pages = 1, orientation = 1 } = metadata;
  if (!width || !height) throw unreadable();
  if (pages > 1) {
    throw unreadable(`The picture is animated, or has pages (${pages} of them). Please send a still one.`);
  }
  const rowByRow = (kind === 'jpeg' || kind === 'png') && !metadata.isProgressive;
  const most = rowByRow ? mostPixels.rowByRow : mostPixels.whole;
  if (width * height > most) {
    const megapixels = Math.round((width * height) / 1e6);
    throw new ParleyError(
      'image_too_large',
      `The picture has ${megapixels} megapixels; at most ${most / 1e6} are accepted of its kind. Please make it smaller.`,
      { param: 'source_image' },
    );
  }
  return { width, height, orientation };
}

async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unreadable(undefined, error);
  }
}

function unreadable(
  message = 'The picture cannot be read. Please send a complete JPEG, PNG, WebP, AVIF, TIFF or still GIF.',
  cause?: unknown,
): ParleyError {
  return new ParleyError('unreadable_image', message, { param: 'source_image', cause });
}
