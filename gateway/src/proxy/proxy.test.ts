import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { readBody, sendJson } from '../testing/fake-service.js';
import { TestGateway } from '../testing/test-gateway.js';

const megabyte = Buffer.alloc(2 ** 20, 7);

/** A port whose listener takes connections and never says a word. */
async function silentPort() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

describe('requests through the gateway', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start();
  });
  beforeEach(() => {
    for (const service of Object.values(gateway.services)) {
      service.answer = (_request, response) => sendJson(response, { service: service.name });
    }
  });
  afterAll(() => gateway.stop());

  it.each([
    ['/stt', 'stt'],
    ['/canary', 'stt-canary'],
    ['/ctc', 'stt-ctc'],
    ['/tts', 'tts'],
    ['/avatar', 'avatar'],
    ['/agent', 'agent'],
  ] as const)('%s leads to %s, without the prefix', async (prefix, name) => {
    const response = await fetch(`${gateway.url}${prefix}/some/path?a=1&b=%20`, {
      headers: { 'x-request-id': 'mine-7' },
    });
    expect(await response.json()).toEqual({ service: name });
    const { url, headers } = gateway.services[name].lastRequest;
    expect(url).toBe('/some/path?a=1&b=%20');
    expect(headers['x-request-id']).toBe('mine-7');
    expect(response.headers.get('x-request-id')).toBe('mine-7');
  });

  it('keeps keys to itself', async () => {
    const headers = { authorization: 'Bearer secret-1', 'x-api-key': 'secret-2' };
    await fetch(`${gateway.url}/tts/voices?api_key=secret-3&language=de`, { headers });
    const { rawHeaders, url } = gateway.services.tts.lastRequest;
    expect(`${rawHeaders.join(' ')} ${url}`).not.toMatch(/secret|api_key/);
    expect(url).toBe('/voices?language=de');
  });

  it('carries a large body on, and the answer back, byte for byte', async () => {
    gateway.services.stt.answer = async (request, response) => response.end(await readBody(request));
    const body = Buffer.concat([megabyte, Buffer.from('end'), megabyte]);
    const response = await fetch(`${gateway.url}/stt/echo`, { method: 'POST', body });
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
  });

  it('carries a refusal back that comes before the end of the body', async () => {
    gateway.services.stt.answer = (_request, response) => sendJson(response, { error: 'too large' }, 413);
    const body = Buffer.concat(Array.from({ length: 8 }, () => megabyte));
    const response = await fetch(`${gateway.url}/stt/transcribe`, { method: 'POST', body });
    expect([response.status, await response.json()]).toEqual([413, { error: 'too large' }]);
    expect(response.headers.get('connection')).toBe('close');
  });

  it('carries each piece of an answer on when it comes', async () => {
    let finish = () => {};
    gateway.services.tts.answer = (_request, response) => {
      response.write('first');
      finish = () => response.end('last');
    };
    const { body } = await fetch(`${gateway.url}/tts/pieces`);
    const reader = body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
    finish();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('last');
  });

  it('tells the service when the client has gone, before and during the answer', async () => {
    for (const begins of [false, true]) {
      let gone = false;
      gateway.services.tts.answer = (request, response) => {
        request.resume();
        response.once('close', () => (gone = true));
        if (begins) response.write('first');
      };
      const asked = gateway.services.tts.requests.length;
      const leaving = new AbortController();
      const answer = fetch(`${gateway.url}/tts/slow`, { method: 'POST', body: '{}', signal: leaving.signal });
      answer.catch(() => undefined);
      await expect.poll(() => gateway.services.tts.requests.length).toBe(asked + 1);
      if (begins) await answer;
      leaving.abort();
      await expect.poll(() => gone).toBe(true);
    }
  });

  it.each([
    ['in the middle of an upload', 100],
    ['after it', 0],
  ])('tells the service when a client that asked to continue vanishes %s', async (_when, missingBytes) => {
    let gone = false;
    gateway.services.stt.answer = (request, response) => {
      response.once('close', () => (gone = true));
      request.on('error', () => undefined).resume();
    };
    const asked = gateway.services.stt.requests.length;
    const upload = httpRequest(`${gateway.url}/stt/transcribe`, {
      method: 'POST',
      headers: { 'content-length': String(1_000 + missingBytes), expect: '100-continue' },
    });
    upload.on('error', () => undefined).write(Buffer.alloc(1_000));
    await expect.poll(() => gateway.services.stt.requests.length).toBe(asked + 1);
    upload.destroy();
    await expect.poll(() => gone).toBe(true);
  });

  it('uses its connections to a service again', async () => {
    const ports: unknown[] = [];
    gateway.services.tts.answer = (request, response) => {
      ports.push(request.socket.remotePort);
      sendJson(response, {});
    };
    for (let count = 0; count < 3; count += 1) await (await fetch(`${gateway.url}/tts/voices`)).json();
    expect(new Set(ports).size).toBe(1);
  });

  it("keeps the client's connection where the service ends its own", async () => {
    gateway.services.tts.answer = (_request, response) => response.setHeader('connection', 'close').end();
    const response = await fetch(`${gateway.url}/tts/voices`);
    expect(response.headers.get('connection')).toBe('keep-alive');
  });

  it('breaks an answer off where the service does', async () => {
    gateway.services.tts.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setImmediate(() => response.destroy());
    };
    await expect(fetch(`${gateway.url}/tts/x`).then((response) => response.text())).rejects.toThrow();
  });

  it('says which service does not answer and what to do, until it is back', async () => {
    await gateway.services.avatar.stop();
    const response = await fetch(`${gateway.url}/avatar/expressions`);
    const { error } = await response.json();
    expect([response.status, error.code]).toEqual([502, 'upstream_unavailable']);
    expect(error.message).toMatch(/avatar.*npm start/);
    expect(response.headers.get('retry-after')).toBe('2');
    await gateway.services.avatar.start();
    expect((await fetch(`${gateway.url}/avatar/expressions`)).status).toBe(200);
  });

  it('does not wait for ever', async () => {
    const silent = await silentPort();
    const patient = await TestGateway.start({ TTS_URL: silent.url, REQUEST_TIMEOUT_MS: '300' });
    const response = await fetch(`${patient.url}/tts/voices`);
    expect([response.status, (await response.json()).error.code]).toEqual([504, 'upstream_timeout']);
    await patient.stop();
    silent.close();
  });
});

