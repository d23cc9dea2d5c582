import { type Server, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ParleyError } from '@parley/contracts';
import type { Express, RequestHandler } from 'express';
import type { ServerConfig } from './configuration.js';
import { errorHandler, notFoundHandler } from './error-handler.js';
import { EventLoopMonitor } from './event-loop-delay.js';
import { createHttpApp } from './http-app.js';
import type { Logger } from './logger.js';
import { Metrics } from './metrics.js';
import { type Operations, addOperationsRoutes } from './operations-routes.js';
import { ReadinessGate, type ReadinessProbe } from './readiness.js';
import { type SocketRoute, SocketServer, type SocketServerOptions } from './sockets.js';
import { version } from './version.js';

/** What every part of a service may use. */
export interface ServiceFoundation {
  name: string;
  config: ServerConfig;
  logger: Logger;
  metrics: Metrics;
  eventLoop: EventLoopMonitor;
}

export function createFoundation(name: string, config: ServerConfig, logger: Logger): ServiceFoundation {
  const eventLoop = new EventLoopMonitor();
  return { name, config, logger, eventLoop, metrics: new Metrics(name, version, eventLoop) };
}

export interface HttpServiceOptions {
  foundation: ServiceFoundation;
  probes?: readonly ReadinessProbe[];
  engine?: Operations['engine'];
  details?: Operations['details'];
  /** Comes before `/health` and its like: access control, or an answer of this door's own in their place. */
  beforeOperations?: (app: Express) => void;
  addRoutes: (app: Express) => void;
  /** Longest time in which one request may arrive, where large files do; that of every request otherwise. */
  receiveTimeoutMs?: number;
  sockets?: readonly SocketRoute[];
  corsOrigins?: readonly string[];
  contentSecurityPolicy?: boolean;
  authorizeUpgrade?: SocketServerOptions['authorize'];
  onOtherUpgrade?: SocketServerOptions['onOtherUpgrade'];
  tls?: { key: string; cert: string };
}

/** One door of a service: its HTTP app, its sockets, its readiness, and an end that loses no work. */
export class HttpService {
  readonly server: Server;
  readonly readiness: ReadinessGate;
  private readonly sockets: SocketServer;
  private readonly requestsUnderWay = new Set<Promise<void>>();

  constructor(private readonly options: HttpServiceOptions) {
    const { foundation } = options;
    const { name, logger, metrics, eventLoop, config } = foundation;
    this.readiness = new ReadinessGate(name, [eventLoopProbe(foundation), ...(options.probes ?? [])]);
    const app = createHttpApp({
      logger,
      metrics,
      ...(options.corsOrigins && { corsOrigins: options.corsOrigins }),
      ...(options.contentSecurityPolicy !== undefined && {
        contentSecurityPolicy: options.contentSecurityPolicy,
      }),
    });
    options.beforeOperations?.(app);
    addOperationsRoutes(app, {
      service: name,
      version,
      metrics,
      eventLoop,
      readiness: this.readiness,
      ...(options.engine && { engine: options.engine }),
      ...(options.details && { details: options.details }),
    });
    app.use(this.admit);
    options.addRoutes(app);
    app.use(notFoundHandler);
    app.use(errorHandler(logger, metrics));
    this.server = options.tls ? createTlsServer(options.tls, app) : createServer(app);
    this.server.requestTimeout = options.receiveTimeoutMs ?? config.requestTimeoutMs;
    this.server.headersTimeout = Math.min(20_000, config.requestTimeoutMs);
    this.sockets = new SocketServer({
      server: this.server,
      routes: options.sockets ?? [],
      logger,
      metrics,
      isDraining: () => this.readiness.isDraining,
      ...(options.authorizeUpgrade && { authorize: options.authorizeUpgrade }),
      ...(options.onOtherUpgrade && { onOtherUpgrade: options.onOtherUpgrade }),
    });
  }

  get openSockets(): number {
    return this.sockets.openSockets;
  }

  /** The address in use: the port is the real one where 0 was asked for. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `${this.options.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  }

  /** @throws Error with a sentence for people where the port is taken. */
  async listen(): Promise<void> {
    const { host, port } = this.options.foundation.config;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => {
        reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} is taken by another program.`) : error);
      });
      this.server.listen(port, host, resolve);
    });
    this.options.foundation.eventLoop.start();
  }

  /**
   * Readiness off first, and told to whoever asks; then no new work; then the end of what is under way, within the
   * drain time. Sockets are told to go elsewhere at once: a conversation has no end to wait for.
   */
  async close(): Promise<void> {
    const { drainTimeoutMs } = this.options.foundation.config;
    this.readiness.drain();
    this.sockets.closeAll();
    const limit = setTimeout(() => this.cut(), drainTimeoutMs);
    while (this.requestsUnderWay.size > 0) await Promise.race(this.requestsUnderWay);
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    await closed;
    clearTimeout(limit);
    this.options.foundation.eventLoop.stop();
  }

  private cut(): void {
    this.sockets.terminateAll();
    this.server.closeAllConnections();
  }

  /** New work is refused while the service goes away; what was taken is remembered until it is answered. */
  private readonly admit: RequestHandler = (_request, response, next) => {
    if (this.readiness.isDraining) {
      throw new ParleyError('shutting_down', 'The service is shutting down. Please try again.', {
        retryAfterMs: 2_000,
      });
    }
    const answered = new Promise<void>((resolve) => response.once('close', resolve));
    this.requestsUnderWay.add(answered);
    void answered.then(() => this.requestsUnderWay.delete(answered));
    next();
  };
}

function eventLoopProbe({ eventLoop, config }: ServiceFoundation): ReadinessProbe {
  return () => {
    const { p99 } = eventLoop.current();
    if (p99 <= config.eventLoopLimitMs) return { name: 'event-loop', ready: true };
    return {
      name: 'event-loop',
      ready: false,
      reason: `The event loop runs ${p99} ms late (p99), over the limit of ${config.eventLoopLimitMs} ms.`,
    };
  };
}
