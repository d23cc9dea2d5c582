import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { EncodedImage } from '../avatar-engine.js';
import { withGeneratedChunk, withGeneratedSegment } from './generated-metadata.js';
import type { RgbaPicture, RgbPicture } from './picture.js';

const stillQuality = 92;

/** A live frame as a baseline JPEG; plain libjpeg-turbo, since better compression costs more than the warp. */
export async function encodeFrame(picture: RgbPicture | RgbaPicture, quality: number): Promise<Uint8Array> {
  const jpeg = await opened(picture).jpeg({ quality, mozjpeg: false, optimiseCoding: false }).toBuffer();
  return withGeneratedSegment(jpeg);
}

/** A still, marked as generated in its metadata. */
export async function encodeStill(
  picture: RgbPicture | RgbaPicture,
  format: 'jpeg' | 'png',
): Promise<EncodedImage> {
  const image = opened(picture);
  if (format === 'png') {
    return { bytes: withGeneratedChunk(await image.png().toBuffer()), contentType: 'image/png' };
  }
  const jpeg = await image.jpeg({ quality: stillQuality }).toBuffer();
  return { bytes: withGeneratedSegment(jpeg), contentType: 'image/jpeg' };
}

/** A picture of a clip: its longer side at most `longestSide`, both sides even, as video encoders want them. */
export async function clipPicture(
  picture: RgbPicture | RgbaPicture,
  longestSide: number,
): Promise<RgbPicture> {
  const { width, height } = picture;
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const even = (side: number): number => Math.max(2, 2 * Math.floor((side * scale) / 2));
  const size = { width: even(width), height: even(height) };
  const rgb = await opened(picture).resize(size.width, size.height, { fit: 'fill' }).raw().toBuffer();
  return { rgb, ...size };
}

function opened(picture: RgbPicture | RgbaPicture): Sharp {
  const { width, height } = picture;
  if ('rgb' in picture) return sharp(picture.rgb, { raw: { width, height, channels: 3 } });
  return sharp(picture.rgba, { raw: { width, height, channels: 4 } }).removeAlpha();
}
