import type { ServiceReport } from '@parley/contracts';
import type { ServiceFoundation } from '@parley/service-kit';

/** One function for each thing that happens: it writes the log line and the metric together. */
export function createEvents({ logger, metrics }: ServiceFoundation) {
  const upstreamDuration = metrics.histogram(
    'parley_gateway_upstream_duration_seconds',
    'Time that a service behind the gateway took to answer.',
    ['target', 'status'],
  );
  const upstreamFailures = metrics.counter(
    'parley_gateway_upstream_failures_total',
    'Requests that a service behind the gateway did not answer.',
    ['target'],
  );

  return {
    answered(target: string, status: number, elapsedMs: number) {
      upstreamDuration.observe({ target, status: String(status) }, elapsedMs / 1_000);
    },
    unanswered(target: string, reason: string) {
      upstreamFailures.inc({ target });
      logger.warn('a service did not answer', { target, reason });
    },
    readinessChanged({ name, ready, reason }: ServiceReport) {
      if (ready) logger.info('a service is ready', { target: name });
      else logger.warn('a service is not ready', { target: name, reason });
    },
    socketOpened(path: string) {
      metrics.sockets.inc({ path });
    },
    socketClosed(path: string) {
      metrics.sockets.dec({ path });
    },
    queueConnectionFailed(error: Error) {
      logger.debug('the connection to Redis failed', { reason: error.message });
    },
  };
}

export type GatewayEvents = ReturnType<typeof createEvents>;
