import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ParleyError } from '@parley/contracts';
import type { ReadinessProbe } from '@parley/service-kit';
import express, { type Express } from 'express';
import helmet from 'helmet';

const howToBuild = 'pnpm build:ui';

/**
 * What the page may load: itself, and what it makes in memory. Nothing from elsewhere, no inline scripts. Sockets go
 * to its own origin too, which is what `'self'` says of `wss:` in connect-src.
 */
const contentSecurityPolicy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    imgSrc: ["'self'", 'blob:', 'data:'],
    mediaSrc: ["'self'", 'blob:'],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
});

/** `GET /` and the page's files. Hashed files never change; the page itself is asked for anew each time. */
export function addPageRoute(app: Express, directory: string): void {
  const index = join(directory, 'index.html');
  app.get('/', contentSecurityPolicy, (_request, response) => {
    if (!existsSync(index)) {
      throw new ParleyError('engine_not_ready', `The page is not built yet. Build it with: ${howToBuild}`);
    }
    response.set({
      'Cache-Control': 'no-cache',
      'Permissions-Policy': 'microphone=(self), speaker-selection=(self), camera=(), geolocation=()',
    });
    response.sendFile('index.html', { root: directory, cacheControl: false });
  });
  const assets = join(directory, 'assets');
  app.use('/assets', express.static(assets, { immutable: true, maxAge: '1y', index: false }), (request) => {
    throw new ParleyError('not_found', `The page has no file ${request.originalUrl}. Reload the page.`);
  });
  app.get('/favicon.svg', (_request, response) =>
    response.sendFile('favicon.svg', { root: directory, maxAge: '1d' }),
  );
}

/** Whether there is a page to serve. */
export function pageProbe(directory: string): ReadinessProbe {
  return () => {
    if (existsSync(join(directory, 'index.html'))) return { name: 'page', ready: true };
    return { name: 'page', ready: false, reason: 'The page is not built yet.', remedy: howToBuild };
  };
}
