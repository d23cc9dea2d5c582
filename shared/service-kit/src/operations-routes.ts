import type { EngineStatus, Health, Status } from '@parley/contracts';
import type { Express } from 'express';
import type { EventLoopMonitor } from './event-loop-delay.js';
import type { Metrics } from './metrics.js';
import type { ReadinessGate } from './readiness.js';

export interface Operations {
  service: string;
  version: string;
  metrics: Metrics;
  eventLoop: EventLoopMonitor;
  readiness: ReadinessGate;
  engine?: () => EngineStatus;
  /** What this service's operator asks first, beside what all services tell. */
  details?: () => Record<string, unknown> | Promise<Record<string, unknown>>;
}

/** The whole of `/status`. */
export async function readStatus(operations: Operations): Promise<Status> {
  const { ready, checks } = await operations.readiness.check();
  return {
    service: operations.service,
    version: operations.version,
    uptimeMs: Math.round(process.uptime() * 1_000),
    ready,
    checks,
    ...(operations.engine && { engine: operations.engine() }),
    eventLoopDelayMs: operations.eventLoop.current(),
    memoryMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
    node: process.version,
    details: (await operations.details?.()) ?? {},
  };
}

/** `/health` alive, `/ready` can take work, `/status` for people, `/metrics` for Prometheus. */
export function addOperationsRoutes(app: Express, operations: Operations): void {
  app.get('/health', (_request, response) => {
    const health: Health = {
      status: 'ok',
      service: operations.service,
      version: operations.version,
      uptimeMs: Math.round(process.uptime() * 1_000),
    };
    response.json(health);
  });
  app.get('/ready', async (_request, response) => {
    const readiness = await operations.readiness.check();
    response.status(readiness.ready ? 200 : 503).json(readiness);
  });
  app.get('/status', async (_request, response) => {
    response.json(await readStatus(operations));
  });
  app.get('/metrics', async (_request, response) => {
    response.type(operations.metrics.registry.contentType).send(await operations.metrics.registry.metrics());
  });
}
