import { invalidModelFile, readModelJson, readRequiredBytes } from '@parley/inference/model-folder';
import type { SpeakerLatents } from '../../text-to-speech-engine.js';
import type { XttsDimensions } from '../network/xtts-dimensions.js';
import { speakerIndexSchema } from './bundle-schemas.js';

const indexFile = 'speakers.json';
/** Numbers of a speaker embedding. */
export const speakerEmbeddingSize = 512;

/**
 * The built-in speakers by name; none where the bundle has none.
 * @throws ParleyError `model_files_missing`, `model_files_invalid`
 */
export function readSpeakers(
  folder: string,
  { conditioningPositions, width }: XttsDimensions,
): ReadonlyMap<string, SpeakerLatents> {
  const index = readModelJson(folder, indexFile, speakerIndexSchema);
  if (!index) return new Map();
  const [positions, size] = index.gptConditioningShape;
  if (
    positions !== conditioningPositions ||
    size !== width ||
    index.speakerEmbeddingShape[0] !== speakerEmbeddingSize
  )
    throw invalidModelFile(
      indexFile,
      'is of another model: its speakers have other sizes than metadata.json says',
    );
  const bytes = readRequiredBytes(folder, index.file);
  const conditioningBytes = 4 * positions * size;
  const speakerBytes = conditioningBytes + 4 * speakerEmbeddingSize;
  const floats = (from: number, to: number) =>
    new Float32Array(new Uint8Array(bytes.subarray(from, to)).buffer);
  return new Map(
    index.speakers.map(({ name, offset }) => {
      if (offset + speakerBytes > bytes.length)
        throw invalidModelFile(index.file, `ends before ${name}: it is cut short`);
      return [
        name,
        {
          gptConditioning: floats(offset, offset + conditioningBytes),
          speakerEmbedding: floats(offset + conditioningBytes, offset + speakerBytes),
        },
      ];
    }),
  );
}
