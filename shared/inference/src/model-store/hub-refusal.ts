import { ParleyError } from '@parley/contracts';
import type { HubAnswer } from './hub-request.js';
import { TransientFailure } from './transient-failure.js';

/** What was asked for. */
interface Wanted {
  repository: string;
  revision: string;
  path?: string;
}

/**
 * What an answer that is no success means, and what to do about it. The hub tells more in `x-error-code` than by its
 * status: it answers 401 for a repository that does not exist (huggingface_hub, `hf_raise_for_status`).
 */
export async function refusalOf(answer: HubAnswer, wanted: Wanted): Promise<Error> {
  const { status, headers, url } = answer;
  answer.body.destroy();
  if (status === 408 || status === 429 || status >= 500) {
    return new TransientFailure(`${url.host} answered ${status}`, retryAfterMs(headers['retry-after']));
  }
  const code = headers['x-error-code'];
  if (code === 'GatedRepo' || (status === 403 && code === undefined)) return gated(url, wanted);
  if (code === 'RepoNotFound') return unknownRepository(url, wanted);
  if (status === 401) return refusedToken(url, wanted);
  if (status === 404) return notFound(code, url, wanted);
  const words = headers['x-error-message'] ?? `it answered ${status}`;
  return new ParleyError('download_failed', `${url.host} refuses ${nameOf(wanted)}: ${words}.`);
}

function gated(url: URL, wanted: Wanted): ParleyError {
  return new ParleyError(
    'license_not_accepted',
    `${wanted.repository} is gated. Open ${url.origin}/${wanted.repository} in a browser, accept its terms there, ` +
      'make a token at /settings/tokens of the same site that may read gated repositories, and set HF_TOKEN to it.',
  );
}

function unknownRepository(url: URL, { repository }: Wanted): ParleyError {
  return new ParleyError(
    'download_failed',
    `${url.host} has no repository ${repository}, or it is private. Check the name; for a private one set HF_TOKEN.`,
  );
}

function refusedToken(url: URL, wanted: Wanted): ParleyError {
  return new ParleyError(
    'download_failed',
    `${url.host} does not let us have ${nameOf(wanted)}: it wants a valid token. Set HF_TOKEN to one that may read it, ` +
      'or unset it where it is out of date.',
  );
}

function notFound(code: string | undefined, url: URL, wanted: Wanted): ParleyError {
  const { repository, revision, path } = wanted;
  if (code === 'RevisionNotFound')
    return new ParleyError('download_failed', `${repository} has no revision "${revision}" at ${url.host}.`);
  if (path === undefined) return unknownRepository(url, wanted);
  return missingRemoteFile(repository, path);
}

/** A file that the repository does not have. */
export function missingRemoteFile(repository: string, path: string): ParleyError {
  return new ParleyError(
    'download_failed',
    `${repository} has no file ${path} (404). Its owner may have moved it: look at the repository's files, or choose ` +
      'another number format with --dtype.',
  );
}

function nameOf({ repository, path }: Wanted): string {
  return path === undefined ? repository : `${path} of ${repository}`;
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const milliseconds = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
}
