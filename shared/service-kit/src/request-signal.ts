import type { Request, Response } from 'express';

/** Aborted when the client goes away before the answer is complete, or after `timeoutMs`. */
export function requestSignal(_request: Request, response: Response, timeoutMs?: number): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableEnded) gone.abort();
  });
  return timeoutMs === undefined
    ? gone.signal
    : AbortSignal.any([gone.signal, AbortSignal.timeout(timeoutMs)]);
}
