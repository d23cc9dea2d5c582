import { tensorFor } from '@parley/inference/sessions';
import type { OnnxSession, Tensor } from '@parley/inference/sessions';
import { pictureInput, wrongGraph } from './graph-shapes.js';

/** How bytes become the network's numbers: `byte * scale + offset`. */
export interface ByteRange {
  scale: number;
  offset: number;
}

/** The input of a network that sees one square picture. */
export interface PictureInput {
  name: string;
  /** Whether the three colours are the last dimension, as in TensorFlow's exports, or the second. */
  colorsLast: boolean;
  side: number;
}

/**
 * @param side the only side known for this network, or the one to take where the file leaves it open
 * @throws ParleyError `model_files_invalid`
 */
export function squareInput(
  session: OnnxSession,
  side: { only: number } | { otherwise: number },
): PictureInput {
  const { name, shape } = pictureInput(session);
  const colorsLast = shape[3] === 3;
  const declared = colorsLast ? shape[1] : shape[2];
  const fixed = typeof declared === 'number' && declared > 0 ? declared : undefined;
  const known = 'only' in side ? side.only : (fixed ?? side.otherwise);
  if ((!colorsLast && shape[1] !== 3) || (fixed !== undefined && fixed !== known)) {
    throw wrongGraph(session, `a picture of ${known} x ${known} as input`);
  }
  return { name, colorsLast, side: known };
}

/** A square picture as the network wants it. */
export function squareTensor(
  session: OnnxSession,
  { name, colorsLast, side }: PictureInput,
  rgb: Uint8Array,
  { scale, offset }: ByteRange,
): Tensor {
  const values = new Float32Array(side * side * 3);
  const pixels = side * side;
  const [pixelStep, colorStep] = colorsLast ? [3, 1] : [1, pixels];
  for (let pixel = 0; pixel < pixels; pixel++) {
    const to = pixel * pixelStep;
    values[to] = (rgb[pixel * 3] ?? 0) * scale + offset;
    values[to + colorStep] = (rgb[pixel * 3 + 1] ?? 0) * scale + offset;
    values[to + 2 * colorStep] = (rgb[pixel * 3 + 2] ?? 0) * scale + offset;
  }
  return tensorFor(session, name, values, colorsLast ? [1, side, side, 3] : [1, 3, side, side]);
}
