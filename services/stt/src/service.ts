import type { JobConsumer } from '@parley/queue';
import { HttpService, type ReadinessProbe, type Service } from '@parley/service-kit';
import type { SttContext } from './context.js';
import { consumeTranscribeJobs } from './jobs/transcribe.js';
import { addLanguagesRoute } from './routes/languages.js';
import { liveRoute } from './routes/live.js';
import { addTranscribeRoute } from './routes/transcribe.js';

/** Speech in, text out. */
export class SttService implements Service {
  readonly http: HttpService;
  private readonly stopping = new AbortController();
  private jobs: JobConsumer | undefined;

  constructor(private readonly context: SttContext) {
    const { foundation, engine, scheduler } = context;
    this.http = new HttpService({
      foundation,
      probes: [this.engineProbe, this.voiceActivityProbe, this.queueProbe],
      engine: () => engine.status(),
      details: () => ({ liveSessions: this.http.openSockets, recognitionsWaiting: scheduler.waiting }),
      addRoutes: (app) => {
        addTranscribeRoute(app, context);
        addLanguagesRoute(app, context);
      },
      sockets: [liveRoute(context)],
    });
  }

  /** Answers from the first moment; ready when engine and voice activity are warm. */
  async start(): Promise<void> {
    const { foundation, engine, voiceActivity } = this.context;
    await this.http.listen();
    const { logger } = foundation;
    await Promise.all([
      engine.load(this.stopping.signal).catch((error: unknown) => {
        logger.warn('the engine cannot work', { reason: error instanceof Error ? error.message : error });
      }),
      voiceActivity.start(this.stopping.signal).catch((error: unknown) => {
        logger.error('voice activity could not be loaded; trying again', { error });
      }),
    ]);
    // A replica without its model must not take jobs that another could do.
    if (this.context.takesJobs && engine.readiness().ready) this.jobs = consumeTranscribeJobs(this.context);
    logger.info('started', { url: this.http.url, engine: engine.id });
  }

  async stop(): Promise<void> {
    const { drainTimeoutMs } = this.context.config.server;
    await Promise.all([this.http.close(), this.jobs?.stop(drainTimeoutMs)]);
    this.stopping.abort();
    await Promise.all([this.context.engine.unload(), this.context.voiceActivity.stop()]);
  }

  private readonly engineProbe: ReadinessProbe = () => {
    const readiness = this.context.engine.readiness();
    if (readiness.ready) return { name: 'engine', ready: true };
    const { reason, remedy } = readiness;
    return { name: 'engine', ready: false, reason, ...(remedy !== undefined && { remedy }) };
  };

  private readonly voiceActivityProbe: ReadinessProbe = () => {
    const ready = this.context.voiceActivity.status().state === 'ready';
    return { name: 'voice-activity', ready, ...(!ready && { reason: 'Voice activity is starting.' }) };
  };

  private readonly queueProbe: ReadinessProbe = () =>
    this.jobs?.checkReadiness() ?? { name: 'queue', ready: true };
}
