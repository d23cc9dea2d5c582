import { ParleyError } from '@parley/contracts';
import type { SpeakerLatents } from '../engines/text-to-speech-engine.js';

/** Numbers of `SpeakerLatents`: 32 rows of 1024, and 512. */
export const conditioningRows = 32;
export const conditioningWidth = 1024;
export const embeddingWidth = 512;
const conditioningSize = conditioningRows * conditioningWidth;
const fileBytes = (conditioningSize + embeddingWidth) * 4;

/** A voice's numbers as a file: little-endian floats, the conditioning first. */
export function encodeLatents({ gptConditioning, speakerEmbedding }: SpeakerLatents): Uint8Array {
  const bytes = new Uint8Array((gptConditioning.length + speakerEmbedding.length) * 4);
  const view = new DataView(bytes.buffer);
  gptConditioning.forEach((value, i) => view.setFloat32(i * 4, value, true));
  speakerEmbedding.forEach((value, i) => view.setFloat32((gptConditioning.length + i) * 4, value, true));
  return bytes;
}

/** @throws ParleyError `internal_error` where the file is not of that length */
export function decodeLatents(bytes: Uint8Array): SpeakerLatents {
  if (bytes.byteLength !== fileBytes) {
    throw new ParleyError('internal_error', 'A stored voice is damaged. Delete it, and make it again.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = Float32Array.from({ length: fileBytes / 4 }, (_, i) => view.getFloat32(i * 4, true));
  return {
    gptConditioning: numbers.slice(0, conditioningSize),
    speakerEmbedding: numbers.slice(conditioningSize),
  };
}
