import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { speechLanguages } from '@parley/contracts';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { createTtsService } from './service.js';
import { FakeEngine } from './testing/fake-engine.js';
import { startService } from './testing/start-service.js';

describe('the text-to-speech service', () => {
  let service: ReturnType<typeof createTtsService>;

  beforeAll(async () => {
    const config = readConfig({ PORT: '0', LOG_LEVEL: 'error', TTS_MAX_STREAMS: '2' });
    service = createTtsService(await createContext(config, { takesJobs: false }));
    await service.start();
  });
  afterAll(() => service.stop());

  const post = (path: string, body: string, contentType = 'application/json') =>
    fetch(`${service.http.url}${path}`, { method: 'POST', body, headers: { 'content-type': contentType } });
  const errorOf = async (response: Response) => {
    const { error } = await response.json();
    return { status: response.status, code: error.code, param: error.param, message: error.message };
  };

  it('is ready, and tells which engine speaks', async () => {
    expect((await fetch(`${service.http.url}/ready`)).status).toBe(200);
    const status = await (await fetch(`${service.http.url}/status`)).json();
    expect(status.engine).toMatchObject({ id: 'espeak-ng', embedded: true, capabilities: { clone: false } });
  });

  it('answers a WAV file that says how long it is', async () => {
    const response = await post('/synthesize', '{"text":"Hallo Welt","language":"de"}');
    expect(response.headers.get('content-type')).toBe('audio/wav');
    expect(response.headers.get('x-parley-engine')).toBe('espeak-ng');
    const wav = Buffer.from(await response.arrayBuffer());
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    expect(wav.readUInt32LE(24)).toBe(24_000);
    expect(wav.readUInt32LE(40)).toBe(wav.length - 44);
    expect(wav.length).toBeGreaterThan(24_000);
  });

  it.each([
    ['{"text":""}', 400, 'empty_text'],
    ['{"text":"   "}', 400, 'empty_text'],
    [JSON.stringify({ text: 'a'.repeat(100_000) }), 413, 'text_too_long'],
    ['{"text":"a","language":"tlh"}', 400, 'unsupported_language'],
    ['{"text":"a","speed":"NaN"}', 400, 'invalid_parameter'],
    ['{"text":"a","voice":"nobody"}', 400, 'unknown_voice'],
    ['{"text":["a"]}', 400, 'invalid_parameter'],
    ['[]', 400, 'invalid_parameter'],
    ['{', 400, 'invalid_json'],
    [JSON.stringify({ text: 'a'.repeat(2 ** 20) }), 413, 'body_too_large'],
  ])('refuses %.40s with %i %s', async (body, status, code) => {
    expect(await errorOf(await post('/synthesize', body))).toMatchObject({ status, code });
  });

  it('lists the languages where one is unknown', async () => {
    const { message } = await errorOf(await post('/synthesize', '{"text":"a","language":"tlh"}'));
    for (const language of speechLanguages) expect(message).toContain(language);
  });

  it('refuses to clone by a named error that names the engine that can', async () => {
    const form = new FormData();
    form.append('text', 'Hello world');
    form.append('language', 'en');
    const url = `${service.http.url}/synthesize-with-voice-clone`;
    expect(await errorOf(await fetch(url, { method: 'POST', body: form }))).toMatchObject({
      status: 400,
      code: 'missing_file',
      param: 'speaker_audio',
    });
    form.append('speaker_audio', new Blob([new Uint8Array(100)]), 'reference.wav');
    const refusal = await errorOf(await fetch(url, { method: 'POST', body: form }));
    expect(refusal).toMatchObject({ status: 503, code: 'engine_cannot_clone' });
    expect(refusal.message).toContain('xtts-v2');
  });

  const open = async () => {
    const socket = new WebSocket(`${service.http.url.replace('http', 'ws')}/stream`);
    await once(socket, 'open');
    return socket;
  };

  it('streams PCM after the visemes that sound in it, then says how long it was', async () => {
    const socket = await open();
    const order: string[] = [];
    let bytes = 0;
    let durationMs = 0;
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) bytes += data.length;
      const type = isBinary ? 'pcm' : JSON.parse(data.toString()).type;
      if (type === 'speech-end') ({ durationMs } = JSON.parse(data.toString()));
      if (order.at(-1) !== type) order.push(type);
    });
    socket.send('{"text":"First sentence. Second sentence.","language":"en"}');
    const [code] = await once(socket, 'close');
    expect(code).toBe(1000);
    expect(order.slice(0, 3)).toEqual(['speech-start', 'visemes', 'pcm']);
    expect(order.at(-1)).toBe('speech-end');
    expect(durationMs).toBeCloseTo(bytes / 48, 0);
  });

  it('tells who has to wait the place in the queue', async () => {
    const engine = new FakeEngine({ held: true });
    const busy = await startService({ engines: [engine], environment: { TTS_CONCURRENCY: '1' } });
    const messages: { position?: number }[][] = [[], [], []];
    const closed = messages.map(async (received, index) => {
      const socket = new WebSocket(`${busy.url.replace('http', 'ws')}/stream`);
      await once(socket, 'open');
      socket.on('message', (data: Buffer, isBinary) => {
        if (!isBinary) received.push(JSON.parse(data.toString()));
      });
      await expect.poll(() => busy.context.queue.active + busy.context.queue.waiting).toBe(index);
      socket.send('{"text":"Hello."}');
      await once(socket, 'close');
    });
    await expect.poll(() => busy.context.queue.waiting).toBe(2);
    engine.release();
    await Promise.all(closed);
    const positions = messages.map((received) => received.flatMap(({ position }) => position ?? []));
    expect(positions).toEqual([[], [1], [2, 1]]);
    await busy.stop();
  });

  it.each([
    ['garbage', 'invalid_json'],
    ['{"text":5}', 'invalid_parameter'],
    ['{"text":""}', 'empty_text'],
  ])('answers %s on the stream with %s', async (message, code) => {
    const socket = await open();
    const answer = once(socket, 'message');
    socket.send(message);
    expect(JSON.parse(String((await answer)[0]))).toMatchObject({ type: 'error', code });
    await once(socket, 'close');
  });

  it('cancels the work of a client that goes away, and frees its place', async () => {
    const sockets = [await open(), await open()];
    for (const socket of sockets) {
      socket.send(JSON.stringify({ text: 'A long story follows. '.repeat(400), language: 'en' }));
      await once(socket, 'message');
      socket.terminate();
    }
    await expect.poll(() => service.http.openSockets).toBe(0);
    expect((await post('/synthesize', '{"text":"still here"}')).status).toBe(200);
  });
});
