import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ParleyError } from '@parley/contracts';
import { refuseUpgrade } from '@parley/service-kit';
import type { Express } from 'express';
import { type RequestHandler, createProxyMiddleware } from 'http-proxy-middleware';

const unreachable = new ParleyError(
  'upstream_unavailable',
  'The gateway does not answer. It may be starting; if it stays so, look at its log.',
  { retryAfterMs: 2_000 },
);

/** Everything that the page's own origin does not serve itself goes to the gateway, sockets included. */
export class GatewayProxy {
  private readonly handler: RequestHandler;
  private readonly upgraded = new Set<Duplex>();

  /** @param gateway its address, and the key it asks for where it asks for one */
  constructor(gateway: { url: string; key: string | undefined }) {
    this.handler = createProxyMiddleware({
      target: gateway.url,
      ...(gateway.key !== undefined && { headers: { 'x-api-key': gateway.key } }),
      xfwd: true,
      on: {
        // The proxy forgets a client that leaves once its body was sent: the work behind it would go on for nobody.
        proxyReq: (outgoing, _request, response) => {
          response.once('close', () => {
            if (!response.writableFinished) outgoing.destroy();
          });
        },
        error: (_error, _request, response) => this.answerFailure(response),
      },
    });
  }

  /** Sockets that pass through at the moment. */
  get openSockets(): number {
    return this.upgraded.size;
  }

  addTo(app: Express): void {
    app.use(this.handler);
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!(socket instanceof Socket)) return refuseUpgrade(socket, unreachable);
    this.upgraded.add(socket);
    socket.once('close', () => this.upgraded.delete(socket));
    this.handler.upgrade(request, socket, head);
  }

  /** Cuts the sockets that pass through; the page comes back by itself. */
  close(): void {
    for (const socket of this.upgraded) socket.destroy();
  }

  private answerFailure(response: ServerResponse | Socket): void {
    if (response instanceof Socket) refuseUpgrade(response, unreachable);
    else if (response.headersSent) response.destroy();
    else {
      response.writeHead(unreachable.status, { 'Content-Type': 'application/json', 'Retry-After': '2' });
      response.end(JSON.stringify(unreachable.toBody()));
    }
  }
}
