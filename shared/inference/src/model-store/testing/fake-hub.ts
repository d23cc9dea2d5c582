import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one answer. */
export type Fault =
  | { type: 'status'; status: number; headers?: Record<string, string> }
  /** The connection breaks after so many bytes of the body. */
  | { type: 'cut'; afterBytes: number }
  /** The body waits at this byte. */
  | { type: 'pause'; atByte: number; until: Promise<void> }
  | { type: 'ignore-range' }
  /** One bit of the body is another. */
  | { type: 'flip-bit' }
  | { type: 'end-early'; afterBytes: number };

export interface SeenRequest {
  server: 'hub' | 'storage';
  method: string;
  path: string;
  range: string | undefined;
  authorization: string | undefined;
}

interface Repository {
  commit: string;
  files: Map<string, Buffer>;
  gated: boolean;
}

/** Files over this size lie in the storage, as LFS files do. */
const lfsBytes = 1_000;
const token = 'Bearer hf_right';

/** A Hugging Face hub on loopback, in its URL layout, with its large files on a second origin. */
export class FakeHub {
  readonly requests: SeenRequest[] = [];
  private readonly repositories = new Map<string, Repository>();
  private readonly faults: { match: RegExp; fault: Fault }[] = [];
  private readonly hub: Server;
  private readonly storage: Server;

  private constructor() {
    this.hub = createServer((request, response) => this.handle('hub', request, response));
    this.storage = createServer((request, response) => this.handle('storage', request, response));
  }

  static async start(): Promise<FakeHub> {
    const fake = new FakeHub();
    for (const server of [fake.hub, fake.storage]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    return fake;
  }

  get endpoint(): string {
    return addressOf(this.hub);
  }

  /** The token that opens gated repositories. */
  readonly token = token.replace('Bearer ', '');

  addRepository(name: string, files: Record<string, Buffer | string>, { gated = false } = {}): string {
    const contents = new Map(Object.entries(files).map(([path, file]) => [path, Buffer.from(file)]));
    const digest = createHash('sha1');
    for (const [path, file] of contents) digest.update(path).update(file);
    const commit = digest.digest('hex');
    this.repositories.set(name, { commit, files: contents, gated });
    return commit;
  }

  /** The next answer to `METHOD server path` that matches goes wrong; faults are used in their order, each once. */
  failNext(match: RegExp, ...faults: Fault[]): void {
    this.faults.push(...faults.map((fault) => ({ match, fault })));
  }

  async stop(): Promise<void> {
    for (const server of [this.hub, this.storage]) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  }

  private handle(server: 'hub' | 'storage', request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = request;
    const path = decodeURIComponent(url);
    const { range, authorization } = headers;
    this.requests.push({ server, method, path, range, authorization });
    const fault = this.takeFault(`${method} ${server} ${path}`);
    if (fault?.type === 'status') {
      response.writeHead(fault.status, fault.headers).end();
    } else if (server === 'storage') {
      const [, repository = '', file = ''] = /^\/([^/]+\/[^/]+)\/(.+)$/.exec(path) ?? [];
      const body = this.repositories.get(repository)?.files.get(file);
      if (body) void send(response, method, body, range, fault);
      else response.writeHead(404).end();
    } else {
      this.answerAsHub(request, response, path, fault);
    }
  }

  private answerAsHub(
    { method = 'GET', headers }: IncomingMessage,
    response: ServerResponse,
    path: string,
    fault: Fault | undefined,
  ): void {
    const match = /^\/(?:api\/models\/)?([^/]+\/[^/]+)\/(revision|resolve)\/([^/]+)(?:\/(.+))?$/.exec(path);
    const [, name = '', kind = '', revision = '', file = ''] = match ?? [];
    const repository = this.repositories.get(name);
    if (!repository) return refuse(response, 401, 'RepoNotFound');
    if (repository.gated && headers.authorization !== token) return refuse(response, 401, 'GatedRepo');
    const { commit, files } = repository;
    if (revision !== 'main' && revision !== commit) return refuse(response, 404, 'RevisionNotFound');
    if (kind === 'revision') {
      const siblings = [...files.keys()].map((rfilename) => ({ rfilename }));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: name, sha: commit, siblings }));
      return;
    }
    const body = files.get(file);
    if (!body) return refuse(response, 404, 'EntryNotFound');
    response.setHeader('x-repo-commit', commit);
    if (body.length <= lfsBytes) {
      const hash = createHash('sha1').update(`blob ${body.length}\0`).update(body).digest('hex');
      response.setHeader('etag', `"${hash}"`);
      void send(response, method, body, headers.range, fault);
      return;
    }
    response.writeHead(302, {
      location: `${addressOf(this.storage)}/${name}/${file}`,
      'x-linked-size': body.length,
      'x-linked-etag': `"${createHash('sha256').update(body).digest('hex')}"`,
      etag: '"of-the-redirect"',
    });
    response.end();
  }

  private takeFault(request: string): Fault | undefined {
    const index = this.faults.findIndex(({ match }) => match.test(request));
    return index < 0 ? undefined : this.faults.splice(index, 1)[0]?.fault;
  }
}

async function send(
  response: ServerResponse,
  method: string,
  whole: Buffer,
  range: string | undefined,
  fault: Fault | undefined,
): Promise<void> {
  const from = fault?.type === 'ignore-range' ? 0 : Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
  if (from > 0 && from >= whole.length) {
    response.writeHead(416, { 'content-range': `bytes */${whole.length}` }).end();
    return;
  }
  const body = Buffer.from(whole.subarray(from));
  if (fault?.type === 'flip-bit') body.writeUInt8(body.readUInt8(body.length >> 1) ^ 1, body.length >> 1);
  const headers = { 'accept-ranges': 'bytes', 'content-length': body.length };
  if (from > 0) {
    const contentRange = `bytes ${from}-${whole.length - 1}/${whole.length}`;
    response.writeHead(206, { ...headers, 'content-range': contentRange });
  } else if (fault?.type === 'end-early') {
    response.writeHead(200);
  } else {
    response.writeHead(200, headers);
  }
  if (method === 'HEAD') response.end();
  else if (fault?.type === 'cut')
    response.write(body.subarray(0, fault.afterBytes), () => response.destroy());
  else if (fault?.type === 'end-early') response.end(body.subarray(0, fault.afterBytes));
  else if (fault?.type === 'pause') {
    response.write(body.subarray(0, fault.atByte));
    await fault.until;
    response.end(body.subarray(fault.atByte));
  } else response.end(body);
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'x-error-code': code, 'x-error-message': code }).end();
}

function addressOf(server: Server): string {
  const address = server.address() as AddressInfo;
  return `http://127.0.0.1:${address.port}`;
}
