import type {
  Constellation as ConstellationReport,
  GpuReport,
  ReadinessCheck,
  ServiceReport,
} from '@parley/contracts';
import type { JobQueues } from '@parley/queue';
import { readGpuReport } from '@parley/service-kit';
import { CachedAnswer } from '../cached-answer.js';
import type { GatewayEvents } from '../events.js';
import type { Upstream, UpstreamName } from '../upstreams.js';
import { probeService } from './probe-service.js';

/** What the gateway asks of the job queues. */
export type QueueView = Pick<JobQueues, 'checkReadiness' | 'counts'>;

/** Polling is cheap, and nobody is told what was true longer ago than this. */
const maxAgeMs = 1_000;

/** How everything behind the gateway is, asked at most once a second. Its methods never throw. */
export class Constellation {
  private readonly services = new Map<UpstreamName, CachedAnswer<ServiceReport>>();
  private readonly queueCheck: CachedAnswer<ReadinessCheck>;
  private readonly queueCounts: CachedAnswer<ConstellationReport['queues']>;
  private readonly gpuReport: CachedAnswer<GpuReport>;
  private readonly lastReady = new Map<string, boolean>();

  constructor(
    private readonly upstreams: readonly Upstream[],
    queues: QueueView,
    private readonly events: GatewayEvents,
  ) {
    for (const upstream of upstreams) {
      this.services.set(upstream.name, new CachedAnswer(() => this.probe(upstream), maxAgeMs));
    }
    this.queueCheck = new CachedAnswer(() => queues.checkReadiness(), maxAgeMs);
    this.queueCounts = new CachedAnswer(() => queues.counts().catch(() => ({})), maxAgeMs);
    this.gpuReport = new CachedAnswer(() => readGpuReport(), maxAgeMs);
  }

  async service(name: UpstreamName): Promise<ServiceReport> {
    const answer = this.services.get(name);
    if (!answer) throw new Error(`There is no upstream named ${name}.`);
    return answer.get();
  }

  queue(): Promise<ReadinessCheck> {
    return this.queueCheck.get();
  }

  gpu(): Promise<GpuReport> {
    return this.gpuReport.get();
  }

  /** The operators' view: every service, the queues, the GPUs. */
  async report(): Promise<ConstellationReport> {
    const [services, queue, queues, gpu] = await Promise.all([
      Promise.all(this.upstreams.map(({ name }) => this.service(name))),
      this.queue(),
      this.queueCounts.get(),
      this.gpu(),
    ]);
    const complete = queue.ready && services.every(({ ready, required }) => ready || !required);
    return { status: complete ? 'ok' : 'degraded', services, queues, gpu };
  }

  private async probe(upstream: Upstream): Promise<ServiceReport> {
    const report = await probeService(upstream);
    if (this.lastReady.get(report.name) !== report.ready) this.events.readinessChanged(report);
    this.lastReady.set(report.name, report.ready);
    return report;
  }
}
