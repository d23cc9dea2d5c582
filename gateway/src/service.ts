import { HttpService, type ReadinessProbe, type Service } from '@parley/service-kit';
import { AccessControl } from './access/access-control.js';
import { isLoopback } from './access/loopback.js';
import { allowedOrigins } from './access/origins.js';
import type { GatewayContext } from './context.js';
import { SocketRouter } from './proxy/socket-router.js';
import { createJobsRouter } from './jobs/jobs-router.js';
import { addConstellationRoutes } from './routes/constellation.js';
import { addDocsRoutes } from './routes/docs.js';
import { addOpenAiRoutes } from './routes/openai.js';
import { addModelsRoute } from './routes/models.js';
import { addOperatorRoutes } from './routes/operations.js';
import { addPageRoute } from './routes/page.js';
import { addVoxformerRoutes } from './routes/voxformer.js';

/** What anyone may see without a key: whether the gateway lives, and how it is used. */
const openPath = /^\/(health|ready|openapi\.json|docs(\/.*)?)?$/;

/** A gigabyte through a line of 3 Mbit/s. */
const uploadTimeoutMs = 3_600_000;

/** The front door, and the operators' door beside it. */
export class GatewayService implements Service {
  readonly publicDoor: HttpService;
  readonly operatorDoor: HttpService;
  private readonly sockets: SocketRouter;

  constructor(private readonly context: GatewayContext) {
    const { config, events, proxies } = context;
    this.sockets = new SocketRouter(proxies, config.maxSockets, events);
    this.publicDoor = this.createPublicDoor();
    this.operatorDoor = this.createOperatorDoor();
  }

  async start(): Promise<void> {
    await Promise.all([this.publicDoor.listen(), this.operatorDoor.listen()]);
    const { logger } = this.context.foundation;
    logger.info('started', { url: this.publicDoor.url, operators: this.operatorDoor.url });
  }

  async stop(): Promise<void> {
    const drained = this.publicDoor.close();
    this.sockets.closeAll();
    await drained;
    await this.operatorDoor.close();
    this.context.rateLimit?.close();
    await this.context.queues.close();
  }

  private createPublicDoor(): HttpService {
    const { context } = this;
    const { config, foundation, proxies, rateLimit } = context;
    const pageUrls = [config.urls.ui, ...(config.uiPublicUrl ? [config.uiPublicUrl] : [])];
    const access = new AccessControl({
      apiKeys: config.apiKeys,
      isOpenPath: (path) => openPath.test(path),
      ...(rateLimit && { rateLimit }),
      allowedOrigins: allowedOrigins(pageUrls, config.corsOrigins),
    });
    return new HttpService({
      foundation,
      probes: this.probes(),
      receiveTimeoutMs: uploadTimeoutMs,
      details: () => ({ openSockets: this.sockets.openSockets }),
      corsOrigins: config.corsOrigins,
      beforeOperations: (app) => app.use(access.admitRequest),
      addRoutes: (app) => {
        addPageRoute(app, config);
        addDocsRoutes(app);
        addConstellationRoutes(app, context);
        addModelsRoute(app, context);
        addVoxformerRoutes(app, context);
        addOpenAiRoutes(app, context);
        app.use(createJobsRouter({ queues: context.queues, limits: config.jobLimits }));
        for (const { prefix, proxy } of proxies.prefixes) app.use(prefix, proxy.handle);
      },
      authorizeUpgrade: (request) => access.admitUpgrade(request),
      onOtherUpgrade: this.sockets.upgrade,
    });
  }

  private createOperatorDoor(): HttpService {
    const { context } = this;
    const { operatorServer, apiKeys } = context.config;
    const access = new AccessControl({
      apiKeys: isLoopback(operatorServer.host) ? [] : apiKeys,
      isOpenPath: () => false,
      allowedOrigins: new Set(),
    });
    return new HttpService({
      foundation: { ...context.foundation, config: operatorServer },
      probes: this.probes(),
      beforeOperations: (app) => {
        app.use(access.admitRequest);
        addOperatorRoutes(app, context);
      },
      addRoutes: () => undefined,
    });
  }

  /** The queue, and each service without which the constellation is incomplete. */
  private probes(): ReadinessProbe[] {
    const { constellation, upstreams } = this.context;
    const needed = upstreams.filter(({ required }) => required);
    return [
      () => constellation.queue(),
      ...needed.map(({ name }): ReadinessProbe => async () => {
        const { ready, reason, remedy } = await constellation.service(name);
        return {
          name,
          ready,
          ...(reason !== undefined && { reason }),
          ...(remedy !== undefined && { remedy }),
        };
      }),
    ];
  }
}
