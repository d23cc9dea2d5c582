import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeWav, floatFromPcm16, mixToMono } from '@parley/audio';

const folder = fileURLToPath(new URL('../../../../../../../shared/data/audio/', import.meta.url));
const recordedRate = 16_000;

export const haveRecordings = existsSync(folder);

/** A recording that is made of one of shared/data/audio (tests/reference/xtts/recordings.py says how). */
export interface RecordingRecipe {
  recording: string;
  start?: number;
  samples?: number;
  repeat?: number;
  gain?: number;
  rate?: number;
}

export interface MadeRecording {
  /** Mono. */
  samples: Float32Array;
  sampleRate: number;
}

export function makeRecording(recipe: RecordingRecipe): MadeRecording {
  const sampleRate = recipe.rate ?? recordedRate;
  return {
    samples: mixToMono(readChannels(recipe).map((channel) => atRate(channel, sampleRate))),
    sampleRate,
  };
}

/** A recording as a file, in 16 bits. */
export function recordingFile(recipe: RecordingRecipe): Uint8Array {
  const { samples, sampleRate } = makeRecording(recipe);
  return encodeWav({ samples, sampleRate });
}

function readChannels({
  recording,
  start = 0,
  samples,
  repeat = 1,
  gain = 1,
}: RecordingRecipe): Float64Array[] {
  const file = readFileSync(join(folder, recording));
  const channels = file.readUInt16LE(22);
  const interleaved = floatFromPcm16(file.subarray(file.indexOf('data') + 8));
  return Array.from({ length: channels }, (_, channel) => {
    const all = Float64Array.from(
      { length: interleaved.length / channels },
      (__, i) => interleaved[i * channels + channel] ?? 0,
    );
    const part = all.subarray(start, samples === undefined ? undefined : start + samples);
    return Float64Array.from(
      { length: part.length * repeat },
      (__, i) => (part[i % part.length] ?? 0) * gain,
    );
  });
}

/** Linear interpolation. */
function atRate(samples: Float64Array, rate: number): Float32Array {
  if (rate === recordedRate) return Float32Array.from(samples);
  return Float32Array.from({ length: Math.floor((samples.length * rate) / recordedRate) }, (_, i) => {
    const position = (i * recordedRate) / rate;
    const before = Math.floor(position);
    const value = samples[before] ?? 0;
    return value + (position - before) * ((samples[before + 1] ?? value) - value);
  });
}
