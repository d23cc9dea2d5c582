import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** The keys that callers may show, kept as digests only. */
export class ApiKeys {
  private readonly digests: readonly Buffer[];

  constructor(keys: readonly string[]) {
    this.digests = keys.map(digest);
  }

  /** Whether this is one of the keys; takes the same time whichever it is. */
  has(credential: string): boolean {
    const given = digest(credential);
    return this.digests.map((known) => timingSafeEqual(known, given)).includes(true);
  }
}

/** A name for a key that tells nothing of it, to count its requests by. */
export function keyFingerprint(key: string): string {
  return digest(key).toString('hex').slice(0, 16);
}
