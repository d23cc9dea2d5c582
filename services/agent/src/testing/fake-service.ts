import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** A neighbour of the agent's for tests: one WebSocket path whose behaviour the test decides. */
export class FakeService {
  readonly sockets: WebSocket[] = [];
  readonly received: Record<string, unknown>[] = [];
  binaryBytes = 0;
  private readonly server: Server;
  private readonly webSockets: WebSocketServer;

  constructor(
    path: string,
    private readonly onMessage: (socket: WebSocket, message: Record<string, unknown>) => void = () =>
      undefined,
  ) {
    this.server = createServer((_request, response) => response.writeHead(404).end());
    this.webSockets = new WebSocketServer({ server: this.server, path });
    this.webSockets.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) {
          this.binaryBytes += data.length;
          return;
        }
        const message: Record<string, unknown> = JSON.parse(data.toString());
        this.received.push(message);
        this.onMessage(socket, message);
      });
    });
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Tells every connected agent. */
  tell(message: object): void {
    for (const socket of this.sockets) socket.send(JSON.stringify(message));
  }

  cut(): void {
    for (const socket of this.sockets.splice(0)) socket.terminate();
  }

  async close(): Promise<void> {
    this.cut();
    this.webSockets.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
