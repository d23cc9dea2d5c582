import { faceBoxSchema, jsonOrText } from '@parley/contracts';
import { z } from 'zod';
import type { FaceBox } from '../engines/avatar-engine.js';

const sides = ['left', 'top', 'width', 'height'] as const;

/** Forms send numbers as text. */
const textBoxSchema = z.preprocess(
  (box) =>
    box instanceof Object ? Object.fromEntries(Object.entries(box).map(([k, v]) => [k, toNumber(v)])) : box,
  faceBoxSchema,
);

const toNumber = (value: unknown): unknown =>
  typeof value === 'string' && value.trim() !== '' ? Number(value) : value;

/**
 * Where the face is, as a form's fields say it: `face` with a JSON object, or `left`, `top`, `width` and `height`.
 * @throws ZodError where some of it is there and makes no sense.
 */
export function faceOf(fields: Readonly<Record<string, unknown>>): FaceBox | undefined {
  const box = jsonOrText(fields['face']);
  if (box !== undefined) return textBoxSchema.parse(box);
  const given = sides.filter((side) => fields[side] !== undefined && fields[side] !== '');
  if (given.length === 0) return undefined;
  return textBoxSchema.parse(Object.fromEntries(given.map((side) => [side, fields[side]])));
}
