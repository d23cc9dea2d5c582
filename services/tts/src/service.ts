import type { JobConsumer } from '@parley/queue';
import { HttpService, type ReadinessProbe, type Service } from '@parley/service-kit';
import type { TtsContext } from './context.js';
import { consumeSynthesizeJobs } from './jobs/synthesize.js';
import { addSynthesizeRoute } from './routes/synthesize.js';
import { addVoiceCloneRoute } from './routes/synthesize-with-voice-clone.js';
import { streamRoute } from './routes/stream.js';
import { addVoicesRoute } from './routes/voices.js';

/** Text in, speech out. */
export class TtsService implements Service {
  readonly http: HttpService;
  private readonly stopping = new AbortController();
  private jobs: JobConsumer | undefined;

  constructor(private readonly context: TtsContext) {
    const { foundation, engine } = context;
    this.http = new HttpService({
      foundation,
      probes: [this.engineProbe, this.queueProbe],
      engine: () => engine.status(),
      details: () => ({ openStreams: this.http.openSockets }),
      addRoutes: (app) => {
        addSynthesizeRoute(app, context);
        addVoiceCloneRoute(app, context);
        addVoicesRoute(app, context);
      },
      sockets: [streamRoute(context)],
    });
  }

  /** Answers from the first moment; ready when the engine is warm. */
  async start(): Promise<void> {
    await this.http.listen();
    await this.context.engine.load(this.stopping.signal).catch((error: unknown) => {
      this.context.foundation.logger.error('the engine could not be loaded; trying again', { error });
    });
    if (this.context.takesJobs) this.jobs = consumeSynthesizeJobs(this.context);
    this.context.foundation.logger.info('started', { url: this.http.url, engine: this.context.engine.id });
  }

  async stop(): Promise<void> {
    await Promise.all([this.http.close(), this.jobs?.stop(this.context.config.server.drainTimeoutMs)]);
    this.stopping.abort();
    await this.context.engine.unload();
  }

  private readonly engineProbe: ReadinessProbe = () => {
    const { ready, id } = this.context.engine.status();
    return ready
      ? { name: 'engine', ready }
      : { name: 'engine', ready, reason: `The ${id} engine is starting.` };
  };

  private readonly queueProbe: ReadinessProbe = () =>
    this.jobs?.checkReadiness() ?? { name: 'queue', ready: true };
}
