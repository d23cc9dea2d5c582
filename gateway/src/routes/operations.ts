import type { Express } from 'express';
import { askService } from '../constellation/probe-service.js';
import { type MetricsSource, mergeMetrics } from '../constellation/merge-metrics.js';
import type { GatewayContext } from '../context.js';
import type { Upstream } from '../upstreams.js';

/**
 * The operators' door in place of the common `/health` and `/metrics`: those of all services together. `/services`
 * is the same report under a plainer name.
 */
export function addOperatorRoutes(app: Express, context: GatewayContext): void {
  const { constellation, upstreams, foundation } = context;
  app.get(['/health', '/services'], async (_request, response) => {
    response.json(await constellation.report());
  });
  app.get('/gpu', async (_request, response) => {
    response.json(await constellation.gpu());
  });
  app.get('/metrics', async (_request, response) => {
    const { registry } = foundation.metrics;
    const [own, ...others] = await Promise.all([registry.metrics(), ...upstreams.map(readMetrics)]);
    response.type(registry.contentType).send(mergeMetrics([{ target: 'gateway', text: own }, ...others]));
  });
}

async function readMetrics(upstream: Upstream): Promise<MetricsSource> {
  const answer = await askService(upstream, 'metrics').catch(() => null);
  return { target: upstream.name, text: typeof answer === 'string' ? answer : null };
}
