import { existsSync } from 'node:fs';
import { pcm16FromFloat } from '@parley/audio';
import { type LiveServerEvent, liveServerEventSchema } from '@parley/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { LiveClient } from '../testing/live-client.js';
import { readRecording, recordings } from '../testing/recordings.js';
import { startService } from '../testing/start-service.js';

const withRecordings = it.skipIf(!existsSync(recordings));

type EventOf<Name extends LiveServerEvent['event']> = LiveServerEvent & { event: Name };

describe('GET /ws (real recordings: skipped without shared/data)', () => {
  let service: Awaited<ReturnType<typeof startService>>;
  const clients: { socket: WebSocket }[] = [];
  beforeAll(async () => {
    service = await startService({ LIVE_MAX_SESSIONS: '8' });
  });
  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.terminate();
    await expect.poll(() => service.service.http.openSockets).toBe(0);
  });
  afterAll(() => service.stop());

  const connect = async <Message = LiveServerEvent>() => {
    const client = await LiveClient.open<Message>(service.url);
    clients.push(client);
    return client;
  };
  const of = <Name extends LiveServerEvent['event']>(client: LiveClient, name: Name) =>
    client.messages.filter((message): message is EventOf<Name> => message.event === name);

  const textOf = (client: LiveClient) =>
    of(client, 'final')
      .map(({ text }) => text)
      .join(' ');

  withRecordings('hears speech at its own pace: interims, then a final, then the end', async () => {
    const client = await connect();
    client.send({ event: 'start', language: 'en', interimRate: 4 });
    await client.speak(readRecording('en_quilter_6s.wav'));
    client.send({ event: 'stop' });
    expect(await client.closed()).toBe(1000);

    for (const message of client.messages) liveServerEventSchema.parse(message);
    expect(client.messages[0]).toEqual({ event: 'started', language: 'en', engine: 'pocketsphinx' });
    expect(client.messages.at(-1)).toEqual({ event: 'stopped' });
    // Words that were shown as stable stay in the final, as they were heard first.
    expect(textOf(client)).toMatch(/middle classes .*glad to welcome his gospel/);
    const [final] = of(client, 'final');
    expect(final?.segments[0]?.startMs).toBeGreaterThanOrEqual(final?.t0 ?? Infinity);
    expect(of(client, 'speech_start').length).toBe(of(client, 'speech_end').length);
    const interims = of(client, 'interim');
    expect(interims.length).toBeGreaterThan(0);
    for (const [index, { text: interim, stable_chars }] of interims.entries()) {
      const before = interims[index - 1];
      expect(stable_chars).toBeGreaterThanOrEqual(before?.stable_chars ?? 0);
      expect(interim.startsWith(before?.text.slice(0, before.stable_chars) ?? '')).toBe(true);
    }
  });

  withRecordings('takes a whole recording at once, without start, and loses nothing', async () => {
    const client = await connect();
    const audio = readRecording('en_jfk_11s.wav');
    client.socket.send(pcm16FromFloat(audio));
    client.send({ event: 'stop' });
    expect(await client.closed()).toBe(1000);
    const finals = of(client, 'final');
    expect(textOf(client)).toMatch(/fellow american.*what you can do for your country/);
    expect(finals.map(({ t0 }) => t0)).toEqual(finals.map(({ t0 }) => t0).toSorted((a, b) => a - b));
    expect(finals.at(-1)?.t1).toBeLessThanOrEqual(11_100);
    expect(of(client, 'status').at(-1)?.dropped_ms).toBe(0);
  });

  withRecordings('slows down a client that sends a minute at once, and loses nothing of it', async () => {
    const client = await connect();
    const speech = readRecording('en_quilter_6s.wav');
    const minute = new Float32Array(60 * 16_000);
    minute.set(speech, 2 * 16_000);
    minute.set(speech, minute.length - speech.length - 16_000);
    client.socket.send(pcm16FromFloat(minute.subarray(0, 30 * 16_000)));
    client.socket.send(pcm16FromFloat(minute.subarray(30 * 16_000)));
    client.send({ event: 'stop' });
    expect(await client.closed()).toBe(1000);
    expect(textOf(client)).toMatch(/middle classes.*middle classes/);
    expect(of(client, 'status').every(({ dropped_ms }) => dropped_ms === 0)).toBe(true);
  });

  withRecordings('says nothing where nothing is said', async () => {
    const client = await connect();
    client.send({ event: 'start' });
    client.socket.send(pcm16FromFloat(readRecording('no_speech_8s.wav')));
    client.send({ event: 'stop' });
    await client.closed();
    expect(new Set(client.messages.map(({ event }) => event))).toEqual(
      new Set(['started', 'status', 'stopped']),
    );
  });

  withRecordings('ends the utterance of a microphone that stops in the middle of speech', async () => {
    const client = await connect();
    client.send({ event: 'start', interimRate: 0 });
    await client.speak(readRecording('en_quilter_6s.wav').subarray(0, 4.5 * 16_000), 10);
    await expect.poll(() => of(client, 'final').length, { timeout: 10_000 }).toBe(1);
    expect(of(client, 'interim')).toEqual([]);
  });

  withRecordings('speaks the other dialect: base64 in, texts out', async () => {
    interface Transcription {
      type: string;
      text: string;
      confidence: number;
      timestamp: number;
    }
    const client = await connect<Transcription>();
    const bytes = Buffer.from(pcm16FromFloat(readRecording('en_quilter_6s.wav')));
    for (let start = 0; start < bytes.length; start += 8_000) {
      client.send({ type: 'audio', data: bytes.subarray(start, start + 8_000).toString('base64') });
    }
    await expect.poll(() => client.messages.length, { timeout: 15_000 }).toBe(1);
    const [message] = client.messages;
    expect(message).toMatchObject({
      type: 'transcription',
      text: expect.stringContaining('welcome his gospel'),
    });
    expect(message?.confidence).toBeGreaterThan(0);
    expect(Math.abs((message?.timestamp ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('tells mistakes and goes on, until there are too many', async () => {
    const client = await connect();
    const mistakes: [string, string][] = [
      ['garbage', 'invalid_json'],
      ['42', 'invalid_request'],
      ['{"event":"dance"}', 'invalid_parameter'],
      ['{"event":"start","language":7}', 'invalid_parameter'],
      ['{"event":"start","interimRate":-1}', 'invalid_parameter'],
      ['{"event":"start","language":"tlh"}', 'unsupported_language'],
      ['{"event":"start","language":"de"}', 'engine_cannot_transcribe_language'],
    ];
    for (const [message] of mistakes) client.socket.send(message);
    await expect
      .poll(() => of(client, 'error').map(({ code }) => code))
      .toEqual(mistakes.map(([, code]) => code));
    client.send({ event: 'start' });
    await expect.poll(() => of(client, 'started').length).toBe(1);
    for (let i = 0; i < 10; i++) client.socket.send('text in place of audio');
    expect(await client.closed()).toBe(1008);
  });

  withRecordings('hears nothing with other wishes than those that were refused', async () => {
    const client = await connect();
    const audio = pcm16FromFloat(readRecording('en_quilter_6s.wav'));
    client.send({ event: 'start', language: 'tlh' });
    for (let i = 0; i < 20; i++) client.socket.send(audio.subarray(i * 1_280, (i + 1) * 1_280));
    client.send({ event: 'set', interimRate: 1 });
    await expect
      .poll(() => client.messages)
      .toEqual([
        { event: 'error', code: 'unsupported_language', message: expect.any(String) },
        { event: 'error', code: 'invalid_request', message: expect.stringContaining('No audio is heard') },
      ]);
    client.send({ event: 'start', language: 'en' });
    client.socket.send(audio);
    client.send({ event: 'stop' });
    await client.closed();
    expect(textOf(client)).toContain('welcome his gospel');
  });

  it('says so where a container holds no sound', async () => {
    const client = await connect();
    client.send({ event: 'start', language: 'en' });
    // The head of a WebM file, and nonsense.
    const head = Buffer.from(
      '1a45dfa3a34286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff',
      'hex',
    );
    client.socket.send(Buffer.concat([head, Buffer.alloc(4_000, 'nonsense')]));
    client.send({ event: 'stop' });
    expect(await client.closed()).toBe(1000);
    expect(of(client, 'error')).toEqual([expect.objectContaining({ code: 'unreadable_audio' })]);
    expect(client.messages.at(-1)).toEqual({ event: 'stopped' });
  });

  it('tells mistakes in the other dialect too', async () => {
    const client = await connect<{ type: string; code: string }>();
    client.send({ type: 'audio', data: '%%%' });
    client.send({ type: 'audio' });
    client.send({ type: 'audio', data: '' });
    client.socket.send(Buffer.alloc(640));
    await expect
      .poll(() => client.messages.map(({ type, code }) => [type, code]))
      .toEqual([
        ['error', 'invalid_parameter'],
        ['error', 'invalid_parameter'],
        ['error', 'empty_file'],
        ['error', 'invalid_request'],
      ]);
  });

  it('closes on a message that is too long', async () => {
    const client = await connect();
    client.socket.send(Buffer.alloc(2 ** 20 + 1));
    expect(await client.closed()).toBe(1009);
    expect((await fetch(`${service.url}/health`)).ok).toBe(true);
  });

  it('refuses sockets beyond its places before the handshake, and serves the others', async () => {
    const attempts = await Promise.all(
      Array.from(
        { length: 200 },
        () =>
          new Promise<WebSocket | number>((resolve) => {
            const socket = new WebSocket(`${service.url.replace('http', 'ws')}/ws`);
            socket.once('open', () => resolve(socket));
            socket.once('unexpected-response', (_request, response) => {
              resolve(response.headers['retry-after'] === undefined ? 0 : (response.statusCode ?? 0));
            });
            socket.on('error', () => undefined);
          }),
      ),
    );
    const open = attempts.filter((attempt) => attempt instanceof WebSocket);
    expect(open.length).toBe(8);
    expect(attempts.filter((attempt) => attempt === 503).length).toBe(192);
    for (const socket of open) socket.terminate();
  });

  withRecordings('drops the work of a client that vanishes', async () => {
    const client = await connect();
    client.socket.send(pcm16FromFloat(readRecording('en_two_speakers_20s.wav')));
    await expect.poll(() => service.context.scheduler.running, { interval: 5 }).toBeGreaterThan(0);
    client.socket.terminate();
    const { scheduler } = service.context;
    await expect.poll(() => scheduler.running + scheduler.waiting, { timeout: 1_000 }).toBe(0);
  });
});

describe('GET /ws with a client that sends nothing', () => {
  it('tells it so, and closes', async () => {
    const service = await startService({ LIVE_IDLE_TIMEOUT_MS: '200' });
    const client = await LiveClient.open(service.url);
    expect(await client.closed()).toBe(1008);
    expect(client.messages).toEqual([expect.objectContaining({ event: 'error', code: 'idle_timeout' })]);
    await service.stop();
  });
});

describe('GET /ws without the model', () => {
  it('says which file is missing, and closes', async () => {
    const service = await startService({ STT_ENGINE: 'canary', PARLEY_MODELS_DIR: '/nonexistent' });
    const client = await LiveClient.open(service.url);
    client.send({ event: 'start', language: 'de' });
    expect(await client.closed()).toBe(1011);
    expect(client.messages.at(-1)).toMatchObject({ event: 'error', code: 'model_files_missing' });
    await service.stop();
  });
});
