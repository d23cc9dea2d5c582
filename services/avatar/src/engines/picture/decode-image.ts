import { ParleyError } from '@parley/contracts';
import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';

/** Read from the header, before any pixel is decoded: a small file can claim a huge picture. */
const mostPixels = 40_000_000;
const stillFormats: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'heif', 'tiff']);

export interface DecodedImage {
  /** RGBA, rows from the top. */
  rgba: Uint8Array;
  width: number;
  height: number;
}

/** A picture that can be read safely, upright as its EXIF orientation says. */
export class UploadedImage {
  readonly width: number;
  readonly height: number;
  readonly #bytes: Uint8Array;

  private constructor(bytes: Uint8Array, { width, height }: { width: number; height: number }) {
    this.#bytes = bytes;
    this.width = width;
    this.height = height;
  }

  /** @throws ParleyError `empty_file`, `unreadable_image`, `image_too_large`. */
  static async open(bytes: Uint8Array): Promise<UploadedImage> {
    if (bytes.byteLength === 0)
      throw new ParleyError('empty_file', 'The picture is an empty file.', { param: 'source_image' });
    const metadata = await readable(() => sharp(bytes, { limitInputPixels: false }).metadata());
    return new UploadedImage(bytes, uprightSize(metadata));
  }

  /** The whole picture, its longer side at most `longestSide`. @throws ParleyError `unreadable_image`. */
  whole(longestSide: number): Promise<DecodedImage> {
    const size = {
      width: longestSide,
      height: longestSide,
      fit: 'inside',
      withoutEnlargement: true,
    } as const;
    return decode(this.#open().resize(size));
  }

  /** A square part of the upright picture, scaled to `side` pixels. @throws ParleyError `unreadable_image`. */
  square(region: { left: number; top: number; side: number }, side: number): Promise<DecodedImage> {
    const { left, top, side: from } = region;
    return decode(
      this.#open()
        .extract({ left, top, width: from, height: from })
        .resize(side, side, { kernel: 'lanczos3' }),
    );
  }

  #open(): Sharp {
    return sharp(this.#bytes, { limitInputPixels: mostPixels, failOn: 'error' })
      .rotate()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb');
  }
}

function uprightSize(metadata: Metadata): { width: number; height: number } {
  const { format, width, height, pages = 1, orientation = 1 } = metadata;
  if (!format || !stillFormats.has(format) || !width || !height) throw unreadable();
  if (pages > 1) {
    throw new ParleyError(
      'unreadable_image',
      `The picture is animated (${pages} frames). Please send a still one.`,
      {
        param: 'source_image',
      },
    );
  }
  if (width * height > mostPixels) {
    const megapixels = Math.round((width * height) / 1e6);
    throw new ParleyError(
      'image_too_large',
      `The picture has ${megapixels} megapixels; at most ${mostPixels / 1e6} are accepted. Please make it smaller.`,
      { param: 'source_image' },
    );
  }
  // EXIF orientations 5 to 8 turn the picture by a quarter.
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

async function decode(image: Sharp): Promise<DecodedImage> {
  const { data, info } = await readable(() =>
    image.ensureAlpha().raw().toBuffer({ resolveWithObject: true }),
  );
  return {
    rgba: new Uint8Array(data.buffer, data.byteOffset, data.length),
    width: info.width,
    height: info.height,
  };
}

async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(cause?: unknown): ParleyError {
  return new ParleyError(
    'unreadable_image',
    'The picture cannot be read. Please send a complete JPEG, PNG, WebP, AVIF, TIFF or still GIF (a HEIC photo: as JPEG).',
    { param: 'source_image', cause },
  );
}
