import { errorBodySchema, errorCodeSchema, ParleyError } from '@parley/contracts';
import type { z } from 'zod';
import { isAbort } from './problem.js';

const longestRequestMs = 300_000;

/**
 * A request to the gateway on the page's own origin.
 *
 * @throws ParleyError with the service's own words when it refuses, `upstream_unavailable` when nothing answers
 */
export async function request(path: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
  const response = await send(path, init, AbortSignal.any([signal, AbortSignal.timeout(longestRequestMs)]));
  if (!response.ok) throw await toError(response);
  return response;
}

/** The JSON answer of a request, checked against its contract. */
export async function requestJson<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<z.infer<Schema>> {
  const response = await request(path, init, signal);
  const parsed = schema.safeParse(await response.json());
  if (parsed.success) return parsed.data;
  throw new ParleyError(
    'internal_error',
    `${path} answered in a form this page does not know. Reload the page.`,
    {
      cause: parsed.error,
    },
  );
}

/** The options of a POST of JSON. */
export function postJson(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function send(path: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(path, { ...init, signal });
  } catch (error) {
    if (isAbort(error)) throw error;
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      throw new ParleyError('request_timeout', 'No answer within five minutes. Try a shorter piece.', {
        cause: error,
      });
    }
    throw new ParleyError('upstream_unavailable', 'Parley did not answer. Is it still running?', {
      cause: error,
    });
  }
}

async function toError(response: Response): Promise<ParleyError> {
  const retryAfterS = Number(response.headers.get('retry-after') ?? Number.NaN);
  const options = Number.isFinite(retryAfterS) ? { retryAfterMs: retryAfterS * 1000 } : {};
  const body = errorBodySchema.safeParse(await response.json().catch(() => null));
  if (!body.success) {
    const message = `The service answered ${response.status} without saying why. Its log has the details.`;
    return new ParleyError('internal_error', message, options);
  }
  const { message, code } = body.data.error;
  return new ParleyError(errorCodeSchema.catch('internal_error').parse(code), message, options);
}
