import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ParleyError } from '@parley/contracts';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import {
  EngineService,
  HttpService,
  acceptUpload,
  createFoundation,
  createLogger,
  readEnvironment,
  requestSignal,
  requireUpload,
  serviceEnvironment,
  toServerConfig,
} from './index.js';

const schema = z.object(serviceEnvironment(0));
const configOf = (environment: Record<string, string>) =>
  toServerConfig(readEnvironment(schema, environment));

describe('the environment', () => {
  it('has defaults, and treats empty variables as unset', () => {
    expect(configOf({ PORT: '', MAX_UPLOAD_MB: '2' })).toMatchObject({
      host: '127.0.0.1',
      maxUploadBytes: 2 ** 21,
    });
  });

  it('names every variable at fault', () => {
    expect(() => configOf({ PORT: 'eighty', LOG_LEVEL: 'loud' })).toThrow(/LOG_LEVEL[\s\S]*|PORT[\s\S]*/);
    expect(() => configOf({ PORT: '70000' })).toThrow(/PORT/);
  });
});

describe('an HTTP service', () => {
  let service: HttpService;
  let slowRequests = 0;
  let abortedRequests = 0;

  beforeEach(async () => {
    slowRequests = 0;
    abortedRequests = 0;
    const foundation = createFoundation(
      'test',
      configOf({ DRAIN_TIMEOUT_MS: '500' }),
      createLogger('test', 'error'),
    );
    service = new HttpService({
      foundation,
      probes: [() => ({ name: 'engine', ready: false, reason: 'No model.', remedy: 'Fetch one.' })],
      beforeOperations: (app) => {
        app.get('/metrics', (request, _response, next) => {
          if (request.query['mine'] === undefined) next();
          else throw new ParleyError('forbidden', 'Not for you.');
        });
      },
      addRoutes: (app) => {
        app.get('/bug', () => {
          throw new Error('a secret detail');
        });
        app.get('/full', () => {
          throw new ParleyError('at_capacity', 'Full.', { retryAfterMs: 1_500 });
        });
        app.post('/json', express.json({ limit: 100 }), (request, response) => {
          response.json(z.object({ n: z.number() }).parse(request.body));
        });
        app.post('/file', acceptUpload(['file'], 1_000), (request, response) => {
          response.json({ bytes: requireUpload(request, 'file').bytes.byteLength });
        });
        app.get('/slow', async (request, response) => {
          const signal = requestSignal(request, response);
          slowRequests += 1;
          await delay(300, undefined, { signal }).catch(() => (abortedRequests += 1));
          response.end('done');
        });
      },
      sockets: [
        {
          path: '/ws',
          maxSockets: 1,
          maxMessageBytes: 1_000,
          serve: (socket, _request, signal) =>
            new Promise((resolve, reject) => {
              socket.on('message', () =>
                reject(new ParleyError('invalid_request', 'Nothing is understood here.')),
              );
              signal.addEventListener('abort', () => resolve());
            }),
        },
      ],
    });
    await service.listen();
  });

  afterEach(() => service.close());

  const codeOf = async (response: Response) => (await response.json()).error.code;

  it('is alive but not ready, and says why', async () => {
    expect(await (await fetch(`${service.url}/health`)).json()).toMatchObject({
      status: 'ok',
      service: 'test',
    });
    const ready = await fetch(`${service.url}/ready`);
    expect(ready.status).toBe(503);
    expect((await ready.json()).checks).toContainEqual(expect.objectContaining({ remedy: 'Fetch one.' }));
    expect(await (await fetch(`${service.url}/metrics`)).text()).toContain(
      'parley_event_loop_delay_p99_seconds',
    );
  });

  it('keeps a request id of the client and gives one otherwise', async () => {
    const given = await fetch(`${service.url}/health`, { headers: { 'x-request-id': 'mine-1' } });
    expect(given.headers.get('x-request-id')).toBe('mine-1');
    const bad = await fetch(`${service.url}/health`, { headers: { 'x-request-id': 'a b<script>' } });
    expect(bad.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('lets a door come before what is common to all', async () => {
    expect(await codeOf(await fetch(`${service.url}/metrics?mine`))).toBe('forbidden');
  });

  it('translates errors, hides details of bugs, and says when to retry', async () => {
    const bug = await fetch(`${service.url}/bug`);
    expect(bug.status).toBe(500);
    expect(await bug.text()).not.toContain('secret');
    const full = await fetch(`${service.url}/full`);
    expect([full.status, full.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await codeOf(await fetch(`${service.url}/nowhere`))).toBe('not_found');
    const post = (body: string) =>
      fetch(`${service.url}/json`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(await codeOf(await post('{'))).toBe('invalid_json');
    expect(await codeOf(await post('{"n":"one"}'))).toBe('invalid_parameter');
    expect(await codeOf(await post(`"${'x'.repeat(200)}"`))).toBe('body_too_large');
  });

  it('blames the client for bodies that cannot be read', async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${service.url}/json`, { method: 'POST', body: '{"n":1}', headers });
    const json = 'application/json';
    const latin = await post({ 'content-type': `${json}; charset=iso-8859-1` });
    expect([latin.status, await codeOf(latin)]).toEqual([415, 'unsupported_media_type']);
    const odd = await post({ 'content-type': json, 'content-encoding': 'foo' });
    expect([odd.status, await codeOf(odd)]).toEqual([415, 'unsupported_media_type']);
    const plain = await post({ 'content-type': json, 'content-encoding': 'gzip' });
    expect([plain.status, await codeOf(plain)]).toEqual([400, 'invalid_request']);
  });

  it('takes a client that vanishes in the middle of an upload for what it is', async () => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST /file HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000\r\n\r\n' +
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
    );
    await delay(50);
    socket.destroy();
    const metrics = async () => (await fetch(`${service.url}/metrics`)).text();
    await expect.poll(metrics).toContain('parley_errors_total{code="cancelled"');
    expect(await metrics()).not.toContain('code="internal_error"');
  });

  it('refuses uploads that are absent, empty, too large or broken off', async () => {
    const post = (form: FormData) => fetch(`${service.url}/file`, { method: 'POST', body: form });
    const form = (size?: number) => {
      const data = new FormData();
      data.append('language', 'de');
      if (size !== undefined) data.append('file', new Blob([new Uint8Array(size)]), 'a.wav');
      return data;
    };
    expect(await (await post(form(10))).json()).toEqual({ bytes: 10 });
    expect(await codeOf(await post(form()))).toBe('missing_file');
    expect(await codeOf(await post(form(0)))).toBe('empty_file');
    expect(await codeOf(await post(form(1_001)))).toBe('body_too_large');
    const broken = await fetch(`${service.url}/file`, {
      method: 'POST',
      body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect([broken.status, await codeOf(broken)]).toEqual([400, 'invalid_request']);
  });

  it('tells handlers that the client has gone', async () => {
    const abort = new AbortController();
    const request = fetch(`${service.url}/slow`, { signal: abort.signal }).catch(() => undefined);
    await expect.poll(() => slowRequests).toBe(1);
    abort.abort();
    await request;
    await expect.poll(() => abortedRequests).toBe(1);
  });

  it('serves sockets up to its limit, tells errors, and closes', async () => {
    const url = `${service.url.replace('http', 'ws')}/ws`;
    const first = new WebSocket(url);
    await new Promise((resolve) => first.once('open', resolve));
    const second = new WebSocket(url);
    const status = await new Promise((resolve) =>
      second.once('unexpected-response', (_request, response) => resolve(response.statusCode)),
    );
    expect(status).toBe(503);
    const answer = new Promise((resolve) =>
      first.once('message', (data) => resolve(JSON.parse(String(data)))),
    );
    const closed = new Promise((resolve) => first.once('close', resolve));
    first.send('hello');
    expect(await answer).toMatchObject({ code: 'invalid_request' });
    expect(await closed).toBe(1008);
  });

  it('drains: not ready first, work under way ends, sockets are told', async () => {
    const socket = new WebSocket(`${service.url.replace('http', 'ws')}/ws`);
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const slow = fetch(`${service.url}/slow`).then((response) => response.text());
    await expect.poll(() => slowRequests, { interval: 5 }).toBe(1);
    const closing = service.close();
    const ready = await fetch(`${service.url}/ready`);
    expect([ready.status, (await ready.json()).checks.at(-1).name]).toEqual([503, 'accepting']);
    expect(await codeOf(await fetch(`${service.url}/full`))).toBe('shutting_down');
    expect(await closed).toBe(1001);
    expect(await slow).toBe('done');
    await closing;
  });
});

describe('a service around an engine', () => {
  it('stops promptly while its engine is still loading, and takes no jobs then', async () => {
    const foundation = createFoundation('test', configOf({ PORT: '0' }), createLogger('test', 'error'));
    let giveUp = () => {};
    let jobsTaken = false;
    const service = new EngineService({
      foundation,
      parts: [
        {
          name: 'engine',
          load: () =>
            new Promise((_resolve, reject) => (giveUp = () => reject(new Error('It was stopped.')))),
          unload: async () => giveUp(),
          readiness: () => ({ ready: false, reason: 'It loads.' }),
        },
      ],
      consumeJobs: () => {
        jobsTaken = true;
        return undefined;
      },
      addRoutes: () => undefined,
    });
    const starting = service.start();
    await expect.poll(() => service.http.server.listening).toBe(true);
    await service.stop();
    await starting;
    expect(jobsTaken).toBe(false);
  });

  it('loads again what could not be loaded, and then takes jobs', async () => {
    const foundation = createFoundation('test', configOf({ PORT: '0' }), createLogger('test', 'error'));
    let attempts = 0;
    let timesJobsTaken = 0;
    const isReady = () => attempts === 2;
    const service = new EngineService({
      foundation,
      parts: [
        {
          name: 'engine',
          load: async () => {
            attempts += 1;
            if (!isReady()) throw new Error('There is no memory for it.');
          },
          unload: async () => undefined,
          readiness: () => (isReady() ? { ready: true } : { ready: false, reason: 'It is not there.' }),
        },
      ],
      consumeJobs: () => {
        if (!isReady()) return undefined;
        timesJobsTaken += 1;
        return { checkReadiness: async () => ({ name: 'queue', ready: true }), stop: async () => undefined };
      },
      addRoutes: () => undefined,
    });
    await service.start();
    expect([attempts, timesJobsTaken]).toEqual([1, 0]);
    await expect.poll(() => timesJobsTaken).toBe(1);
    expect((await fetch(`${service.http.url}/ready`)).status).toBe(200);
    await service.stop();
    expect(attempts).toBe(2);
  });
});
