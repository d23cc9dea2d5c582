import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { framesPerSecond } from '@parley/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Constellation, type Door, sharedData } from './constellation.js';
import { ConversationClient } from './conversation-client.js';

const recording = join(sharedData, 'audio/en_quilter_6s.wav');
const portrait = join(sharedData, 'portraits/s12.jpg');
const hasData = existsSync(recording) && existsSync(portrait);
const wavHeaderBytes = 44;

let house: Constellation;
beforeAll(async () => {
  house = await Constellation.start(2_000);
}, 180_000);
afterAll(async () => {
  expect(await house.stop()).toBe(0);
}, 60_000);

const formOf = (fields: Record<string, string | Blob>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, 'file');
  }
  return form;
};
const post = (door: Door, path: string, body: FormData | object) =>
  fetch(house.url(door, path), {
    method: 'POST',
    ...(body instanceof FormData
      ? { body }
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
const errorCode = async (response: Response) => [response.status, (await response.json()).error.code];

describe('the endpoints that users of such stacks already call', () => {
  it('are alive on every door', async () => {
    for (const door of ['gateway', 'tts', 'stt', 'stt-canary', 'stt-ctc', 'avatar', 'agent'] as const) {
      expect(await (await fetch(house.url(door, '/health'))).json(), door).toMatchObject({ status: 'ok' });
    }
    expect((await (await fetch(house.url('gateway', '/gpu'))).json()).gpus).toBeInstanceOf(Array);
    const { expressions } = await (await fetch(house.url('avatar', '/expressions'))).json();
    expect(expressions.map(({ name }: { name: string }) => name)).toContain('happy');
  });

  it('speak German, and refuse to clone by naming the engine that can', async () => {
    const spoken = await post('tts', '/synthesize', { text: 'Hallo Welt', language: 'de' });
    expect((await spoken.arrayBuffer()).byteLength).toBeGreaterThan(20_000);
    const clone = formOf({ text: 'Hello world', language: 'en', speaker_audio: new Blob(['x']) });
    const refusal = await post('tts', '/synthesize-with-voice-clone', clone);
    expect(await errorCode(refusal)).toEqual([503, 'engine_cannot_clone']);
  });

  it.skipIf(!hasData)('transcribe a form and base64, and say which model is missing', async () => {
    const bytes = readFileSync(recording);
    const file = new Blob([bytes]);
    const { text } = await (await post('stt', '/transcribe', formOf({ file, task: 'translate' }))).json();
    expect(text).toMatch(/middle classes/);
    const german = await post('stt', '/transcribe', formOf({ file, language: 'de' }));
    expect(await errorCode(german)).toEqual([503, 'engine_cannot_transcribe_language']);
    const canary = formOf({ file, language: 'de', task: 'translate', target_language: 'en' });
    expect(await errorCode(await post('stt-canary', '/transcribe', canary))).toEqual([
      503,
      'model_files_missing',
    ]);
    const body = { audio: bytes.toString('base64') };
    const answer = await post('gateway', '/api/voxformer/transcribe', body);
    expect(answer.headers.get('x-parley-fallback')).toBe('stt');
    expect((await answer.json()).text).toMatch(/middle classes/);
    expect((await fetch(house.url('gateway', '/api/voxformer/health'))).status).toBe(200);
  });

  it.skipIf(!hasData)('render an expression of a portrait', async () => {
    const source_image = new Blob([readFileSync(portrait)]);
    const rendered = await post(
      'avatar',
      '/api/render',
      formOf({ source_image, expression: 'happy', intensity: '1.0' }),
    );
    const { format, width, height } = await sharp(Buffer.from(await rendered.arrayBuffer())).metadata();
    const source = await sharp(portrait).metadata();
    expect([format, width, height]).toEqual(['jpeg', source.width, source.height]);
  });
});

describe('queued jobs', () => {
  const finish = async (id: string) => {
    const read = async () => (await (await fetch(house.url('gateway', `/v1/jobs/${id}`))).json()).state;
    await expect.poll(read, { timeout: 20_000 }).toBe('completed');
    return fetch(house.url('gateway', `/v1/jobs/${id}/result`));
  };

  it('speak a text', async () => {
    const created = await post('gateway', '/v1/jobs', {
      kind: 'synthesize',
      text: 'A queued sentence.',
      language: 'en',
    });
    expect(created.status).toBe(202);
    const result = await finish((await created.json()).id);
    expect(result.headers.get('content-type')).toContain('audio/wav');
  });

  it.skipIf(!hasData)('transcribe a file and render a picture', async () => {
    const file = new Blob([readFileSync(recording)]);
    const transcribe = await (await post('gateway', '/v1/jobs', formOf({ kind: 'transcribe', file }))).json();
    const picture = new Blob([readFileSync(portrait)]);
    const render = await (
      await post('gateway', '/v1/jobs', formOf({ kind: 'render', file: picture, expression: 'sad' }))
    ).json();
    expect((await (await finish(transcribe.id)).json()).text).toMatch(/middle classes/);
    expect((await finish(render.id)).headers.get('content-type')).toContain('image/jpeg');
  });
});

describe('bad input', () => {
  it.each([
    ['stt', '/transcribe', () => formOf({ language: 'en' }), 400, 'missing_file'],
    ['stt', '/transcribe', () => formOf({ file: new Blob([]) }), 400, 'empty_file'],
    ['stt', '/transcribe', () => formOf({ file: new Blob(['this is a text']) }), 400, 'unreadable_audio'],
    ['stt', '/transcribe', () => ({ audio: 'a'.repeat(40 * 2 ** 20) }), 413, 'body_too_large'],
    [
      'stt',
      '/transcribe',
      () => ({ url: 'http://169.254.169.254/latest/meta-data' }),
      400,
      'url_not_allowed',
    ],
    ['stt', '/transcribe', () => ({ audio: 5 }), 400, 'invalid_parameter'],
    ['tts', '/synthesize', () => ({ text: 'a'.repeat(100_000) }), 413, 'text_too_long'],
    ['tts', '/synthesize', () => ({ text: 'a', language: 'tlh' }), 400, 'unsupported_language'],
    ['avatar', '/api/render', () => formOf({ expression: 'happy' }), 400, 'missing_file'],
    [
      'avatar',
      '/api/render',
      () => formOf({ source_image: new Blob(['no picture']) }),
      400,
      'unreadable_image',
    ],
    ['avatar', '/api/render', () => formOf({ expression: 'furious' }), 400, 'unknown_expression'],
    ['avatar', '/api/render', () => formOf({ intensity: 'NaN' }), 400, 'invalid_parameter'],
    ['gateway', '/api/voxformer/transcribe', () => ({ audio: 5 }), 400, 'invalid_parameter'],
    ['gateway', '/v1/jobs', () => ({ kind: 'dance' }), 400, 'invalid_parameter'],
    ['gateway', '/nowhere', () => ({}), 404, 'not_found'],
  ] as const)('%s %s is refused (%#)', async (door, path, body, status, code) => {
    expect(await errorCode(await post(door, path, body()))).toEqual([status, code]);
  });

  it('200 sockets at once: some are served, the others are told, nobody is harmed', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const socket = new WebSocket(house.url('gateway', '/ws').replace('http', 'ws'));
        return new Promise<{ socket: WebSocket; status: number }>((resolve) => {
          socket.once('open', () => resolve({ socket, status: 101 }));
          socket.once('unexpected-response', (_request, response) =>
            resolve({ socket, status: response.statusCode ?? 0 }),
          );
          socket.once('error', () => resolve({ socket, status: 0 }));
        });
      }),
    );
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set([101, 503]));
    for (const { socket } of outcomes) socket.terminate();
    await house.untilReady('stt', 15_000);
  });
});

