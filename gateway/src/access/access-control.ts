import type { IncomingMessage } from 'node:http';
import { ParleyError } from '@parley/contracts';
import type { RequestHandler } from 'express';
import { ApiKeys, keyFingerprint } from './api-keys.js';
import { credentialOf } from './credentials.js';
import { isAllowedOrigin } from './origins.js';
import type { RateLimit } from './rate-limit.js';

export interface AccessOptions {
  /** Keys that callers must show one of; none is asked for where empty. */
  apiKeys: readonly string[];
  /** Paths that ask for no key and count for no limit. */
  isOpenPath: (path: string) => boolean;
  /** How often; without limit where absent. */
  rateLimit?: RateLimit;
  /** Origins whose pages may open sockets. */
  allowedOrigins: ReadonlySet<string>;
}

/** Who may come in by a door, and how often. */
export class AccessControl {
  private readonly keys: ApiKeys;

  constructor(private readonly options: AccessOptions) {
    this.keys = new ApiKeys(options.apiKeys);
  }

  readonly admitRequest: RequestHandler = async (request, response, next) => {
    if (this.options.isOpenPath(request.path)) return next();
    try {
      const caller = this.identify(request);
      await this.options.rateLimit?.spend(caller);
      next();
    } catch (error) {
      if (error instanceof ParleyError && error.status === 401) response.set('www-authenticate', 'Bearer');
      throw error;
    }
  };

  /** @throws ParleyError `forbidden`, `invalid_api_key`. */
  admitUpgrade(request: IncomingMessage): void {
    if (!isAllowedOrigin(request, this.options.allowedOrigins)) {
      throw new ParleyError(
        'forbidden',
        `Pages from ${request.headers.origin ?? ''} may not open sockets here. Add that origin to CORS_ORIGINS.`,
      );
    }
    this.identify(request);
  }

  /** Who asks: a fingerprint of the key, or the address where no key is asked for. */
  private identify(request: IncomingMessage): string {
    const credential = credentialOf(request);
    if (this.options.apiKeys.length === 0) return request.socket.remoteAddress ?? 'unknown';
    if (credential !== undefined && this.keys.has(credential)) return keyFingerprint(credential);
    throw new ParleyError(
      'invalid_api_key',
      credential === undefined
        ? 'This address asks for a key. Send it as "Authorization: Bearer <key>" or in the header X-API-Key.'
        : 'This key is not valid. The keys are in PARLEY_API_KEYS of the gateway.',
    );
  }
}
