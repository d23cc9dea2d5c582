import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openWhisperNetwork, type WhisperNetworkOptions } from '../open-whisper-network.js';
import type { WhisperNetwork } from '../whisper-network.js';

const fixtures = fileURLToPath(new URL('../../../../../../../tests/fixtures/whisper/', import.meta.url));

/** Networks of the fixtures, opened from copies, for derived graphs are kept beside the files. */
export class FixtureNetworks {
  readonly folder = mkdtempSync(join(tmpdir(), 'whisper-network-'));

  /** The copy of a fixture. */
  directory(name: string): string {
    const directory = join(this.folder, name);
    if (!existsSync(directory)) cpSync(join(fixtures, name), directory, { recursive: true });
    return directory;
  }

  async open(name: string, options: Partial<WhisperNetworkOptions>) {
    const notes: string[] = [];
    const network = await openWhisperNetwork(this.directory(name), {
      device: 'cpu',
      threads: 1,
      onNote: (note) => notes.push(note),
      ...options,
    });
    return { network, notes };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Numbers between 0 and 1 (Numerical Recipes' generator). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Windows of noise, encoded. */
export function encodeNoise(network: WhisperNetwork, seed: number, rows: number) {
  const { melBins, windowFrames } = network.dimensions;
  const random = randomNumbers(seed);
  const mel = Float32Array.from({ length: rows * melBins * windowFrames }, () => 3 * random() - 1.5);
  return network.encode(mel, rows, new AbortController().signal);
}

/** Root mean square of the difference. */
export function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(
    a.reduce((sum, value, index) => sum + (value - (b[index] ?? Number.NaN)) ** 2, 0) / a.length,
  );
}
