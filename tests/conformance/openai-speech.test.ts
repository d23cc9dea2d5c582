import { decodeAudio } from '@parley/audio';
import { JobQueues } from '@parley/queue';
import OpenAI, { AuthenticationError, BadRequestError, NotFoundError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../gateway/src/config.js';
import { createContext } from '../../gateway/src/context.js';
import { GatewayService } from '../../gateway/src/service.js';
import { startService } from '../../services/tts/src/testing/start-service.js';

/** Nothing listens on port 1: jobs are not what is tested here. */
const noRedis = 'redis://127.0.0.1:1';
const never = new AbortController().signal;

/** OpenAI's own client with nothing but another base URL, a real voice behind it. */
describe("OpenAI's client and text to speech", () => {
  let tts: Awaited<ReturnType<typeof startService>>;
  const gateways: GatewayService[] = [];

  beforeAll(async () => {
    tts = await startService({ environment: { TTS_ENGINE: 'espeak' } });
  });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await tts.stop();
  });

  async function startGateway(keys: string): Promise<string> {
    const closed = 'http://127.0.0.1:1';
    const config = readConfig({
      PORT: '0',
      OPERATOR_PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'error',
      REDIS_URL: noRedis,
      STT_URL: closed,
      STT_CANARY_URL: closed,
      STT_CTC_URL: closed,
      TTS_URL: tts.url,
      PARLEY_API_KEYS: keys,
    });
    const queues = new JobQueues({ connection: { redisUrl: noRedis } });
    const gateway = new GatewayService(createContext(config, { queues }));
    gateways.push(gateway);
    await gateway.start();
    return gateway.publicDoor.url;
  }

  it.each([
    ['at the service', async () => tts.url, 'unused'],
    ['through the gateway', () => startGateway(''), 'unused'],
    ['through a gateway with keys', () => startGateway('first,second'), 'second'],
  ])('understand one another %s', async (_where, start, apiKey) => {
    const client = new OpenAI({ apiKey, baseURL: `${await start()}/v1`, maxRetries: 0 });
    const { data } = await client.models.list();
    expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(['espeak-ng', 'tts-1']));

    const input = 'The quick brown fox jumps over the lazy dog.';
    const lengths: number[] = [];
    for (const response_format of ['mp3', 'opus', 'aac', 'flac', 'wav'] as const) {
      const speech = await client.audio.speech.create({
        model: 'gpt-4o-mini-tts',
        voice: 'nova',
        input,
        response_format,
        instructions: 'Calmly.',
      });
      expect(speech.headers.get('x-parley-engine')).toBe('espeak-ng');
      const bytes = new Uint8Array(await speech.arrayBuffer());
      const sound = await decodeAudio(bytes, { sampleRate: 24_000, maxDurationMs: 60_000 }, never);
      lengths.push(sound.durationMs);
    }
    expect(Math.min(...lengths)).toBeGreaterThan(1_500);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThan(150);

    const fast = await client.audio.speech.create({
      model: 'tts-1',
      voice: 'onyx',
      input,
      response_format: 'pcm',
      speed: 2,
    });
    const pcm = await fast.arrayBuffer();
    expect(pcm.byteLength / 48).toBeLessThan(Math.min(...lengths) * 0.8);
  });

  it('agree on what is wrong', async () => {
    const baseURL = `${await startGateway('right')}/v1`;
    const client = new OpenAI({ apiKey: 'right', baseURL, maxRetries: 0 });
    const stranger = new OpenAI({ apiKey: 'wrong', baseURL, maxRetries: 0 });
    const speak = (fields: object, by = client) =>
      by.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Hello', ...fields });
    await expect(speak({}, stranger)).rejects.toBeInstanceOf(AuthenticationError);
    await expect(speak({ model: 'no-such' })).rejects.toBeInstanceOf(NotFoundError);
    await expect(speak({ input: ' ' })).rejects.toBeInstanceOf(BadRequestError);
    await expect(speak({ voice: 'nobody' })).rejects.toMatchObject({ code: 'unknown_voice', param: 'voice' });
    await expect(speak({ input: 'a'.repeat(100_000) })).rejects.toMatchObject({ status: 413 });
  });
});
