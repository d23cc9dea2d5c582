import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { floatFromPcm16 } from '../pcm.js';
import { WhisperMelSpectrogram } from './whisper-mel-spectrogram.js';

const recordings = fileURLToPath(new URL('../../../../../shared/data/audio/', import.meta.url));
const fixtures = fileURLToPath(new URL('../../../../tests/fixtures/whisper/', import.meta.url));

interface MelCase {
  recording: string;
  reference: string;
  bins: number;
  frames: number;
  /** Frames whose values were kept. */
  columns: number[];
  /** Where they begin in mel.f32. */
  offset: number;
}

const { cases }: { cases: MelCase[] } = JSON.parse(readFileSync(`${fixtures}mel.json`, 'utf8'));
const values = new Float32Array(Uint8Array.from(readFileSync(`${fixtures}mel.f32`)).buffer);

function firstChannel(name: string): Float32Array {
  const bytes = readFileSync(recordings + name);
  const channels = bytes.readUInt16LE(22);
  return floatFromPcm16(bytes.subarray(bytes.indexOf('data') + 8)).filter((_, i) => i % channels === 0);
}

describe.skipIf(!existsSync(recordings))('WhisperMelSpectrogram, beside the reference', () => {
  it.each(cases)('gives $bins bins of $recording as $reference does, within 1e-4', (melCase) => {
    const { recording, bins, frames, columns, offset } = melCase;
    const spectrogram = new WhisperMelSpectrogram(firstChannel(recording), bins);
    const window = spectrogram.window(0, frames, { windowFrames: frames, padding: 'silence' });
    const differences = columns.flatMap((column, index) =>
      Array.from({ length: bins }, (_, bin) => {
        const expected = values[offset + index * bins + bin] ?? Number.NaN;
        return Math.abs((window[bin * frames + column] ?? Number.NaN) - expected);
      }),
    );
    expect(differences.length).toBeGreaterThan(1_000);
    expect(Math.max(...differences)).toBeLessThan(1e-4);
  });
});
