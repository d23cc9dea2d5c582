import { createHash, randomUUID } from 'node:crypto';
import { jobKinds, type JobKind } from '@parley/contracts';

/**
 * A job's id names its kind, so that one id is enough to find the queue: `transcribe_` and 32 hexadecimal digits.
 * An idempotency key gives the same id every time; without one it is random and cannot be guessed.
 */
export function createJobId(kind: JobKind, idempotencyKey?: string): string {
  const digits =
    idempotencyKey === undefined
      ? randomUUID().replaceAll('-', '')
      : createHash('sha256').update(`${kind}\0${idempotencyKey}`).digest('hex').slice(0, 32);
  return `${kind}_${digits}`;
}

/** The kind that an id names, or undefined where it cannot be an id of ours. */
export function kindOfJobId(id: string): JobKind | undefined {
  const [name, digits = ''] = id.split('_', 2);
  return /^[0-9a-f]{32}$/.test(digits) ? jobKinds.find((kind) => kind === name) : undefined;
}
