import { setTimeout as delay } from 'node:timers/promises';

/** A failure that may be over soon: a broken connection, a busy server. */
export class TransientFailure extends Error {
  constructor(
    message: string,
    readonly retryAfterMs?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'TransientFailure';
  }
}

export interface RetryPolicy {
  /** Attempts in a row without progress. */
  attempts: number;
  /** Wait before the second attempt; it doubles with each further one. */
  baseDelayMs: number;
  /** A server that wants us away for longer is not waited for. */
  longestDelayMs: number;
}

export const patientRetries: RetryPolicy = { attempts: 6, baseDelayMs: 1_000, longestDelayMs: 120_000 };

interface RetryHooks {
  /** Whether the failed attempt got somewhere: then counting begins anew. */
  madeProgress?: () => boolean;
  onRetry?: (retry: { reason: string; delayMs: number }) => void;
}

/**
 * Does work again and again until it succeeds or fails for good.
 * @throws the last TransientFailure where patience ends; whatever else the work throws, at once
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
  { madeProgress = () => false, onRetry }: RetryHooks = {},
): Promise<T> {
  for (let failures = 0; ;) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof TransientFailure)) throw error;
      failures = madeProgress() ? 1 : failures + 1;
      // Half of it by chance, so that many who were cut off together do not return together.
      const backOffMs = policy.baseDelayMs * 2 ** (failures - 1) * (0.5 + Math.random() / 2);
      const delayMs = error.retryAfterMs ?? Math.min(backOffMs, policy.longestDelayMs);
      if (failures >= policy.attempts || delayMs > policy.longestDelayMs) throw error;
      onRetry?.({ reason: error.message, delayMs });
      await delay(delayMs, undefined, { signal });
    }
  }
}
