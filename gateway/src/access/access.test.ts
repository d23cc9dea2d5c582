import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { readConfig } from '../config.js';
import { TestGateway } from '../testing/test-gateway.js';

const key = 'a-key-of-someone';

describe('where the gateway listens', () => {
  it.each([
    [{}, '127.0.0.1'],
    [{ PARLEY_API_KEYS: key }, '0.0.0.0'],
    [{ PARLEY_API_KEYS: key, HOST: '127.0.0.1' }, '127.0.0.1'],
    [{ HOST: '0.0.0.0', PARLEY_ALLOW_OPEN: 'true' }, '0.0.0.0'],
    [{ HOST: '0.0.0.0', PARLEY_PUBLISHED_ON: '127.0.0.1' }, '0.0.0.0'],
    [{ HOST: '::1' }, '::1'],
  ])('%o: %s', (environment, host) => {
    const config = readConfig(environment);
    expect(config.server.host).toBe(host);
    expect(config.operatorServer.host).toBe('127.0.0.1');
  });

  it.each([
    { HOST: '0.0.0.0' },
    { HOST: '::' },
    { HOST: '192.168.1.5' },
    { OPERATOR_HOST: '0.0.0.0' },
    { HOST: '0.0.0.0', PARLEY_PUBLISHED_ON: '0.0.0.0' },
  ])('refuses %o without keys, and says what to do', (environment) => {
    expect(() => readConfig(environment)).toThrow(/anyone on the network.*PARLEY_API_KEYS/s);
  });
});

describe('keys', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start({
      PARLEY_API_KEYS: `another-key,${key}`,
      HOST: '127.0.0.1',
      // A spelling of 127.0.0.1 that is not known to be loopback: the operators' door takes it for an open one.
      OPERATOR_HOST: '127.1',
    });
  });
  afterAll(() => gateway.stop());

  it.each(['/health', '/ready', '/docs/', '/openapi.json'])('%s asks for none', async (path) => {
    expect((await fetch(`${gateway.url}${path}`)).status).toBe(200);
  });

  it.each([
    '/status',
    '/metrics',
    '/gpu',
    '/api/services',
    '/tts/voices',
    '/v1/jobs/x',
    '/HEALTH',
    '/nowhere',
  ])('%s asks for one', async (path) => {
    const response = await fetch(`${gateway.url}${path}`);
    expect([response.status, (await response.json()).error.code]).toEqual([401, 'invalid_api_key']);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('takes a key in three places, and no other key', async () => {
    const statusOf = async (query: string, headers: Record<string, string>) =>
      (await fetch(`${gateway.url}/gpu${query}`, { headers })).status;
    expect(await statusOf('', { authorization: `Bearer ${key}` })).toBe(200);
    expect(await statusOf('', { 'x-api-key': 'another-key' })).toBe(200);
    expect(await statusOf(`?api_key=${key}`, {})).toBe(200);
    expect(await statusOf('', { authorization: `Bearer ${key}x` })).toBe(401);
    expect(await statusOf('?api_key=', {})).toBe(401);
    expect(await statusOf('', { authorization: `Basic ${key}` })).toBe(401);
  });

  it("asks at the operators' door too, where that is open to others", async () => {
    expect((await fetch(`${gateway.operatorUrl}/health`)).status).toBe(401);
    expect((await fetch(`${gateway.operatorUrl}/health`, { headers: { 'x-api-key': key } })).status).toBe(
      200,
    );
  });

  it('asks for one before a socket opens', async () => {
    const url = `${gateway.url.replace('http', 'ws')}/ws`;
    gateway.services.stt.serveSocket = (socket) => socket.send('hello');
    const refused = new WebSocket(url);
    refused.on('error', () => undefined);
    const [, response] = await once(refused, 'unexpected-response');
    expect(response.statusCode).toBe(401);
    const socket = new WebSocket(`${url}?api_key=${key}&x=1`);
    expect(String((await once(socket, 'message'))[0])).toBe('hello');
    expect(gateway.services.stt.lastRequest.url).toBe('/ws?x=1');
    socket.terminate();
  });
});

describe('pages of other origins', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start({
      CORS_ORIGINS: 'https://friend.example',
      UI_PUBLIC_URL: 'https://parley.example/page',
      RATE_LIMIT_PER_MINUTE: '30',
    });
    gateway.services.stt.serveSocket = () => undefined;
  });
  afterAll(() => gateway.stop());

  const opens = async (headers: Record<string, string>) => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/ws`, { headers });
    socket.on('error', () => undefined);
    const status = await Promise.race([
      once(socket, 'open').then(() => 101),
      once(socket, 'unexpected-response').then(([, response]) => response.statusCode),
    ]);
    socket.terminate();
    return status;
  };

  it('opens sockets for its own page, its friends and programs; for no other page', async () => {
    expect(await opens({})).toBe(101);
    expect(await opens({ origin: gateway.url })).toBe(101);
    expect(await opens({ origin: 'https://localhost:8085' })).toBe(101);
    expect(await opens({ origin: 'https://parley.example' })).toBe(101);
    expect(await opens({ origin: 'https://friend.example' })).toBe(101);
    expect(await opens({ origin: 'https://box:8085', 'x-forwarded-host': 'box:8085' })).toBe(101);
    expect(await opens({ origin: 'https://evil.example' })).toBe(403);
    expect(await opens({ origin: 'null' })).toBe(403);
  });

  it('answers CORS questions for friends only', async () => {
    const ask = async (origin: string) => {
      const headers = { origin, 'access-control-request-method': 'POST' };
      return fetch(`${gateway.url}/tts/synthesize`, { method: 'OPTIONS', headers });
    };
    expect((await ask('https://friend.example')).headers.get('access-control-allow-origin')).toBe(
      'https://friend.example',
    );
    expect((await ask('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('takes no more requests a minute than it may', async () => {
    const statuses: number[] = [];
    for (let request = 0; request < 31; request += 1) {
      const response = await fetch(`${gateway.url}/tts/voices`);
      statuses.push(response.status);
      if (response.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
    expect(statuses.at(-1)).toBe(429);
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  });
});
