import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { EventLoopMonitor } from './event-loop-delay.js';

/** Buckets in seconds for what a person waits for. */
export const latencyBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** One sample of a gauge with labels. */
export interface GaugeSample<L extends string> {
  labels: Record<L, string | number>;
  value: number;
}

/**
 * A service's metrics. Names start with `parley_`, or are those that dashboards for such a service know; units are
 * Prometheus's base units, labels are few-valued.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly httpDuration: Histogram<'method' | 'route' | 'status'>;
  readonly sockets: Gauge<'path'>;
  readonly errors: Counter<'code'>;

  constructor(service: string, version: string, eventLoop: EventLoopMonitor) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: 20 });
    const registers = [this.registry];
    this.httpDuration = new Histogram({
      name: 'parley_http_request_duration_seconds',
      help: 'Time to answer an HTTP request.',
      labelNames: ['method', 'route', 'status'],
      buckets: latencyBuckets,
      registers,
    });
    this.sockets = new Gauge({
      name: 'parley_websockets_open',
      help: 'WebSockets open now.',
      labelNames: ['path'],
      registers,
    });
    this.errors = new Counter({
      name: 'parley_errors_total',
      help: 'Errors answered to clients, by code.',
      labelNames: ['code'],
      registers,
    });
    new Gauge({
      name: 'parley_build_info',
      help: 'The version that runs; always 1.',
      labelNames: ['version'],
      registers,
    }).set({ version }, 1);
    this.gauge(
      'parley_event_loop_delay_p99_seconds',
      'Event-loop delay, 99th percentile of the last window.',
      () => eventLoop.current().p99 / 1_000,
    );
  }

  /** Registers a counter of the service's own. */
  counter<L extends string>(name: string, help: string, labelNames: L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  histogram<L extends string>(
    name: string,
    help: string,
    labelNames: L[] = [],
    buckets: number[] = latencyBuckets,
  ): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  /** A gauge that is read when it is scraped. */
  gauge(name: string, help: string, read: () => number): Gauge {
    return new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** A gauge with labels, read when it is scraped. */
  labelledGauge<L extends string>(
    name: string,
    help: string,
    labelNames: L[],
    read: () => GaugeSample<L>[] | Promise<GaugeSample<L>[]>,
  ): Gauge<L> {
    return new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      async collect() {
        this.reset();
        for (const { labels, value } of await read()) this.set(labels, value);
      },
    });
  }
}
