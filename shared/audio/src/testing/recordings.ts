import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { floatFromPcm16 } from '../pcm.js';

const folder = new URL('../../../../../shared/data/audio/', import.meta.url);

export const haveRecordings =
  existsSync(folder) && spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0;

/** Why tests on real recordings are skipped, for their titles. */
export const recordingsNote = haveRecordings ? '' : ' (skipped: needs ../shared/data/audio and ffmpeg)';

function recordingPath(name: string): string {
  return fileURLToPath(new URL(name, folder));
}

/** The samples of a recording that is a plain 44-byte-header 16-bit WAV file at 16 kHz. */
export function recordingSamples(name: string): Float32Array {
  const file = readFileSync(recordingPath(name));
  return floatFromPcm16(file.subarray(file.indexOf('data') + 8));
}

/** Writes a recording anew by ffmpeg, with these output options; `extension` chooses the container. */
export async function transcode(name: string, extension: string, options: string): Promise<Uint8Array> {
  const work = await mkdtemp(join(tmpdir(), 'parley-audio-'));
  try {
    const output = join(work, `out.${extension}`);
    const given = options.split(' ').filter((option) => option !== '');
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', recordingPath(name), ...given, output]);
    return new Uint8Array(await readFile(output));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
