import type { IncomingMessage } from 'node:http';

const defaultPageOrigins = ['https://localhost:8085', 'https://127.0.0.1:8085'];

/** Origins of the pages that may open sockets here, beside those that come from the gateway's own host. */
export function allowedOrigins(pageUrls: readonly string[], corsOrigins: readonly string[]): Set<string> {
  return new Set([...defaultPageOrigins, ...pageUrls.map((url) => new URL(url).origin), ...corsOrigins]);
}

/**
 * Whether the page that opens this socket may. Browsers do not hold sockets to CORS, so any page on the web could
 * otherwise talk through the visitor's browser. Programs that are no browser send no Origin.
 */
export function isAllowedOrigin(request: IncomingMessage, allowed: ReadonlySet<string>): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || allowed.has('*') || allowed.has(origin)) return true;
  if (!URL.canParse(origin)) return false;
  // A proxy in front tells the host that the browser asked for; a page cannot set this header.
  const forwarded = request.headers['x-forwarded-host'];
  return [host, forwarded].includes(new URL(origin).host);
}
