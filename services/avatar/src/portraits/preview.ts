import sharp from 'sharp';
import { UploadedImage } from '../engines/picture/decode-image.js';

/** Longer side of a preview, in pixels. */
const previewSide = 320;
const previewQuality = 80;

/** A small upright JPEG of a picture that an engine has accepted. @throws ParleyError as `UploadedImage`. */
export async function previewOf(bytes: Uint8Array): Promise<Uint8Array> {
  const image = await UploadedImage.open(bytes);
  const { rgba, width, height } = await image.whole(previewSide);
  return sharp(rgba, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality: previewQuality })
    .toBuffer();
}
