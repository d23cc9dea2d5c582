import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, deflateRawSync, inflateRaw } from 'node:zlib';
import { ParleyError, frameSize } from '@parley/contracts';
import type { FaceFrame } from '../face-finding/face-frame.js';
import { bankPatches } from './bank-patches.js';
import { bankPlanVersion } from './bank-plan.js';
import { faceAreas, pixelBox } from './face-areas.js';
import type { BankPatch, FaceBank } from './face-bank.js';
import { warpGrid } from './warp-grid.js';

/** "PBNK" as a little-endian number. */
const magic = 0x4b4e4250;
const formatVersion = 1;
/** Magic, format and plan version (4 bytes each), five float64 of the face's place, the body's SHA-256. */
const headerBytes = 12 + 5 * 8 + 32;
/** Shapes are kept in steps of this part of a pixel. */
const stepsPerPixel = 64;
const [leastFaceSize, mostFaceSize] = [8, frameSize];

/**
 * A bank as one file: a header with a checksum, then the textures (as differences from the face at rest, each byte from the
 * byte above) and shapes, deflated. Where everything lies follows from the face's place and the plan.
 */
export function encodeBank({ frame, texture, shape, patches }: FaceBank): Uint8Array {
  const parts = [againstAbove(texture, frameSize), shapeBytes(shape)];
  for (const patch of patches) {
    parts.push(againstAbove(difference(patch, texture, -1), patch.box.width), shapeBytes(patch.shape));
  }
  const body = deflateRawSync(Buffer.concat(parts), { level: constants.Z_BEST_SPEED + 4 });
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(magic, 0);
  header.writeUInt32LE(formatVersion, 4);
  header.writeUInt32LE(bankPlanVersion, 8);
  const place = [...frame.origin, frame.axisX, frame.axisY, frame.size];
  for (const [i, value] of place.entries()) header.writeDoubleLE(value, 12 + 8 * i);
  header.set(checksum(header, body), headerBytes - 32);
  return Buffer.concat([header, body]);
}

/** Awaited between pieces of work of a few milliseconds each, so that live frames are drawn meanwhile. */
export type Pause = () => Promise<unknown>;

/** @throws ParleyError `unreadable_bank` for a file that is damaged, of another version, or no bank at all. */
export async function decodeBank(bytes: Uint8Array, pause: Pause = setImmediate): Promise<FaceBank> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frame = readHeader(file);
  const grid = warpGrid(frame);
  const boxes = bankPatches.map(({ node }) => pixelBox(faceAreas[node.area].looks, frame, frameSize));
  const textureBytes = 3 * frameSize * frameSize;
  const shapeLength = grid.places.length;
  const patchBytes = boxes.map(({ width, height }) => 3 * width * height + 2 * shapeLength);
  const length = patchBytes.reduce((sum, size) => sum + size, textureBytes + 2 * shapeLength);
  const body = await inflated(file.subarray(headerBytes), length);
  let at = 0;
  const take = (size: number): Uint8Array => body.subarray(at, (at += size));
  const texture = fromAbove(take(textureBytes), frameSize);
  const shape = shapeOf(take(2 * shapeLength));
  const patches: BankPatch[] = [];
  for (const box of boxes) {
    await pause();
    const rgb = fromAbove(take(3 * box.width * box.height), box.width);
    const patch = { box, rgb, shape: shapeOf(take(2 * shapeLength)) };
    patches.push({ ...patch, rgb: difference(patch, texture, 1) });
  }
  return { frame, grid, texture, shape, patches };
}

function readHeader(file: Buffer): FaceFrame {
  if (file.length <= headerBytes || file.readUInt32LE(0) !== magic) throw unreadable('it is none');
  if (file.readUInt32LE(4) !== formatVersion || file.readUInt32LE(8) !== bankPlanVersion)
    throw unreadable('it was made by another version of Parley');
  const wanted = checksum(file, file.subarray(headerBytes));
  if (!wanted.equals(file.subarray(headerBytes - 32, headerBytes))) throw unreadable('it is damaged');
  const [x = 0, y = 0, axisX = 0, axisY = 0, size = 0] = Array.from({ length: 5 }, (_, i) =>
    file.readDoubleLE(12 + 8 * i),
  );
  const turned = Math.abs(Math.hypot(axisX, axisY) - 1) < 1e-6;
  if (!turned || !(size >= leastFaceSize && size <= mostFaceSize) || !Number.isFinite(x + y))
    throw unreadable('its face lies nowhere');
  return { origin: [x, y], axisX, axisY, size };
}

/** Exactly `length` bytes; a file that would grow beyond them is refused before it does. */
async function inflated(body: Uint8Array, length: number): Promise<Uint8Array> {
  try {
    const out = await promisify(inflateRaw)(body, { maxOutputLength: length });
    if (out.length === length) return new Uint8Array(out.buffer, out.byteOffset, length);
  } catch (cause) {
    throw unreadable('it is damaged', cause);
  }
  throw unreadable('it is incomplete');
}

function checksum(header: Uint8Array, body: Uint8Array): Buffer {
  return createHash('sha256')
    .update(header.subarray(0, headerBytes - 32))
    .update(body)
    .digest();
}

function unreadable(why: string, cause?: unknown): ParleyError {
  return new ParleyError('unreadable_bank', `The portrait's bank cannot be read: ${why}. It is drawn anew.`, {
    cause,
  });
}

/** A patch's look minus the texture (`sense` -1), or back (1); bytes wrap around. */
function difference({ box, rgb }: BankPatch, texture: Uint8Array, sense: 1 | -1): Uint8Array {
  const out = new Uint8Array(rgb.length);
  const length = 3 * box.width;
  for (let y = 0; y < box.height; y++) {
    const from = 3 * ((box.top + y) * frameSize + box.left);
    for (let i = 0; i < length; i++) {
      out[y * length + i] = (rgb[y * length + i] ?? 0) + sense * (texture[from + i] ?? 0);
    }
  }
  return out;
}

/** Each byte minus the one above it: what is smooth deflates well. */
function againstAbove(rgb: Uint8Array, width: number): Uint8Array {
  return rgb.map((value, i) => value - (rgb[i - 3 * width] ?? 0));
}

function fromAbove(rgb: Uint8Array, width: number): Uint8Array {
  const out = rgb.slice();
  for (let i = 3 * width; i < out.length; i++) out[i] = (out[i] ?? 0) + (out[i - 3 * width] ?? 0);
  return out;
}

function shapeBytes(shape: Float32Array): Uint8Array {
  const out = Buffer.alloc(2 * shape.length);
  for (const [i, value] of shape.entries()) {
    const steps = Math.round(value * stepsPerPixel);
    out.writeInt16LE(Math.min(32767, Math.max(-32768, steps)), 2 * i);
  }
  return out;
}

function shapeOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = new Float32Array(bytes.byteLength / 2);
  for (let i = 0; i < shape.length; i++) shape[i] = view.getInt16(2 * i, true) / stepsPerPixel;
  return shape;
}
