import {
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FixtureBundle } from '../testing/fixture-bundle.js';
import { openXttsModel } from '../xtts-model.js';
import { checkBundle } from './check-bundle.js';

function copy(): string {
  const fixture = new FixtureBundle();
  onTestFinished(() => fixture.remove());
  return fixture.directory();
}

/** Writes over bytes in the middle of a file; by its size nobody can tell. */
function damage(file: string): void {
  const opened = openSync(file, 'r+');
  writeSync(opened, Buffer.alloc(4_000, 0x5a), 0, 4_000, 200_000);
  closeSync(opened);
}

test('a whole bundle is right, and one of which files are left out', async () => {
  const directory = copy();
  await checkBundle(directory);
  rmSync(join(directory, 'gpt_model.onnx'));
  await checkBundle(directory);
});

test('flipped bytes are found before a graph is opened, and the file is named', async () => {
  const directory = copy();
  damage(join(directory, 'speaker_encoder.onnx'));
  const opened = openXttsModel(directory, { device: 'cpu', threads: 1 });
  await expect(opened).rejects.toMatchObject({
    code: 'model_files_invalid',
    message: expect.stringMatching(/speaker_encoder\.onnx is damaged/),
  });
});

test('hashes are read once, sizes and times each time', async () => {
  const directory = copy();
  const cacheDirectory = mkdtempSync(join(tmpdir(), 'parley-checked-'));
  onTestFinished(() => rmSync(cacheDirectory, { recursive: true }));
  const options = { cacheDirectory };
  await checkBundle(directory, options);
  const file = join(directory, 'speaker_encoder.onnx');
  const { atime, mtime } = statSync(file);
  utimesSync(file, atime, mtime);
  await checkBundle(directory, options);
  damage(file);
  utimesSync(file, atime, mtime);
  await checkBundle(directory, options);
  utimesSync(file, atime, new Date(mtime.getTime() + 1_000));
  await expect(checkBundle(directory, options)).rejects.toMatchObject({ code: 'model_files_invalid' });
  truncateSync(file, statSync(file).size - 1);
  await expect(checkBundle(directory, options)).rejects.toMatchObject({
    code: 'model_files_invalid',
    message: expect.stringMatching(/speaker_encoder\.onnx has \d+ bytes/),
  });
});
