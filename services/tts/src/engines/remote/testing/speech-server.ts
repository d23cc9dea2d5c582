import { once } from 'node:events';
import { type IncomingMessage, type RequestListener, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

const bodySchema = z.object({
  model: z.string(),
  input: z.string(),
  voice: z.string(),
  speed: z.number(),
  response_format: z.string(),
});
export type SpeechBody = z.infer<typeof bodySchema>;

export type Answer = (
  body: SpeechBody,
  response: ServerResponse,
  request: IncomingMessage,
) => void | Promise<void>;

/** A server of OpenAI's dialect on loopback that answers what a test says. */
export class SpeechServer {
  readonly asked: SpeechBody[] = [];
  answer: Answer;
  private readonly server = createServer(
    ((request, response) => void this.handle(request, response)) as RequestListener,
  );

  constructor(
    answer: Answer,
    private readonly voices?: unknown,
  ) {
    this.answer = answer;
  }

  async start(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/v1/audio/voices' && this.voices !== undefined) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(this.voices));
      return;
    }
    if (request.url !== '/v1/audio/speech') {
      response.writeHead(404).end();
      return;
    }
    const body = bodySchema.parse(await json(request));
    this.asked.push(body);
    await this.answer(body, response, request);
  }
}