describe('WebSockets through the gateway', () => {
  let gateway: TestGateway;
  const socketUrl = (path: string) => `${gateway.url.replace('http', 'ws')}${path}`;

  beforeAll(async () => {
    gateway = await TestGateway.start({ GATEWAY_MAX_SOCKETS: '3' });
    for (const service of Object.values(gateway.services)) {
      service.serveSocket = (socket) => socket.on('message', (data, binary) => socket.send(data, { binary }));
    }
  });
  afterAll(() => gateway.stop());

  const open = async (path: string) => {
    const socket = new WebSocket(socketUrl(path));
    await once(socket, 'open');
    return socket;
  };
  const openSockets = async () => (await (await fetch(`${gateway.url}/status`)).json()).details.openSockets;
  const refusalOf = async (path: string) => {
    const socket = new WebSocket(socketUrl(path));
    socket.on('error', () => undefined);
    const [, response] = await once(socket, 'unexpected-response');
    return { status: response.statusCode, ...JSON.parse((await readBody(response)).toString()).error };
  };

  it.each([
    ['/ws', 'stt', '/ws'],
    ['/ws/conversation?avatar=true', 'agent', '/ws/conversation?avatar=true'],
    ['/ws/avatar', 'avatar', '/live'],
    ['/tts/stream', 'tts', '/stream'],
    ['/ctc/ws', 'stt-ctc', '/ws'],
  ] as const)('%s leads to %s at %s', async (path, name, target) => {
    const socket = await open(path);
    expect(gateway.services[name].lastRequest.url).toBe(target);
    socket.send(megabyte);
    const [echo] = await once(socket, 'message');
    expect(Buffer.compare(echo, megabyte)).toBe(0);
    socket.close(4_001, 'done');
    expect(await once(socket, 'close')).toEqual([4_001, Buffer.from('done')]);
  });

  it('joins the fates of both sides', async () => {
    const { tts } = gateway.services;
    let closed = false;
    const echo = tts.serveSocket;
    tts.serveSocket = (socket) => {
      socket.on('close', () => (closed = true));
      socket.on('message', () => socket.terminate());
    };
    (await open('/tts/stream')).terminate();
    await expect.poll(() => closed).toBe(true);
    const cut = await open('/tts/stream');
    cut.send('cut me off');
    expect((await once(cut, 'close'))[0]).toBe(1_006);
    tts.serveSocket = echo;
  });

  it('refuses what leads nowhere, to a service that is away, or over the limit', async () => {
    expect(await refusalOf('/nowhere')).toMatchObject({ status: 404, code: 'not_found' });
    await gateway.services.agent.stop();
    expect(await refusalOf('/ws/conversation')).toMatchObject({ status: 502, code: 'upstream_unavailable' });
    await gateway.services.agent.start();
    const sockets = await Promise.all([open('/ws'), open('/ws'), open('/ws')]);
    expect(await refusalOf('/ws')).toMatchObject({ status: 503, code: 'at_capacity' });
    for (const socket of sockets) socket.terminate();
    await expect.poll(openSockets).toBe(0);
  });

  it('lets go of a client that does not hang up when the service has', async () => {
    const { tts } = gateway.services;
    const echo = tts.serveSocket;
    tts.serveSocket = (socket) => socket.terminate();
    const { hostname, port } = new URL(gateway.url);
    const client = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    client.on('error', () => undefined).resume();
    client.write(
      'GET /tts/stream HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await once(client, 'end');
    await expect.poll(openSockets).toBe(0);
    client.destroy();
    tts.serveSocket = echo;
  });

  it('lets go of its sockets, on both sides, when it stops', async () => {
    const stopping = await TestGateway.start();
    const served = new Promise((resolve) => {
      stopping.services.stt.serveSocket = (socket) => socket.once('close', resolve);
    });
    const socket = new WebSocket(`${stopping.url.replace('http', 'ws')}/ws`);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await stopping.stopGateway();
    await Promise.all([closed, served]);
    await stopping.stop();
  });
});
