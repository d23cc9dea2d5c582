import { JobQueues } from '@parley/queue';
import { type ServiceFoundation, createFoundation, createLogger } from '@parley/service-kit';
import { RateLimit } from './access/rate-limit.js';
import type { GatewayConfig } from './config.js';
import { Constellation } from './constellation/constellation.js';
import { type GatewayEvents, createEvents } from './events.js';
import { Proxies } from './proxy/proxies.js';
import { type Upstream, upstreamsOf } from './upstreams.js';

/** What the gateway is made of; tests pass their own parts. */
export interface GatewayContext {
  config: GatewayConfig;
  foundation: ServiceFoundation;
  events: GatewayEvents;
  upstreams: readonly Upstream[];
  queues: JobQueues;
  constellation: Constellation;
  proxies: Proxies;
  /** Absent where callers may ask as often as they like. */
  rateLimit: RateLimit | undefined;
}

export function createContext(
  config: GatewayConfig,
  overrides: Partial<Pick<GatewayContext, 'foundation' | 'queues'>> = {},
): GatewayContext {
  const foundation =
    overrides.foundation ??
    createFoundation('gateway', config.server, createLogger('gateway', config.server.logLevel));
  const events = createEvents(foundation);
  const upstreams = upstreamsOf(config.urls);
  const queues =
    overrides.queues ??
    new JobQueues({
      connection: { redisUrl: config.redisUrl },
      limits: { blobMaxBytes: config.server.maxUploadBytes },
      onConnectionError: (error) => events.queueConnectionFailed(error),
    });
  const constellation = new Constellation(upstreams, queues, events);
  const proxies = new Proxies(upstreams, config, events);
  const { requestsPerMinute, redisUrl } = config;
  const rateLimit = requestsPerMinute > 0 ? new RateLimit(requestsPerMinute, redisUrl) : undefined;
  return { config, foundation, events, upstreams, queues, constellation, proxies, rateLimit };
}
