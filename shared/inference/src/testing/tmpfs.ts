import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small disk in memory, for tests that fill it or take away its writing. Mounting needs root. */
export class Tmpfs {
  readonly folder = mkdtempSync(join(tmpdir(), 'parley-disk-'));

  constructor(bytes: number) {
    mkdirSync(this.folder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', this.folder]);
  }

  makeReadOnly(): void {
    execFileSync('mount', ['-o', 'remount,ro', this.folder]);
  }

  remove(): void {
    execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether this machine lets us mount. */
export const canMount = (() => {
  if (process.getuid?.() !== 0) return false;
  try {
    new Tmpfs(4_096).remove();
    return true;
  } catch {
    return false;
  }
})();
