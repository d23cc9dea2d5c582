import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, type Server, createServer, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { UiService } from './service.js';

let directory: string;
let gateway: Server;
let service: UiService;
/** Requests whose client left before they were answered. */
let abandoned = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parley-ui-'));
  await mkdir(join(directory, 'page/assets'), { recursive: true });
  await writeFile(join(directory, 'page/index.html'), '<!doctype html><title>Parley</title>');
  await writeFile(join(directory, 'page/assets/index-1a2b.js'), 'export {};');
  gateway = createServer((incoming, response) => {
    if (incoming.url === '/never') {
      response.once('close', () => (abandoned += 1));
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ url: incoming.url, key: incoming.headers['x-api-key'] }));
  });
  gateway.on('upgrade', (incoming, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.write(incoming.url ?? '');
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  service = await startService(`http://127.0.0.1:${(gateway.address() as AddressInfo).port}`);
});

afterAll(async () => {
  await service.stop();
  gateway.closeAllConnections();
  gateway.close();
  await rm(directory, { recursive: true });
});

async function startService(gatewayUrl: string, page = 'page'): Promise<UiService> {
  const config = readConfig({
    PORT: '0',
    GATEWAY_URL: gatewayUrl,
    UI_GATEWAY_KEY: 'a-key',
    PARLEY_STATE_DIR: join(directory, 'state'),
    UI_PAGE_DIR: join(directory, page),
    LOG_LEVEL: 'error',
  });
  const started = new UiService(await createContext(config));
  await started.start();
  return started;
}

it('lets go of the work behind it when the client leaves', async () => {
  const { port } = new URL(service.http.url);
  const request = secureRequest({ host: '127.0.0.1', port, path: '/never', rejectUnauthorized: false });
  request.on('error', () => undefined).end();
  await expect.poll(() => gateway.listening && request.socket?.bytesWritten).toBeGreaterThan(0);
  await new Promise((resolve) => setImmediate(resolve));
  request.destroy();
  await expect.poll(() => abandoned).toBe(1);
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

function get(url: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const send = url.startsWith('https') ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const outgoing = send(
      `${url}${path}`,
      { headers, rejectUnauthorized: false, agent: false },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const { statusCode = 0 } = response;
          resolve({ status: statusCode, headers: response.headers, body: Buffer.concat(parts).toString() });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

describe('UiService', () => {
  it('serves the page with a policy that lets nothing in from elsewhere', async () => {
    const { status, headers, body } = await get(service.http.url, '/');
    expect(status).toBe(200);
    expect(body).toContain('Parley');
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['permissions-policy']).toContain('microphone=(self)');
  });

  it('lets browsers keep hashed files for ever, and nothing else under their folder', async () => {
    const file = await get(service.http.url, '/assets/index-1a2b.js');
    expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await get(service.http.url, '/assets/none.js')).status).toBe(404);
    expect((await get(service.http.url, '/assets/..%2f..%2fstate%2fkey.pem')).status).not.toBe(200);
  });

  it('passes everything else on to the gateway, with its key', async () => {
    const { status, body } = await get(service.http.url, '/stt/transcribe?x=1');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ url: '/stt/transcribe?x=1', key: 'a-key' });
  });

  it('passes sockets on', async () => {
    const url = await new Promise<string>((resolve, reject) => {
      const outgoing = secureRequest(`${service.http.url}/ws/conversation?avatar=true`, {
        rejectUnauthorized: false,
        headers: { Connection: 'Upgrade', Upgrade: 'websocket' },
      });
      outgoing.on('upgrade', (_response, socket, head) => {
        const finish = (data: Buffer) => {
          socket.destroy();
          resolve(data.toString());
        };
        if (head.length > 0) finish(head);
        else socket.once('data', finish);
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
    expect(url).toBe('/ws/conversation?avatar=true');
  });

  it('answers plain HTTP on its port with the way to HTTPS', async () => {
    const plain = service.http.url.replace('https', 'http');
    const { status, headers } = await get(plain, '/#speak', { host: 'parley.example:8085' });
    expect(status).toBe(308);
    expect(headers.location).toBe('https://parley.example:8085/');
  });

  it('tells of its own health', async () => {
    expect((await get(service.http.url, '/ready')).status).toBe(200);
    const status = JSON.parse((await get(service.http.url, '/status')).body);
    expect(status).toMatchObject({ service: 'ui', ready: true });
  });

  it('says in plain words that the gateway is away', async () => {
    const lonely = await startService('http://127.0.0.1:9');
    const { status, headers, body } = await get(lonely.http.url, '/api/services');
    await lonely.stop();
    expect(status).toBe(502);
    expect(headers['retry-after']).toBe('2');
    expect(JSON.parse(body).error.code).toBe('upstream_unavailable');
  });

  it('says how to build the page where there is none', async () => {
    const bare = await startService('http://127.0.0.1:9', 'nowhere');
    const page = await get(bare.http.url, '/');
    const ready = await get(bare.http.url, '/ready');
    await bare.stop();
    expect(page.status).toBe(503);
    expect(page.body).toContain('pnpm build:ui');
    expect(ready.status).toBe(503);
  });
});
