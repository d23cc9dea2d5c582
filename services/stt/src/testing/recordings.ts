import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { floatFromPcm16 } from '@parley/audio';

/** Real recordings, beside the repository; tests that need them are skipped where they are absent. */
export const recordings = fileURLToPath(new URL('../../../../../shared/data/audio', import.meta.url));

/** The bytes of one of them. */
export function recordingBytes(name: string): Buffer<ArrayBuffer> {
  return Buffer.from(readFileSync(`${recordings}/${name}`));
}

/** The samples of one that is 16 kHz mono. */
export function readRecording(name: string): Float32Array {
  const bytes = recordingBytes(name);
  return floatFromPcm16(bytes.subarray(bytes.indexOf('data') + 8));
}
