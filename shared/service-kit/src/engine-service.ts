import { setTimeout as delay } from 'node:timers/promises';
import type { ReadinessCheck } from '@parley/contracts';
import { HttpService, type HttpServiceOptions } from './http-service.js';
import type { ReadinessProbe } from './readiness.js';
import type { Service } from './run-service.js';

/** Something that must be warm before work may come: an engine, a model beside it. */
export interface WarmPart {
  name: string;
  /** Resolves when it is warm. */
  load(signal: AbortSignal): Promise<void>;
  unload(): Promise<void>;
  /** Whether it can work now, or why not and what to do. */
  readiness(): Omit<ReadinessCheck, 'name'>;
}

/** Takes queued jobs until it is stopped; `JobConsumer` of @parley/queue has this shape. */
export interface JobWorker {
  checkReadiness(): Promise<ReadinessCheck>;
  stop(graceMs: number): Promise<void>;
}

export interface EngineServiceOptions extends Omit<HttpServiceOptions, 'probes'> {
  parts: readonly WarmPart[];
  /** Begins to take queued jobs, once the parts are loaded; undefined where none are taken. */
  consumeJobs: () => JobWorker | undefined;
}

const firstRetryMs = 1_000;
const longestRetryMs = 60_000;

/**
 * A service around an engine: it answers from the first moment, is ready when its parts are warm, and drains. A part
 * that cannot be loaded leaves it alive, not ready, and saying why; it is tried again.
 */
export class EngineService implements Service {
  readonly http: HttpService;
  private readonly stopping = new AbortController();
  private jobs: JobWorker | undefined;

  constructor(private readonly options: EngineServiceOptions) {
    const probes = options.parts.map((part): ReadinessProbe => () => ({
      name: part.name,
      ...part.readiness(),
    }));
    const queueProbe: ReadinessProbe = () => this.jobs?.checkReadiness() ?? { name: 'queue', ready: true };
    this.http = new HttpService({ ...options, probes: [...probes, queueProbe] });
  }

  async start(): Promise<void> {
    const { parts, foundation } = this.options;
    await this.http.listen();
    const failures = await Promise.all(parts.map((part) => this.loadPart(part)));
    if (this.stopping.signal.aborted) return;
    this.jobs = this.options.consumeJobs();
    foundation.logger.info('started', { url: this.http.url });
    for (const [index, part] of parts.entries()) {
      const failure = failures[index];
      if (failure !== undefined) void this.retryPart(part, failure);
    }
  }

  async stop(): Promise<void> {
    const { parts, foundation } = this.options;
    await Promise.all([this.http.close(), this.jobs?.stop(foundation.config.drainTimeoutMs)]);
    this.stopping.abort();
    await Promise.all(parts.map((part) => part.unload()));
  }

  /** Returns why the part cannot be loaded, where that is so. */
  private async loadPart(part: WarmPart, knownFailure?: string): Promise<string | undefined> {
    try {
      await part.load(this.stopping.signal);
      return undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (this.stopping.signal.aborted || reason === knownFailure) return reason;
      const cause = error instanceof Error ? error.cause : undefined;
      this.options.foundation.logger.warn('a part could not be loaded', {
        part: part.name,
        reason,
        ...(cause instanceof Error && { cause: cause.stack }),
      });
      return reason;
    }
  }

  /** Tries again what could not be loaded: files may come, memory may become free. */
  private async retryPart(part: WarmPart, firstFailure: string): Promise<void> {
    const { signal } = this.stopping;
    let failure: string | undefined = firstFailure;
    for (let waitMs = firstRetryMs; failure !== undefined; waitMs = Math.min(2 * waitMs, longestRetryMs)) {
      await delay(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      // An engine process that has loaded once supervises itself.
      failure = part.readiness().ready ? undefined : await this.loadPart(part, failure);
    }
    if (!signal.aborted) this.jobs ??= this.options.consumeJobs();
  }
}
