import { type IncomingHttpHeaders, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a chat completion as the test wants it: in parts, with a failure, or never. */
type ChatAnswer = (response: ServerResponse) => void;

/** One streamed piece of a chat completion. */
export const delta = (content: string) =>
  `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

/** A whole streamed reply. */
export const replyWith =
  (...words: string[]): ChatAnswer =>
  (response) =>
    response.end(`${words.map(delta).join('')}data: [DONE]\n\n`);

/** A server for language models on loopback: its lists by path, its chat as the test decides. */
export class FakeLanguageServer {
  readonly chats: { body: Record<string, unknown>; headers: IncomingHttpHeaders }[] = [];
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  /** Chats that the client left before their end. */
  leftEarly = 0;
  chat: ChatAnswer = replyWith('Hello.');
  private readonly server: Server;

  /** @param lists the JSON to answer `GET` with, by path; 404 elsewhere */
  constructor(public lists: Record<string, unknown> = {}) {
    this.server = createServer((request, response) => {
      const path = request.url ?? '/';
      this.asked.push(path);
      let text = '';
      request.on('data', (chunk) => (text += chunk));
      request.on('end', () => {
        if (request.method === 'POST') this.answerChat(text, request.headers, response);
        else if (path in this.lists) response.end(JSON.stringify(this.lists[path]));
        else response.writeHead(404).end('<html>Not here.</html>');
      });
    });
  }

  async listen(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answerChat(text: string, headers: IncomingHttpHeaders, response: ServerResponse): void {
    this.chats.push({ body: JSON.parse(text), headers });
    response.on('close', () => (this.leftEarly += response.writableEnded ? 0 : 1));
    this.chat(response);
  }
}
