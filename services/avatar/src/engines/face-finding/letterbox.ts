import sharp from 'sharp';
import { resizePicture } from '../liveportrait/geometry/resize.js';
import type { RgbPicture } from '../picture/picture.js';

/** A whole picture in a black square, its proportions kept. */
export interface Letterbox {
  rgb: Uint8Array;
  /** Pixels of the square for one of the picture. */
  scale: number;
  /** Where the picture begins in the square. */
  left: number;
  top: number;
}

/** In the middle, as MediaPipe does; blurred before it is made smaller, which keeps a face in a large picture whole. */
export async function letterboxInMiddle(
  { rgb, width, height }: RgbPicture,
  side: number,
): Promise<Letterbox> {
  const scale = side / Math.max(width, height);
  const size = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  const left = Math.floor((side - size.width) / 2);
  const top = Math.floor((side - size.height) / 2);
  const square = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize(size.width, size.height, { fit: 'fill', kernel: 'linear' })
    .extend({
      left,
      top,
      right: side - size.width - left,
      bottom: side - size.height - top,
      background: '#000000',
    })
    .raw()
    .toBuffer();
  return { rgb: square, scale, left, top };
}

/** In the upper left corner, pixel by pixel as InsightFace does (`model_zoo/retinaface.py`). */
export function letterboxInCorner(picture: RgbPicture, side: number): Letterbox {
  const ratio = picture.height / picture.width;
  const [width, height] = ratio > 1 ? [Math.trunc(side / ratio), side] : [side, Math.trunc(side * ratio)];
  const small = resizePicture(picture, Math.max(1, width), Math.max(1, height));
  const rgb = new Uint8Array(side * side * 3);
  for (let row = 0; row < small.height; row++) {
    const from = row * small.width * 3;
    rgb.set(small.rgb.subarray(from, from + small.width * 3), row * side * 3);
  }
  return { rgb, scale: small.height / picture.height, left: 0, top: 0 };
}
