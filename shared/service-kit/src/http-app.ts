import { randomUUID } from 'node:crypto';
import cors from 'cors';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';
import { withContext } from './request-context.js';

/** Longest request id that is taken over from a client. */
const requestIdPattern = /^[\w.:-]{1,64}$/;

/** What services say of an answer, beside its body. */
const parleyHeaders = ['x-parley-engine', 'x-parley-language', 'x-parley-fallback', 'x-parley-ai-generated'];

const assignRequestId: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id');
  const requestId = given !== undefined && requestIdPattern.test(given) ? given : randomUUID();
  response.setHeader('x-request-id', requestId);
  withContext({ requestId }, next);
};

function measure(logger: Logger, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    response.once('close', () => {
      const durationMs = performance.now() - startedAt;
      const route = typeof request.route?.path === 'string' ? request.baseUrl + request.route.path : 'other';
      const labels = { method: request.method, route, status: String(response.statusCode) };
      metrics.httpDuration.observe(labels, durationMs / 1_000);
      logger.debug('request', { ...labels, durationMs: Math.round(durationMs) });
    });
    next();
  };
}

export interface HttpAppOptions {
  logger: Logger;
  metrics: Metrics;
  /** Origins that browsers may call from; `*` for any. None where empty. */
  corsOrigins?: readonly string[];
  /** False where the service sets a content security policy of its own. */
  contentSecurityPolicy?: boolean;
}

/** An express application with what every service needs before its routes: ids, security headers, CORS, timing. */
export function createHttpApp(options: HttpAppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(assignRequestId);
  app.use(measure(options.logger, options.metrics));
  app.use(
    helmet({
      contentSecurityPolicy:
        options.contentSecurityPolicy === false
          ? false
          : // Services speak plain HTTP: a page of theirs must not ask for its own parts over HTTPS.
            { useDefaults: true, directives: { 'upgrade-insecure-requests': null } },
      crossOriginResourcePolicy: { policy: 'cross-origin' },
      strictTransportSecurity: false,
    }),
  );
  const origins = options.corsOrigins ?? [];
  if (origins.length > 0) {
    app.use(
      cors({
        origin: origins.includes('*') ? true : [...origins],
        exposedHeaders: ['x-request-id', 'location', 'retry-after', ...parleyHeaders],
      }),
    );
  }
  return app;
}
