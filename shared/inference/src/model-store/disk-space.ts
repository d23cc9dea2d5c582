import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ParleyError } from '@parley/contracts';
import { formatBytes } from './format-bytes.js';

/** Bytes that may still be written where a folder is, or will be. */
export async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const parent = dirname(folder);
    if (parent === folder) throw error;
    return freeBytes(parent);
  }
}

/** @throws ParleyError `disk_full` where less is free than is needed */
export async function requireSpace(folder: string, neededBytes: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= neededBytes) return;
  throw new ParleyError(
    'disk_full',
    `${formatBytes(neededBytes)} are needed in ${folder}, and ${formatBytes(free)} are free there. Make room for ` +
      `${formatBytes(neededBytes - free)} more, or set HF_HOME to a folder on a larger disk.`,
  );
}

/** @throws ParleyError `download_failed` where nothing can be written to a folder, or it cannot be made */
export async function requireWritable(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    const parent = dirname(folder);
    if (codeOf(error) !== 'ENOENT' || parent === folder) throw notWritable(folder, error);
    await requireWritable(parent);
  }
}

/**
 * What the disk says of a failed write, in words; anything else as it is.
 * @param neededBytes what was still to be written
 */
export async function explainWriteError(
  error: unknown,
  folder: string,
  neededBytes: number,
): Promise<unknown> {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const free = await freeBytes(folder);
    return new ParleyError(
      'disk_full',
      `The disk of ${folder} is full: ${formatBytes(Math.max(0, neededBytes - free))} more room is needed. What has ` +
        'arrived is kept: make room and run the same command again, and it goes on from there.',
      { cause: error },
    );
  }
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? notWritable(folder, error) : error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function notWritable(folder: string, cause: unknown): ParleyError {
  return new ParleyError(
    'download_failed',
    `Nothing can be written to ${folder} (${String(codeOf(cause))}). Set HF_HOME to a folder that may be written to.`,
    { cause },
  );
}
