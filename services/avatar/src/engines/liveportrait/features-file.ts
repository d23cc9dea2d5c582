import { Tensor } from '@parley/inference/sessions';
import { z } from 'zod';
import { keypointCount } from './keypoints/keypoints.js';
import type { FaceFeatures } from './source-face.js';

const appearanceShape = [1, 32, 16, 64, 64] as const;
const appearanceBytes = appearanceShape.reduce<number>((product, size) => product * size, 4);
const lengthBytes = 4;

const affineSchema = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]);
const floatsSchema = (length: number) =>
  z
    .array(z.number())
    .length(length)
    .transform((values) => Float32Array.from(values));
const keypointsSchema = floatsSchema(3 * keypointCount);

const headerSchema = z.object({
  keypoints: z.object({
    pose: z.object({ pitch: z.number(), yaw: z.number(), roll: z.number() }),
    translation: floatsSchema(3),
    scale: z.number(),
    canonical: keypointsSchema,
    expression: keypointsSchema,
  }),
  lipsShut: keypointsSchema.optional(),
  crop: z.object({ toCrop: affineSchema, toPicture: affineSchema, side: z.number() }),
  width: z.number(),
  height: z.number(),
  faces: z.number(),
  box: z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
});

/** Features as a file: the length of a JSON header (u32, little-endian), the header, and the appearance as float32. */
export function encodeFeatures({ appearance, ...rest }: FaceFeatures): Uint8Array | undefined {
  const { data } = appearance;
  // Half precision belongs to a GPU, which is quicker than a disk.
  if (!(data instanceof Float32Array)) return undefined;
  const header = Buffer.from(
    JSON.stringify(rest, (_key, value: unknown) => (value instanceof Float32Array ? [...value] : value)),
  );
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(header.length);
  return Buffer.concat([length, header, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

/** The features in a file, or undefined where it is none of ours. */
export function decodeFeatures(file: Uint8Array): FaceFeatures | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < lengthBytes) return undefined;
  const appearanceAt = lengthBytes + bytes.readUInt32LE();
  if (bytes.length !== appearanceAt + appearanceBytes) return undefined;
  const header = headerSchema.safeParse(parsed(bytes.toString('utf8', lengthBytes, appearanceAt)));
  if (!header.success) return undefined;
  // A copy: a tensor's numbers begin at a multiple of their size.
  const data = new Float32Array(Uint8Array.from(bytes.subarray(appearanceAt)).buffer);
  const { lipsShut, ...rest } = header.data;
  return { ...rest, lipsShut, appearance: new Tensor('float32', data, appearanceShape) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
