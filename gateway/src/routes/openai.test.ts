import OpenAI, { AuthenticationError, NotFoundError, toFile } from 'openai';
import { Agent, request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBody, sendJson } from '../testing/fake-service.js';
import { TestGateway } from '../testing/test-gateway.js';

const models = {
  stt: ['whisper-base', 'whisper-1'],
  'stt-canary': ['canary-1b-v2', 'whisper-1'],
  tts: ['xtts-v2', 'tts-1'],
} as const;

describe("OpenAI's dialect at the gateway", () => {
  let gateway: TestGateway;
  let client: OpenAI;
  const bodies = new Map<string, Buffer>();

  beforeAll(async () => {
    gateway = await TestGateway.start({ PARLEY_API_KEYS: 'right' });
    for (const name of ['stt', 'stt-canary', 'tts'] as const) {
      gateway.services[name].answer = async (request, response) => {
        if (request.url === '/v1/models') {
          const data = models[name].map((id) => ({ id, object: 'model', created: 1, owned_by: 'parley' }));
          sendJson(response, { object: 'list', data });
          return;
        }
        bodies.set(name, await readBody(request));
        sendJson(response, { text: name });
      };
    }
    client = new OpenAI({ apiKey: 'right', baseURL: `${gateway.url}/v1`, maxRetries: 0 });
  });
  afterAll(() => gateway.stop());

  it('lists the models of all services, each once, and knows each', async () => {
    const ids = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toEqual(['whisper-base', 'whisper-1', 'canary-1b-v2', 'xtts-v2', 'tts-1']);
    expect(await client.models.retrieve('nvidia/canary-1b-v2')).toMatchObject({ id: 'canary-1b-v2' });
  });

  it.each([
    ['whisper-1', 'stt'],
    ['openai/whisper-base', 'stt'],
    ['canary-1b-v2', 'stt-canary'],
  ] as const)(
    'leads %s to %s with the whole body, whether the file comes first or last',
    async (model, service) => {
      const bytes = Buffer.alloc(3 * 2 ** 20, 7);
      for (const fields of [
        { file: await toFile(bytes, 'a.wav'), model },
        { model, file: await toFile(bytes, 'a.wav') },
      ]) {
        bodies.clear();
        expect((await client.audio.transcriptions.create(fields)).text).toBe(service);
        const body = bodies.get(service)?.toString('latin1') ?? '';
        expect(body).toContain(bytes.toString('latin1'));
        expect(body).toContain(model);
        expect(body.trimEnd().endsWith('--')).toBe(true);
      }
    },
  );

  it('leads speech to text to speech, and looks for no listener among the speakers', async () => {
    const speech = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Hello' });
    expect(await speech.json()).toEqual({ text: 'tts' });
    expect(JSON.parse(bodies.get('tts')?.toString() ?? '')).toMatchObject({ input: 'Hello', voice: 'alloy' });
    const voices = await fetch(`${gateway.url}/v1/audio/voices`, { headers: { 'x-api-key': 'right' } });
    expect(voices.status).toBe(200);
    expect(gateway.services.tts.lastRequest.url).toBe('/v1/audio/voices');
    const file = await toFile(Buffer.from('sound'), 'a.wav');
    const listening = client.audio.transcriptions.create({ file, model: 'tts-1' });
    await expect(listening).rejects.toMatchObject({ code: 'model_not_found' });
  });

  it('puts back what it has read of a body that comes in pieces, whose end comes late', async () => {
    const boundary = 'x'.repeat(20);
    const parts = [
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n`,
      'sound\r\n',
      `--${boundary}\r\nContent-Disposition: form-data; name="mod`,
      `el"\r\n\r\ncanary-1b-v2\r\n--${boundary}--\r\n`,
    ];
    const agent = new Agent();
    const request = httpRequest(`${gateway.url}/v1/audio/translations`, {
      method: 'POST',
      agent,
      headers: { authorization: 'Bearer right', 'content-type': `multipart/form-data; boundary=${boundary}` },
    });
    for (const part of parts) await new Promise<void>((resolve) => request.write(part, () => resolve()));
    request.end();
    await once(request, 'response');
    expect(bodies.get('stt-canary')?.toString()).toBe(parts.join(''));
    agent.destroy();
  });

  it('refuses with the classes of errors that clients know', async () => {
    const file = await toFile(Buffer.from('sound'), 'a.wav');
    const unknown = client.audio.transcriptions.create({ file, model: 'no-such' });
    await expect(unknown).rejects.toBeInstanceOf(NotFoundError);
    await expect(unknown).rejects.toMatchObject({
      code: 'model_not_found',
      param: 'model',
      message: expect.stringContaining('whisper-base, whisper-1, canary-1b-v2'),
    });
    const stranger = new OpenAI({ apiKey: 'wrong', baseURL: `${gateway.url}/v1`, maxRetries: 0 });
    const request = stranger.audio.transcriptions.create({ file, model: 'whisper-1' });
    await expect(request).rejects.toBeInstanceOf(AuthenticationError);
    await expect(request).rejects.toMatchObject({ code: 'invalid_api_key' });
  });
});
