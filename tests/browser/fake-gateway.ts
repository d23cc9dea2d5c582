import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Constellation, ErrorCode } from '@parley/contracts';
import { ParleyError } from '@parley/contracts';
import { WebSocketServer, type WebSocket } from 'ws';
import { fakeConstellation } from './fake-constellation.js';
import { FakeConversation, type FakeConversationScript } from './fake-conversation.js';
import { drawFakeFace, type FakeFace } from './fake-face.js';
import { FakePortraits, fakeExpressions } from './fake-portraits.js';
import { serveFakeRecogniser } from './fake-recogniser.js';
import { fakeSpeech, toWav } from './fake-speech.js';
import { serveFakeSpeechStream } from './fake-speech-stream.js';

const script: FakeConversationScript = {
  heard: 'what would you do on a free morning in a town you do not know',
  reply:
    'I would walk without a map for an hour. Then I would look for the place where people buy their bread. ' +
    'A town shows itself best before nine.',
  greeting: 'Hello. It is good to see you.',
  hasFace: true,
};

/** The gateway as the page sees it, speaking the contracts from a script: a fixture for tests of the page. */
export class FakeGateway {
  readonly conversations: FakeConversation[] = [];
  readonly requests: string[] = [];
  script = { ...script };
  private constellation: Constellation = fakeConstellation();
  private keptVoices: (typeof keptVoice)[] = [];
  /** Refusals by path, such as `/stt/transcribe`. */
  private readonly refusals = new Map<string, ParleyError>();
  private readonly portraits: FakePortraits;
  private readonly server: Server;
  private readonly sockets = new WebSocketServer({ noServer: true });

  private constructor(private readonly face: FakeFace) {
    this.portraits = new FakePortraits(face);
    this.reset();
    this.server = createServer((request, response) => this.answer(request, response));
    this.server.on('upgrade', (request, socket, head) => {
      this.sockets.handleUpgrade(request, socket, head, (webSocket) => this.serve(request, webSocket));
    });
  }

  /** @param port 0 for any */
  static async start(port = 0): Promise<FakeGateway> {
    const gateway = new FakeGateway(await drawFakeFace());
    await new Promise<void>((resolve) => gateway.server.listen(port, '127.0.0.1', resolve));
    return gateway;
  }

  get url(): string {
    const address = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}`;
  }

  refuse(path: string, code: ErrorCode, message: string): void {
    this.refusals.set(path, new ParleyError(code, message));
  }

  /** As on a fresh machine with the embedded engines. */
  reset(): void {
    this.script = { ...script };
    this.constellation = fakeConstellation();
    this.refusals.clear();
    this.keptVoices = [];
    this.portraits.reset();
    this.refuse('/tts/synthesize-with-voice-clone', 'engine_cannot_clone', cannotClone);
    this.refuse('/canary/transcribe', 'model_files_missing', 'The model file encoder.onnx is missing.');
  }

  /** A service that does not answer any more. */
  setDown(name: string): void {
    const down = { reachable: false, ready: false, latencyMs: null, reason: `${name} does not answer.` };
    const services = this.constellation.services.map((each) =>
      each.name === name ? { ...each, ...down } : each,
    );
    this.constellation = { ...this.constellation, status: 'degraded', services };
  }

  /** The newest socket of `/ws/conversation`. */
  get lastConversation(): FakeConversation {
    const last = this.conversations.at(-1);
    if (last === undefined) throw new Error('No page has opened a conversation.');
    return last;
  }

  /** Cuts every socket, as a restart does. */
  cutSockets(): void {
    for (const socket of this.sockets.clients) socket.terminate();
  }

  async stop(): Promise<void> {
    this.cutSockets();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(request: IncomingMessage, socket: WebSocket): void {
    const path = pathOf(request);
    if (path === '/ws/conversation') {
      this.conversations.push(new FakeConversation(socket, this.face, this.script));
    } else if (path === '/ws') serveFakeRecogniser(socket, this.script.heard);
    else if (path === '/tts/stream') serveFakeSpeechStream(socket);
    else socket.close(1008);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = pathOf(request);
    this.requests.push(`${request.method} ${path}`);
    // A real service reads the whole body before it answers.
    request.resume().on('end', () => {
      const refusal = this.refusals.get(path);
      if (refusal !== undefined) sendJson(response, refusal.toBody(), refusal.status);
      else this.answerAccepted(request.method ?? 'GET', path, response);
    });
  }

  private answerAccepted(method: string, path: string, response: ServerResponse): void {
    if (path.startsWith('/tts/voices')) return this.answerVoices(method, response);
    if (path.startsWith('/avatar/portraits')) return this.portraits.answer(method, path, response);
    const answers: Record<string, () => void> = {
      '/api/services': () => sendJson(response, this.constellation),
      '/tts/synthesize': () =>
        send(response, 'audio/wav', toWav(fakeSpeech(3_400)), { 'x-parley-engine': 'espeak' }),
      '/stt/transcribe': () => sendJson(response, fakeTranscription),
      '/avatar/api/render': () => send(response, 'image/jpeg', this.face.speaking(0, 0.5)),
      '/avatar/expressions': () => sendJson(response, fakeExpressions),
    };
    const missing = new ParleyError('not_found', `There is no ${path} here.`);
    (answers[path] ?? (() => sendJson(response, missing.toBody(), 404)))();
  }

  /** One voice can be kept, and be forgotten again. */
  private answerVoices(method: string, response: ServerResponse): void {
    if (method === 'POST') {
      this.keptVoices = [keptVoice];
      sendJson(response, keptVoice, 201);
    } else if (method === 'DELETE') {
      this.keptVoices = [];
      response.writeHead(204).end();
    } else sendJson(response, { voices: [...this.keptVoices, ...fakeVoices] });
  }
}

const keptVoice = {
  id: 'voice-1',
  name: 'Grandmother',
  languages: ['en', 'de'],
  engine: 'xtts-v2',
  cloned: true,
  createdAt: '2026-01-01T00:00:00.000Z',
  consent: { statement: 'She agreed.', givenAt: '2026-01-01T00:00:00.000Z' },
  recordings: 0,
} as const;

const cannotClone =
  'The active engine, espeak, cannot clone voices; xtts can. Use POST /synthesize for its own voices.';

const fakeVoices = [
  { id: 'en', name: 'English (Great Britain)', languages: ['en'], engine: 'espeak' },
  { id: 'en-us', name: 'English (America)', languages: ['en'], engine: 'espeak' },
  { id: 'de', name: 'German', languages: ['de'], engine: 'espeak' },
];

const spoken =
  'mister quilter is the apostle of the middle classes and we are glad to welcome his gospel'.split(' ');
const fakeTranscription = {
  text: spoken.join(' '),
  language: 'en',
  task: 'transcribe',
  durationMs: 5_855,
  segments: [
    {
      text: spoken.join(' '),
      startMs: 400,
      endMs: 5_500,
      words: spoken.map((word, index) => ({
        word,
        startMs: 400 + index * 318,
        endMs: 690 + index * 318,
        confidence: 0.55 + 0.45 * Math.abs(Math.sin(index)),
      })),
    },
  ],
  confidence: 0.87,
  engine: 'pocketsphinx',
  processingMs: 940,
};

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/';
}

function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function send(
  response: ServerResponse,
  type: string,
  body: Buffer,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { 'content-type': type, ...headers }).end(body);
}
