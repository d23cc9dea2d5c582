import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeptFiles } from './kept-files.js';

describe('kept files', () => {
  let folder: string;
  const problems: string[] = [];
  const open = (mostBytes = 1_000): KeptFiles =>
    new KeptFiles(join(folder, 'kept'), { mostBytes, onProblem: (problem) => problems.push(problem) });
  const namesIn = async (): Promise<string[]> => (await readdir(join(folder, 'kept'))).toSorted();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-kept-'));
    problems.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('gives back what was kept, and nothing for what was not or is damaged', async () => {
    const files = open();
    await files.keep('a', Uint8Array.of(1, 2, 3));
    expect([...((await files.read('a')) ?? [])]).toEqual([1, 2, 3]);
    expect(await files.read('b')).toBeUndefined();
    await writeFile(join(folder, 'kept', 'a.kept'), Buffer.alloc(40));
    expect(await files.read('a')).toBeUndefined();
    expect(problems).toEqual([]);
  });

  it('keeps within its bound: what was not used for longest goes', async () => {
    const files = open(250);
    await files.keep('a', new Uint8Array(68));
    await files.keep('b', new Uint8Array(68));
    for (const [name, age] of [
      ['a', 30],
      ['b', 60],
    ] as const) {
      const then = new Date(Date.now() - age * 1_000);
      await utimes(join(folder, 'kept', `${name}.kept`), then, then);
    }
    await files.read('b');
    await files.keep('c', new Uint8Array(68));
    expect(await namesIn()).toEqual(['b.kept', 'c.kept']);
  });

  it('removes by prefix', async () => {
    const files = open();
    for (const name of ['face-1-bank', 'face-1-features', 'face-2-bank'])
      await files.keep(name, new Uint8Array(1));
    await files.remove('face-1');
    expect(await namesIn()).toEqual(['face-2-bank.kept']);
  });

  it('says what could not be written, and leaves nothing behind', async () => {
    // A file where the folder should be: as little room as a full disk.
    await writeFile(join(folder, 'kept'), '');
    const files = open();
    await files.keep('a', new Uint8Array(1));
    expect(problems).toEqual([expect.stringMatching(/EEXIST|ENOTDIR/)]);
    expect(await files.read('a')).toBeUndefined();
    await files.remove('a');
  });
});
