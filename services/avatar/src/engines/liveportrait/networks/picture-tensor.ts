import { ParleyError } from '@parley/contracts';
import { type OnnxSession, type Tensor, tensorFor } from '@parley/inference/sessions';
import type { RgbPicture } from '../../picture/picture.js';

/** A picture as networks see it, [1, 3, side, side], from 0 to 1. @throws ParleyError where it has another size. */
export function pictureTensor(
  session: OnnxSession,
  input: string,
  picture: RgbPicture,
  side: number,
): Tensor {
  const { rgb, width, height } = picture;
  if (width !== side || height !== side || rgb.length !== 3 * side * side) {
    throw new ParleyError(
      'internal_error',
      `A network for ${side} x ${side} pixels was given ${width} x ${height}.`,
    );
  }
  const area = side * side;
  const planes = new Float32Array(3 * area);
  for (let pixel = 0, at = 0; pixel < area; pixel++) {
    planes[pixel] = (rgb[at++] ?? 0) / 255;
    planes[area + pixel] = (rgb[at++] ?? 0) / 255;
    planes[2 * area + pixel] = (rgb[at++] ?? 0) / 255;
  }
  return tensorFor(session, input, planes, [1, 3, side, side]);
}
