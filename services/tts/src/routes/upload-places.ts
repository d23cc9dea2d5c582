import { ParleyError } from '@parley/contracts';
import type { RequestHandler } from 'express';

/** Uploads of recordings at once, each of up to ten files in memory. */
const maxUploads = 4;

/** Lets so many uploads in at once. They are counted before the body is read: bodies are what fills memory. */
export function uploadPlaces(): RequestHandler {
  let taken = 0;
  return (_request, response, next) => {
    if (taken >= maxUploads) {
      throw new ParleyError(
        'at_capacity',
        'All places for recordings are taken. Please try again in a moment.',
        { retryAfterMs: 3_000 },
      );
    }
    taken += 1;
    response.once('close', () => (taken -= 1));
    next();
  };
}
