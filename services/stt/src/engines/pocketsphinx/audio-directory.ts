import { accessSync, constants, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ParleyError } from '@parley/contracts';

const prefix = 'parley-stt-';

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** What a service that was killed has left here. */
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (!Number.isNaN(pid) && !isRunning(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/**
 * A new folder that only this user can read, in memory where the machine has such a place: what was said touches no
 * disk. Its maker removes it.
 * @throws ParleyError `engine_not_ready` where no folder can be made.
 */
export function makeAudioDirectory(): string {
  for (const parent of ['/dev/shm', tmpdir()]) {
    try {
      accessSync(parent, constants.W_OK);
      removeAbandoned(parent);
      return mkdtempSync(join(parent, `${prefix}${process.pid}-`));
    } catch {
      // The next one.
    }
  }
  throw new ParleyError(
    'engine_not_ready',
    `There is no folder to write audio to. Make ${tmpdir()} writable.`,
  );
}