describe('the conversation', () => {
  it.skipIf(!hasData)(
    'hears a person, answers aloud, and moves its lips while it speaks',
    async () => {
      const client = await ConversationClient.open(house.url('gateway', '/ws/conversation?avatar=true'));
      const silence = (seconds: number) => new Uint8Array(seconds * 32_000);
      const speech = readFileSync(recording).subarray(wavHeaderBytes);
      client.send({ type: 'start', audio: 'pcm16', language: 'en' });
      await client.say(Buffer.concat([silence(1), speech, silence(3)]));
      const { interrupted, latency } = await client.wait('turn_complete');
      expect(interrupted).toBe(false);
      const said = client.all('transcript').filter(({ is_final }) => is_final);
      expect(said.map(({ text }) => text).join(' ')).toMatch(/middle classes/);
      expect(client.all('ai_text').at(-1)?.text).toMatch(/understood.*middle classes/);

      const sound = client.packets
        .filter(({ kind }) => kind === 'pcm')
        .map(({ payload }) => Buffer.from(payload));
      const pcm = Buffer.concat(sound);
      const peak = Array.from({ length: pcm.length / 2 }, (_, at) => Math.abs(pcm.readInt16LE(at * 2)));
      expect(Math.max(...peak.slice(0, 100_000))).toBeGreaterThan(3_000);

      const speechSeconds = pcm.length / 48_000;
      const spoken = client.packets.filter(({ kind, mediaTimeMs }) => kind === 'jpeg' && mediaTimeMs >= 0);
      expect(spoken.length).toBeGreaterThan(speechSeconds * framesPerSecond * 0.7);
      expect(latency.firstAudioMs).not.toBeNull();
      expect(latency.firstFrameMs).not.toBeNull();

      client.send({ type: 'end_conversation' });
      expect((await client.wait('analysis')).analysis.turns).toBeGreaterThan(0);
      client.close();
    },
    90_000,
  );
});

describe('the supervisor', () => {
  it('brings a killed service back within 3 s; the others go on, and /ready tells the truth', async () => {
    const before = house.pids();
    const { tts } = before;
    expect(tts).toBeTypeOf('number');
    process.kill(Number(tts), 'SIGKILL');
    const killedAt = performance.now();
    const isUp = async () => (await fetch(house.url('tts', '/health')).catch(() => undefined))?.ok ?? false;
    await expect.poll(isUp, { interval: 20 }).toBe(false);
    await expect
      .poll(async () => (await house.readiness('gateway'))?.ready, { interval: 50, timeout: 3_000 })
      .toBe(false);
    await expect.poll(isUp, { interval: 50, timeout: 10_000 }).toBe(true);
    const backAfterMs = performance.now() - killedAt;
    await house.untilReady('gateway', 20_000);
    const { tts: newTts, ...others } = house.pids();
    expect(newTts).not.toBe(tts);
    expect(others).toEqual(Object.fromEntries(Object.entries(before).filter(([name]) => name !== 'tts')));
    expect(backAfterMs).toBeLessThan(3_000);
  }, 60_000);
});
