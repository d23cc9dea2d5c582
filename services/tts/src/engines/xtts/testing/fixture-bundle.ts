import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fixtures = fileURLToPath(new URL('../../../../../../tests/fixtures/xtts/', import.meta.url));

/** Where numbers lie in a fixture's file of values. */
export interface ValuesAt {
  offset: number;
  shape: number[];
}

/** A copy of the fixtures' bundle, for derived graphs are kept beside the files. */
export class FixtureBundle {
  private readonly folder = mkdtempSync(join(tmpdir(), 'xtts-bundle-'));

  /** The copy of a bundle. */
  directory(name = 'tiny-random'): string {
    const directory = join(this.folder, name);
    if (!existsSync(directory)) cpSync(join(fixtures, name), directory, { recursive: true });
    return directory;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Reference cases of one kind, and the numbers that they point to. */
export function referenceCases<Case>(name: string): {
  cases: Case[];
  values: (at: ValuesAt) => Float32Array;
} {
  const { cases } = JSON.parse(readFileSync(join(fixtures, `${name}.json`), 'utf8')) as { cases: Case[] };
  const numbers = new Float32Array(new Uint8Array(readFileSync(join(fixtures, `${name}.f32`))).buffer);
  const values = ({ offset, shape }: ValuesAt) =>
    numbers.subarray(offset, offset + shape.reduce((product, size) => product * size, 1));
  return { cases, values };
}

/** The greatest difference; infinite where lengths differ. */
export function greatestDifference(found: Float32Array, expected: Float32Array): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  return expected.reduce((most, value, index) => Math.max(most, Math.abs(value - (found[index] ?? 0))), 0);
}
