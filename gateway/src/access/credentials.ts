import type { IncomingMessage } from 'node:http';

const bearer = /^Bearer\s+(\S+)$/i;
const queryName = 'api_key=';

/** The key that a request shows: `Authorization: Bearer`, `X-API-Key`, or `api_key` in the query. */
export function credentialOf(request: IncomingMessage): string | undefined {
  const fromBearer = bearer.exec(request.headers.authorization ?? '')?.[1];
  const header = request.headers['x-api-key'];
  const fromHeader = Array.isArray(header) ? header[0] : header;
  return fromBearer ?? fromHeader ?? fromQuery(request.url ?? '');
}

/** Takes the key out of a request that is passed on: no service behind the gateway sees it. */
export function removeCredentials(request: IncomingMessage): void {
  delete request.headers.authorization;
  delete request.headers['x-api-key'];
  const [path = '/', query] = splitQuery(request.url ?? '/');
  if (query === undefined) return;
  const rest = query.split('&').filter((part) => !part.startsWith(queryName));
  request.url = rest.length > 0 ? `${path}?${rest.join('&')}` : path;
}

function fromQuery(url: string): string | undefined {
  const [, query = ''] = splitQuery(url);
  const part = query.split('&').find((each) => each.startsWith(queryName));
  return part === undefined ? undefined : (new URLSearchParams(part).get('api_key') ?? undefined);
}

function splitQuery(url: string): [path: string, query?: string] {
  const at = url.indexOf('?');
  return at === -1 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}
