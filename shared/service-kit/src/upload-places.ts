import { ParleyError } from '@parley/contracts';
import type { RequestHandler } from 'express';

/**
 * Lets so many recordings (or what else is uploaded) in at once. They are counted before the body is read: bodies are what fills memory. One more
 * is answered with `at_capacity`.
 */
export function uploadPlaces(maxAtOnce: number, what = 'recordings'): RequestHandler {
  let taken = 0;
  return (_request, response, next) => {
    if (taken >= maxAtOnce) {
      throw new ParleyError(
        'at_capacity',
        `All places for ${what} are taken. Please try again in a moment.`,
        { retryAfterMs: 3_000 },
      );
    }
    taken += 1;
    response.once('close', () => (taken -= 1));
    next();
  };
}
