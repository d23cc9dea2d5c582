import type { JobConsumer } from '@parley/queue';
import { HttpService, type ReadinessProbe, type Service } from '@parley/service-kit';
import type { AvatarContext } from './context.js';
import { engineStatus } from './engine-status.js';
import { consumeRenderJobs } from './jobs/render.js';
import { addExpressionsRoute } from './routes/expressions.js';
import { liveRoute } from './routes/live.js';
import { addPortraitRoutes } from './routes/portraits.js';
import { addRenderRoute } from './routes/render.js';

/** A portrait in, a face out: stills, and a live stream. */
export class AvatarService implements Service {
  readonly http: HttpService;
  private readonly stopping = new AbortController();
  private jobs: JobConsumer | undefined;

  constructor(private readonly context: AvatarContext) {
    const { foundation, engine } = context;
    this.http = new HttpService({
      foundation,
      probes: [this.engineProbe, this.queueProbe],
      engine: () => engineStatus(engine),
      details: () => ({ liveFaces: this.http.openSockets, portraits: engine.status().portraits }),
      addRoutes: (app) => {
        addRenderRoute(app, context);
        addExpressionsRoute(app);
        addPortraitRoutes(app, context);
      },
      sockets: [liveRoute(context)],
    });
  }

  /** Answers from the first moment; ready when the engine is warm. */
  async start(): Promise<void> {
    await this.http.listen();
    await this.context.engine.load(this.stopping.signal).catch((error: unknown) => {
      this.context.foundation.logger.error('the engine could not be loaded; trying again', { error });
    });
    if (this.context.takesJobs) this.jobs = consumeRenderJobs(this.context);
    this.context.foundation.logger.info('started', { url: this.http.url, engine: this.context.engine.id });
  }

  async stop(): Promise<void> {
    await Promise.all([this.http.close(), this.jobs?.stop(this.context.config.server.drainTimeoutMs)]);
    this.stopping.abort();
    await this.context.engine.unload();
  }

  private readonly engineProbe: ReadinessProbe = () => {
    const { state } = this.context.engine.status();
    if (state === 'ready') return { name: 'engine', ready: true };
    return { name: 'engine', ready: false, reason: `The ${this.context.engine.id} engine is ${state}.` };
  };

  private readonly queueProbe: ReadinessProbe = () =>
    this.jobs?.checkReadiness() ?? { name: 'queue', ready: true };
}
