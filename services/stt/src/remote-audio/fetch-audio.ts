import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { ParleyError } from '@parley/contracts';
import axios, { type AxiosResponse } from 'axios';
import { type SpooledAudio, spoolAudio } from '../recognition/recording/audio-spool.js';
import { type ResolvedAddress, resolvePublicAddress } from './public-address.js';

export interface FetchAudioOptions {
  maxBytes: number;
  timeoutMs: number;
  /** For use inside one's own network. */
  allowPrivate: boolean;
}

const maxRedirects = 5;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

function parseUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base)) {
    throw new ParleyError('url_not_allowed', 'The URL is malformed.', { param: 'url' });
  }
  const url = new URL(text, base);
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw new ParleyError('url_not_allowed', 'Only http and https URLs without credentials are fetched.', {
      param: 'url',
    });
  }
  return url;
}

/** Always this address, whatever the name. */
function pinned({ address, family }: ResolvedAddress): LookupFunction {
  return (_host, { all }, done) => {
    if (all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}

function open(url: URL, address: ResolvedAddress, signal: AbortSignal): Promise<AxiosResponse<Readable>> {
  const lookup = pinned(address);
  return axios.get<Readable>(url.href, {
    responseType: 'stream',
    maxRedirects: 0,
    proxy: false,
    validateStatus: () => true,
    httpAgent: new HttpAgent({ lookup }),
    httpsAgent: new HttpsAgent({ lookup }),
    headers: { accept: 'audio/*,video/*;q=0.9,*/*;q=0.5', 'user-agent': 'parley-stt' },
    signal,
  });
}

async function follow(
  address: string,
  options: FetchAudioOptions,
  signal: AbortSignal,
): Promise<SpooledAudio> {
  let url = parseUrl(address);
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await open(url, await resolvePublicAddress(url.hostname, options.allowPrivate), signal);
    const { status, data: body } = response;
    try {
      const location: unknown = response.headers['location'];
      if (redirectStatuses.has(status) && typeof location === 'string') {
        url = parseUrl(location, url);
        continue;
      }
      if (status < 200 || status > 299) {
        throw new ParleyError('url_fetch_failed', `The URL answered with HTTP status ${status}.`, {
          param: 'url',
        });
      }
      return await spoolAudio(body, options.maxBytes, 'url');
    } finally {
      body.destroy();
    }
  }
  throw new ParleyError('url_fetch_failed', `The URL redirects more than ${maxRedirects} times.`, {
    param: 'url',
  });
}

/**
 * The bytes behind an http(s) URL, for the caller to dispose of. Every redirect is checked as the first address is;
 * names are resolved once, so that the address checked is the address used.
 * @throws ParleyError `url_not_allowed`, `url_fetch_failed`, `body_too_large`, `cancelled`.
 */
export async function fetchAudio(
  url: string,
  options: FetchAudioOptions,
  signal: AbortSignal,
): Promise<SpooledAudio> {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  try {
    return await follow(url, options, AbortSignal.any([signal, timeout]));
  } catch (error) {
    if (signal.aborted) throw new ParleyError('cancelled', 'The client went away.');
    if (timeout.aborted) {
      throw new ParleyError('url_fetch_failed', `The URL took longer than ${options.timeoutMs} ms.`, {
        param: 'url',
      });
    }
    if (error instanceof ParleyError) throw error;
    throw new ParleyError('url_fetch_failed', 'The URL could not be fetched.', {
      param: 'url',
      cause: error,
    });
  }
}
