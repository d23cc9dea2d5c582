import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ParleyError } from '@parley/contracts';
import { refuseUpgrade } from '@parley/service-kit';
import type { GatewayEvents } from '../events.js';
import type { UpstreamName } from '../upstreams.js';
import type { Proxies } from './proxies.js';
import type { ServiceProxy } from './service-proxy.js';

/** WebSockets with a name of their own at the gateway; all others are reached by their service's prefix. */
const named: Record<string, { service: UpstreamName; path: string }> = {
  '/ws': { service: 'stt', path: '/ws' },
  '/ws/conversation': { service: 'agent', path: '/ws/conversation' },
  '/ws/avatar': { service: 'avatar', path: '/live' },
};

/** Leads WebSockets to the services that serve them; so many at once, and no longer than the gateway lives. */
export class SocketRouter {
  private readonly sockets = new Set<Socket>();
  private isClosed = false;

  constructor(
    private readonly proxies: Proxies,
    private readonly maxSockets: number,
    private readonly events: GatewayEvents,
  ) {}

  get openSockets(): number {
    return this.sockets.size;
  }

  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    try {
      if (!(socket instanceof Socket)) throw new ParleyError('invalid_request', 'This is no network socket.');
      const { label, proxy, url } = this.route(request.url ?? '/');
      this.count(socket, label);
      request.url = url;
      proxy.upgrade(request, socket, head);
    } catch (error) {
      if (!(error instanceof ParleyError)) throw error;
      refuseUpgrade(socket, error);
    }
  };

  /** Cuts all sockets: both sides see their connection end, and clients come back to another gateway. */
  closeAll(): void {
    this.isClosed = true;
    for (const socket of this.sockets) socket.destroy();
  }

  private route(url: string): { label: string; proxy: ServiceProxy; url: string } {
    const path = url.split('?')[0] ?? '/';
    const query = url.slice(path.length);
    const door = Object.hasOwn(named, path) ? named[path] : undefined;
    if (door) return { label: path, proxy: this.proxies.to(door.service), url: door.path + query };
    const entry = this.proxies.prefixes.find(({ prefix }) => path.startsWith(`${prefix}/`));
    if (entry) return { label: entry.prefix, proxy: entry.proxy, url: url.slice(entry.prefix.length) };
    throw new ParleyError('not_found', `There is no WebSocket at ${path}. See /docs.`);
  }

  private count(socket: Socket, label: string): void {
    if (this.isClosed) throw new ParleyError('shutting_down', 'The gateway is shutting down.');
    if (this.sockets.size >= this.maxSockets) {
      throw new ParleyError('at_capacity', 'All places are taken. Please try again in a moment.', {
        retryAfterMs: 2_000,
      });
    }
    this.sockets.add(socket);
    this.events.socketOpened(label);
    socket.once('close', () => {
      this.sockets.delete(socket);
      this.events.socketClosed(label);
    });
  }
}
