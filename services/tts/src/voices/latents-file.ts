import { ParleyError } from '@parley/contracts';
import type { SpeakerLatents } from '../engines/text-to-speech-engine.js';

/** Rows of a voice's conditioning, as many as XTTS' perceiver has latents; their width is the model's. */
export const conditioningRows = 32;
const embeddingSize = 512;
const bytesPerNumber = 4;

/** A voice's numbers as a file: little-endian floats, the conditioning first, then the 512 of the embedding. */
export function encodeLatents({ gptConditioning, speakerEmbedding }: SpeakerLatents): Uint8Array {
  const bytes = new Uint8Array((gptConditioning.length + speakerEmbedding.length) * bytesPerNumber);
  const view = new DataView(bytes.buffer);
  const write = (numbers: Float32Array, from: number) =>
    numbers.forEach((value, i) => view.setFloat32((from + i) * bytesPerNumber, value, true));
  write(gptConditioning, 0);
  write(speakerEmbedding, gptConditioning.length);
  return bytes;
}

/** @throws ParleyError `internal_error` where that cannot be such a file */
export function decodeLatents(bytes: Uint8Array): SpeakerLatents {
  const conditioningSize = bytes.byteLength / bytesPerNumber - embeddingSize;
  if (conditioningSize <= 0 || conditioningSize % conditioningRows !== 0) throw damaged();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = (from: number, length: number) =>
    Float32Array.from({ length }, (_, i) => view.getFloat32((from + i) * bytesPerNumber, true));
  const gptConditioning = read(0, conditioningSize);
  const speakerEmbedding = read(conditioningSize, embeddingSize);
  if (![gptConditioning, speakerEmbedding].every((numbers) => numbers.every(Number.isFinite)))
    throw damaged();
  return { gptConditioning, speakerEmbedding };
}

const damaged = () =>
  new ParleyError('internal_error', 'A stored voice is damaged. Delete it, and make it again.');
