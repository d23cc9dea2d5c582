import type { Readable } from 'node:stream';
import axios, { isAxiosError } from 'axios';
import { TransientFailure } from './transient-failure.js';

/** Longest time until an answer begins. */
const answerTimeoutMs = 20_000;
const maxRedirects = 5;

interface HubRequest {
  method: 'GET' | 'HEAD';
  url: URL;
  headers: Readonly<Record<string, string>>;
  token: string | undefined;
  signal: AbortSignal;
}

/** An answer whose body has still to be read, or destroyed. */
export interface HubAnswer {
  status: number;
  url: URL;
  headers: Readonly<Partial<Record<string, string>>>;
  body: Readable;
  /** The body as text, at most this long. */
  text(maxBytes: number): Promise<string>;
}

/**
 * One request, redirects followed. The token goes to the origin that was asked and to no other: large files lie in
 * storages elsewhere, whose addresses carry their own signature.
 * @throws TransientFailure where no answer comes
 */
export async function requestHub({ method, url, headers, token, signal }: HubRequest): Promise<HubAnswer> {
  let target = url;
  for (let redirects = 0; ; redirects += 1) {
    const isTrusted = token !== undefined && target.origin === url.origin;
    const answer = await send(
      method,
      target,
      { ...headers, ...(isTrusted && { authorization: `Bearer ${token}` }) },
      signal,
    );
    const { location } = answer.headers;
    const isRedirect = answer.status >= 300 && answer.status < 400 && location !== undefined;
    // A HEAD that says what the file is, is answered: what lies behind is only its storage.
    const isEnough = method === 'HEAD' && answer.headers['x-linked-etag'] !== undefined;
    if (!isRedirect || isEnough) return answer;
    answer.body.destroy();
    if (redirects >= maxRedirects) throw new TransientFailure(`${target.host} sends us round in a circle`);
    target = new URL(location, target);
  }
}

async function send(
  method: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<HubAnswer> {
  const tooLate = new AbortController();
  const timer = setTimeout(() => tooLate.abort(), answerTimeoutMs);
  try {
    const response = await axios.request<Readable>({
      method,
      url: url.href,
      // Sizes and ETags are those of the file itself, not of a compressed form.
      headers: { 'accept-encoding': 'identity', 'user-agent': 'parley', ...headers },
      responseType: 'stream',
      decompress: false,
      maxRedirects: 0,
      validateStatus: () => true,
      signal: AbortSignal.any([signal, tooLate.signal]),
    });
    return toAnswer(url, response.status, response.headers, response.data);
  } catch (error) {
    signal.throwIfAborted();
    throw new TransientFailure(`${url.host} cannot be reached: ${reasonOf(error)}`, undefined, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

function toAnswer(url: URL, status: number, headers: object, body: Readable): HubAnswer {
  const flat = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return {
    status,
    url,
    headers: Object.fromEntries(flat),
    body,
    async text(maxBytes) {
      const chunks: Buffer[] = [];
      let bytes = 0;
      try {
        for await (const chunk of body) {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes > maxBytes) break;
        }
      } catch (cause) {
        throw new TransientFailure(`${url.host} broke off its answer`, undefined, { cause });
      }
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

const reasons: Readonly<Partial<Record<string, string>>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name is unknown here',
  EAI_AGAIN: 'its name cannot be looked up',
  ECONNRESET: 'it broke off the connection',
  ERR_CANCELED: `no answer within ${answerTimeoutMs / 1_000} s`,
  ETIMEDOUT: 'no answer in time',
};

function reasonOf(error: unknown): string {
  const code = isAxiosError(error) ? (error.code ?? '') : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
