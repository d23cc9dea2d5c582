import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { ParleyError, type ErrorCode } from '@parley/contracts';
import { type WebSocket, WebSocketServer } from 'ws';
import { translateError } from './error-handler.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';
import { withContext } from './request-context.js';

export interface SocketRoute {
  path: string;
  /** Sockets open at once; one more is refused with 503 before the handshake. */
  maxSockets: number;
  maxMessageBytes: number;
  /**
   * Serves one socket until it closes; `signal` is aborted by then. Must attach its listeners before its first await.
   * What it throws is told to the client as an `error` message, and closes the socket.
   */
  serve: (socket: WebSocket, request: IncomingMessage, signal: AbortSignal) => Promise<void>;
}

export interface SocketServerOptions {
  server: Server;
  routes: readonly SocketRoute[];
  logger: Logger;
  metrics: Metrics;
  isDraining: () => boolean;
  /** Refuses an upgrade, by key or origin: throws a ParleyError. */
  authorize?: (request: IncomingMessage) => void;
  /** Takes upgrades that no route serves (a proxy does); they are refused with 404 where absent. */
  onOtherUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

interface OpenSocket {
  abort: AbortController;
  /** Whether the peer answered the last ping. */
  alive: boolean;
}

/** A peer that answers no ping within this time is gone. */
const heartbeatMs = 30_000;
/** 1013 "try again later", 1011 "internal error" (RFC 6455 and its registry). */
const closeCodes: Partial<Record<ErrorCode, number>> = {
  at_capacity: 1013,
  idle_timeout: 1008,
  shutting_down: 1001,
};

/** Serves WebSockets beside an HTTP server: capacity, heartbeat, errors and shutdown in one place. */
export class SocketServer {
  private readonly sockets = new Map<WebSocket, OpenSocket>();
  private readonly servers: Map<string, { route: SocketRoute; server: WebSocketServer }>;
  private readonly heartbeat: NodeJS.Timeout;

  constructor(private readonly options: SocketServerOptions) {
    this.servers = new Map(
      options.routes.map((route) => [
        route.path,
        {
          route,
          server: new WebSocketServer({
            noServer: true,
            maxPayload: route.maxMessageBytes,
            perMessageDeflate: false,
            // One message a tick: a handler that waited for the first attaches its listener before the second.
            allowSynchronousEvents: false,
          }),
        },
      ]),
    );
    options.server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    this.heartbeat = setInterval(() => this.beat(), heartbeatMs);
    this.heartbeat.unref();
  }

  get openSockets(): number {
    return this.sockets.size;
  }

  /** Ends every socket with 1001 "going away". */
  closeAll(): void {
    clearInterval(this.heartbeat);
    for (const [socket, { abort }] of this.sockets) {
      socket.close(1001, 'The service is shutting down.');
      abort.abort();
    }
  }

  /** For the time after the drain: sockets that did not close are cut. */
  terminateAll(): void {
    for (const socket of this.sockets.keys()) socket.terminate();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const entry = this.servers.get(path);
    try {
      this.options.authorize?.(request);
      if (!entry) {
        if (this.options.onOtherUpgrade) this.options.onOtherUpgrade(request, socket, head);
        else refuseUpgrade(socket, new ParleyError('not_found', `There is no WebSocket at ${path}.`));
        return;
      }
      if (this.options.isDraining()) throw new ParleyError('shutting_down', 'The service is shutting down.');
      if (entry.server.clients.size >= entry.route.maxSockets) {
        throw new ParleyError('at_capacity', 'All places are taken. Please try again in a moment.', {
          retryAfterMs: 2_000,
        });
      }
    } catch (error) {
      const refusal =
        error instanceof ParleyError ? error : new ParleyError('internal_error', 'Something went wrong.');
      this.options.metrics.errors.inc({ code: refusal.code });
      refuseUpgrade(socket, refusal);
      return;
    }
    entry.server.handleUpgrade(
      request,
      socket,
      head,
      (webSocket) => void this.serve(entry.route, webSocket, request),
    );
  }

  private async serve(route: SocketRoute, socket: WebSocket, request: IncomingMessage): Promise<void> {
    const open: OpenSocket = { abort: new AbortController(), alive: true };
    const { abort } = open;
    this.sockets.set(socket, open);
    this.options.metrics.sockets.inc({ path: route.path });
    for (const sign of ['pong', 'message']) socket.on(sign, () => (open.alive = true));
    socket.once('close', () => {
      abort.abort();
      this.sockets.delete(socket);
      this.options.metrics.sockets.dec({ path: route.path });
    });
    socket.on('error', (error) => this.options.logger.info('a socket failed', { reason: error.message }));
    const requestId = randomUUID();
    await withContext({ requestId }, async () => {
      try {
        await route.serve(socket, request, abort.signal);
        socket.close(1000);
      } catch (error) {
        if (!abort.signal.aborted) this.tell(socket, error);
      }
    });
  }

  private tell(socket: WebSocket, thrown: unknown): void {
    const error = translateError(thrown);
    this.options.metrics.errors.inc({ code: error.code });
    if (error.code === 'internal_error') this.options.logger.error('a socket failed', { error: thrown });
    const { code, message } = error;
    socket.send(JSON.stringify({ type: 'error', event: 'error', code, message }));
    socket.close(closeCodes[code] ?? (error.status < 500 ? 1008 : 1011), code);
  }

  private beat(): void {
    for (const [socket, open] of this.sockets) {
      // The pong of a client that is slowed down waits behind what it has sent.
      if (!open.alive && !socket.isPaused) {
        socket.terminate();
        continue;
      }
      open.alive = false;
      socket.ping();
    }
  }
}

/** Answers an upgrade request with an ordinary HTTP error. */
export function refuseUpgrade(socket: Duplex, error: ParleyError): void {
  const body = JSON.stringify(error.toBody());
  const retryAfter =
    error.retryAfterMs === undefined ? '' : `Retry-After: ${Math.ceil(error.retryAfterMs / 1_000)}\r\n`;
  socket.end(
    `HTTP/1.1 ${error.status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `${retryAfter}Connection: close\r\n\r\n${body}`,
  );
}
