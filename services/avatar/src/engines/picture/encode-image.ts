import sharp from 'sharp';
import type { EncodedImage } from '../avatar-engine.js';
import type { RgbPicture } from './picture.js';

const stillQuality = 92;

interface Pixels {
  rgba: Uint8Array;
  width: number;
  height: number;
}

/** A live frame as a baseline JPEG; plain libjpeg-turbo, since better compression costs more than the warp. */
export async function encodeFrame({ rgba, width, height }: Pixels, quality: number): Promise<Uint8Array> {
  return sharp(rgba, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality, mozjpeg: false, optimiseCoding: false })
    .toBuffer();
}

export async function encodeStill(
  { rgba, width, height }: Pixels,
  format: 'jpeg' | 'png',
): Promise<EncodedImage> {
  const image = sharp(rgba, { raw: { width, height, channels: 4 } }).removeAlpha();
  if (format === 'png') return { bytes: await image.png().toBuffer(), contentType: 'image/png' };
  return { bytes: await image.jpeg({ quality: stillQuality }).toBuffer(), contentType: 'image/jpeg' };
}

/** A picture of a clip: its longer side at most `longestSide`, both sides even, as video encoders want them. */
export async function clipPicture({ rgba, width, height }: Pixels, longestSide: number): Promise<RgbPicture> {
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const even = (side: number): number => Math.max(2, 2 * Math.floor((side * scale) / 2));
  const size = { width: even(width), height: even(height) };
  const rgb = await sharp(rgba, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .resize(size.width, size.height, { fit: 'fill' })
    .raw()
    .toBuffer();
  return { rgb, ...size };
}
