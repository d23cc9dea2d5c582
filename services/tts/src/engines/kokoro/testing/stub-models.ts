import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type StubExport, stubNetwork, timestampedExport } from './stub-network.js';
import { stubGain } from './stub-speech.js';

export const stubVoices = [
  'af_heart',
  'am_adam',
  'bf_emma',
  'ef_dora',
  'ff_siwis',
  'hf_alpha',
  'if_sara',
  'jf_alpha',
  'pf_dora',
];

/** Styles of `rows` rows whose first numbers are `stubGain`. */
export function stubStyles(rows = 510): Uint8Array {
  const styles = new Float32Array(rows * 256);
  const rowOfOne = rows > 510 ? 1 : 0;
  for (let row = 0; row < rows; row += 1) styles[row * 256] = stubGain(row + 1 - rowOfOne);
  return new Uint8Array(styles.buffer);
}

/** Writes files by their paths into a new folder. */
export function writeFolder(files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-kokoro-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** A model in onnx-community's layout, its vocabulary left to version 1.0's. */
export function stubModel(how: StubExport = timestampedExport): string {
  const voices = Object.fromEntries(stubVoices.map((voice) => [`voices/${voice}.bin`, stubStyles()]));
  return writeFolder({ 'onnx/model.onnx': stubNetwork(how), ...voices });
}
