import { once } from 'node:events';
import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  createServer,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Status } from '@parley/contracts';
import { type WebSocket, WebSocketServer } from 'ws';

/** A service behind the gateway, as far as the gateway can tell. It can go away and come back at its address. */
export class FakeService {
  readonly requests: IncomingMessage[] = [];
  ready = true;
  metrics = '';
  /** Answers everything but `/status` and `/metrics`. */
  answer: RequestListener = (_request, response) => sendJson(response, { service: this.name });
  serveSocket: (socket: WebSocket, request: IncomingMessage) => void = (socket) => socket.close();
  private server: Server | undefined;
  private sockets: WebSocketServer | undefined;
  private port = 0;

  constructor(readonly name: string) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get lastRequest(): IncomingMessage {
    const request = this.requests.at(-1);
    if (!request) throw new Error(`${this.name} was asked nothing.`);
    return request;
  }

  async start(): Promise<void> {
    this.server = createServer((request, response) => this.serve(request, response));
    this.sockets = new WebSocketServer({ server: this.server });
    this.sockets.on('connection', (socket, request) => {
      this.requests.push(request);
      this.serveSocket(socket, request);
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Goes as a killed process goes: every connection is cut. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    for (const socket of this.sockets?.clients ?? []) socket.terminate();
    await closed;
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    if (request.url === '/status') return sendJson(response, this.status());
    if (request.url === '/metrics') {
      response.end(this.metrics);
      return;
    }
    this.requests.push(request);
    this.answer(request, response);
  }

  private status(): Status {
    const check = { name: 'engine', ready: this.ready };
    return {
      service: this.name,
      version: '0.1.0',
      uptimeMs: 1,
      ready: this.ready,
      checks: [this.ready ? check : { ...check, reason: 'No model.', remedy: 'Fetch one.' }],
      engine: {
        id: `${this.name}-engine`,
        description: 'a fake',
        embedded: true,
        device: 'cpu',
        ready: this.ready,
      },
      eventLoopDelayMs: { p50: 0, p99: 0, max: 0 },
      memoryMb: 1,
      node: process.version,
      details: {},
    };
  }
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The whole body of a request. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}
