import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, ServerResponse } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { ParleyError } from '@parley/contracts';
import { refuseUpgrade } from '@parley/service-kit';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { createProxyMiddleware, type Plugin } from 'http-proxy-middleware';
import { removeCredentials } from '../access/credentials.js';
import type { GatewayEvents } from '../events.js';
import { type Upstream, remedyFor } from '../upstreams.js';
import { linkSockets } from './link-sockets.js';

const connectTimeoutMs = 5_000;
/** For a WebSocket's handshake; once joined, silence is the peers' own business. */
const handshakeTimeoutMs = 10_000;
/** Shorter than the 5 s after which a Node server drops an idle connection: none is reused at its last moment. */
const idleConnectionMs = 2_000;
const maxConnections = 1_024;

export interface ServiceProxyOptions {
  upstream: Upstream;
  /** Longest silence of the service during a request. */
  timeoutMs: number;
  events: GatewayEvents;
}

/** Passes requests and sockets on to one service: streamed both ways, ended on both sides when one side goes. */
export class ServiceProxy {
  private readonly proxy;
  private readonly failures = new WeakMap<IncomingMessage, NextFunction>();
  private readonly joined = new WeakSet<Socket>();

  constructor(private readonly options: ServiceProxyOptions) {
    const { url } = options.upstream;
    const { Agent } = url.protocol === 'https:' ? { Agent: HttpsAgent } : { Agent: HttpAgent };
    this.proxy = createProxyMiddleware<Request, Response>({
      target: url.href,
      changeOrigin: true,
      xfwd: true,
      agent: new Agent({ keepAlive: true, timeout: idleConnectionMs, maxSockets: maxConnections }),
      ejectPlugins: true,
      plugins: [this.listen],
    });
  }

  /** Passes a request on, by the path that it has now. */
  readonly handle: RequestHandler = (request, response, next) => {
    this.failures.set(request, next);
    removeCredentials(request);
    request.headers['x-request-id'] = String(response.getHeader('x-request-id'));
    // Node has answered "100 Continue" itself, and the proxy would skip its hooks.
    delete request.headers.expect;
    void this.proxy(request, response, next);
  };

  /** Passes a WebSocket's handshake on; the two sockets are joined when the service agrees. */
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    removeCredentials(request);
    this.proxy.upgrade(request, socket, head);
  }

  private readonly listen: Plugin<Request, Response> = (server) => {
    server.on('proxyReq', (outgoing, request, response) => this.follow(outgoing, request, response));
    server.on('proxyReqWs', (outgoing, _request, socket) => {
      this.limitTime(outgoing, handshakeTimeoutMs);
      linkSockets(outgoing, socket, () => this.joined.add(socket));
    });
    server.on('proxyRes', (answer, request, response) => {
      // Each side has its own connection, kept alive or not as it likes.
      delete answer.headers.connection;
      delete answer.headers['keep-alive'];
      // What is left of a refused upload resets the connection: the client must not send its next request over it.
      if (!request.complete) answer.headers.connection = 'close';
      answer.once('close', () => {
        if (!answer.complete) response.destroy();
      });
    });
    server.on('error', (error, request, receiver) => this.fail(error, request, receiver));
    // The client has gone: `follow` has ended the request to the service.
    server.on('econnreset', () => undefined);
  };

  private follow(outgoing: ClientRequest, _request: Request, response: Response): void {
    const { events, upstream, timeoutMs } = this.options;
    const startedAt = performance.now();
    this.limitTime(outgoing, timeoutMs);
    outgoing.once('response', ({ statusCode = 0 }) => {
      events.answered(upstream.name, statusCode, performance.now() - startedAt);
    });
    const abandon = () => {
      if (!response.writableFinished) outgoing.destroy();
    };
    if (response.destroyed) abandon();
    else response.once('close', abandon);
  }

  private limitTime(outgoing: ClientRequest, timeoutMs: number): void {
    const { name } = this.options.upstream;
    const late = (what: string, limitMs: number) =>
      new ParleyError('upstream_timeout', `${name} ${what} within ${limitMs / 1_000} s. Please try again.`, {
        retryAfterMs: 2_000,
      });
    outgoing.setTimeout(timeoutMs, () => outgoing.destroy(late('did not answer', timeoutMs)));
    const limitConnect = (socket: Socket) => {
      if (!socket.connecting) return;
      const giveUp = () => outgoing.destroy(late('could not be connected', connectTimeoutMs));
      const timer = setTimeout(giveUp, connectTimeoutMs);
      socket.once('connect', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
    };
    if (outgoing.socket) limitConnect(outgoing.socket);
    else outgoing.once('socket', limitConnect);
  }

  private fail(error: Error, request: IncomingMessage, receiver: ServerResponse | Socket): void {
    if (receiver.destroyed || (!(receiver instanceof ServerResponse) && this.joined.has(receiver))) return;
    const { events, upstream } = this.options;
    events.unanswered(upstream.name, error.message);
    const refusal =
      error instanceof ParleyError
        ? error
        : new ParleyError(
            'upstream_unavailable',
            `The ${upstream.name} service does not answer. ${remedyFor(upstream)}`,
            { retryAfterMs: 2_000, cause: error },
          );
    if (!(receiver instanceof ServerResponse)) refuseUpgrade(receiver, refusal);
    else this.failures.get(request)?.(refusal);
  }
}
