import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ParleyError } from '@parley/contracts';
import { check, lock } from 'proper-lockfile';

/** Who holds a lock shows every 5 s that it lives; 20 s without that, and the lock is anyone's. */
const options = { stale: 20_000, update: 5_000, realpath: false } as const;
const askAgainMs = 500;

/** Whether somebody downloads or removes a repository's files now, in this process or another. */
export async function isLocked(lockfilePath: string): Promise<boolean> {
  return check(lockfilePath, { ...options, lockfilePath }).catch(() => false);
}

/**
 * Does work that nobody else may do at the same time. A lock whose holder was killed is taken over.
 * @param onWait called once where somebody else has the lock; without it, that is refused
 * @throws ParleyError `model_busy` where there is no `onWait`
 */
export async function withRepositoryLock<T>(
  lockfilePath: string,
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  onWait?: () => void,
): Promise<T> {
  const lost = new AbortController();
  await mkdir(dirname(lockfilePath), { recursive: true });
  const release = await acquire(lockfilePath, lost, signal, onWait);
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    await release().catch(() => undefined);
  }
}

async function acquire(
  lockfilePath: string,
  lost: AbortController,
  signal: AbortSignal,
  onWait: (() => void) | undefined,
): Promise<() => Promise<void>> {
  const onCompromised = (cause: Error) =>
    lost.abort(new ParleyError('model_busy', 'Another process took the lock on this model.', { cause }));
  for (let waits = 0; ; waits += 1) {
    signal.throwIfAborted();
    try {
      return await lock(lockfilePath, { ...options, lockfilePath, onCompromised });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw error;
      if (!onWait) throw busy();
      if (waits === 0) onWait();
      await delay(askAgainMs, undefined, { signal });
    }
  }
}

/** Why something cannot be done to a model now. */
export function busy(): ParleyError {
  return new ParleyError(
    'model_busy',
    'Another process is fetching this model now. Wait until it is done, or end it, then try again.',
  );
}
