import type { GatewayConfig } from '../config.js';
import type { GatewayEvents } from '../events.js';
import { type Upstream, type UpstreamName } from '../upstreams.js';
import { ServiceProxy } from './service-proxy.js';

/** A recording of hours is answered when all of it has been heard. */
const recordingTimeoutMs = 6 * 3_600_000;

/** One proxy for each service that requests are passed on to. */
export class Proxies {
  private readonly byName = new Map<UpstreamName, ServiceProxy>();
  /** Each prefix with its proxy. */
  readonly prefixes: readonly { prefix: string; proxy: ServiceProxy }[];

  constructor(upstreams: readonly Upstream[], config: GatewayConfig, events: GatewayEvents) {
    const timeoutMs = config.server.requestTimeoutMs;
    this.prefixes = upstreams.flatMap((upstream) => {
      if (upstream.prefix === null) return [];
      const proxy = new ServiceProxy({
        upstream,
        timeoutMs: upstream.name.startsWith('stt') ? recordingTimeoutMs : timeoutMs,
        events,
      });
      this.byName.set(upstream.name, proxy);
      return [{ prefix: upstream.prefix, proxy }];
    });
  }

  to(name: UpstreamName): ServiceProxy {
    const proxy = this.byName.get(name);
    if (!proxy) throw new Error(`Requests are not passed on to ${name}.`);
    return proxy;
  }
}
