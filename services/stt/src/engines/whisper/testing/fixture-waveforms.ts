import { concatSamples } from '@parley/audio';
import { z } from 'zod';
import { recordingBytes } from '../../../testing/recordings.js';

const count = z.int().nonnegative();

const pieceSchema = z.union([
  z.object({ recording: z.string(), start: count, samples: count }),
  z.object({ silence: count }),
  z.object({ noise: count, seed: count, amplitude: z.number() }),
  z.object({ tones: count, hertz: z.array(z.number()), amplitude: z.number() }),
]);
type Piece = z.infer<typeof pieceSchema>;

/** A waveform as the fixtures describe it (tests/fixtures/whisper/README.md). */
export const waveformSchema = z.object({ pieces: z.array(pieceSchema) });

const sampleRate = 16_000;
const headerBytes = 44;
const channelsOffset = 22;

/** The samples that a description means: 16 kHz, mono. */
export function buildWaveform({ pieces }: z.infer<typeof waveformSchema>): Float32Array {
  return concatSamples(pieces.map(buildPiece));
}

function buildPiece(piece: Piece): Float32Array {
  if ('recording' in piece)
    return firstChannel(piece.recording).slice(piece.start, piece.start + piece.samples);
  if ('silence' in piece) return new Float32Array(piece.silence);
  if ('noise' in piece) return noise(piece.noise, piece.seed, piece.amplitude);
  const { tones, hertz, amplitude } = piece;
  return Float32Array.from({ length: tones }, (_, i) => {
    const sum = hertz.reduce((total, each) => total + Math.sin((2 * Math.PI * each * i) / sampleRate), 0);
    return amplitude * sum;
  });
}

function firstChannel(name: string): Float32Array {
  const bytes = recordingBytes(name);
  const channels = bytes.readUInt16LE(channelsOffset);
  const start = Math.max(headerBytes, bytes.indexOf('data') + 8);
  const frames = Math.floor((bytes.length - start) / (2 * channels));
  return Float32Array.from(
    { length: frames },
    (_, i) => bytes.readInt16LE(start + 2 * channels * i) / 32_768,
  );
}

function noise(length: number, seed: number, amplitude: number): Float32Array {
  const next = linearCongruential(seed);
  return Float32Array.from({ length }, () => amplitude * (2 * (next() / 2 ** 32) - 1));
}

/** The generator of Numerical Recipes, as the fixtures use it: integers from 0 to under 2^32. */
export function linearCongruential(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return state;
  };
}
