import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JobQueues } from '@parley/queue';
import OpenAI, { AuthenticationError, toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../gateway/src/config.js';
import { createContext } from '../../gateway/src/context.js';
import { GatewayService } from '../../gateway/src/service.js';
import { startService } from '../../services/stt/src/testing/start-service.js';
import { sharedData } from '../constellation/constellation.js';

/** Nothing listens on port 1: jobs are not what is tested here. */
const noRedis = 'redis://127.0.0.1:1';
const recordings = join(sharedData, 'audio');

/** OpenAI's own client with nothing but another base URL, a real recogniser behind it. */
describe.skipIf(!existsSync(recordings))(
  "OpenAI's client and speech to text (skipped without shared/data)",
  () => {
    let stt: Awaited<ReturnType<typeof startService>>;
    const gateways: GatewayService[] = [];

    beforeAll(async () => {
      stt = await startService({ STT_ENGINE: 'pocketsphinx' });
    });
    afterAll(async () => {
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await stt.stop();
    });

    async function startGateway(keys: string): Promise<string> {
      const closed = 'http://127.0.0.1:1';
      const config = readConfig({
        PORT: '0',
        OPERATOR_PORT: '0',
        HOST: '127.0.0.1',
        LOG_LEVEL: 'error',
        REDIS_URL: noRedis,
        STT_URL: stt.url,
        STT_CANARY_URL: closed,
        STT_CTC_URL: closed,
        PARLEY_API_KEYS: keys,
      });
      const queues = new JobQueues({ connection: { redisUrl: noRedis } });
      const gateway = new GatewayService(createContext(config, { queues }));
      gateways.push(gateway);
      await gateway.start();
      return gateway.publicDoor.url;
    }

    it.each([
      ['at the service', async () => stt.url, 'unused'],
      ['through the gateway', () => startGateway(''), 'unused'],
      ['through a gateway with keys', () => startGateway('first,second'), 'second'],
    ])('understand one another %s', async (_where, start, apiKey) => {
      const client = new OpenAI({ apiKey, baseURL: `${await start()}/v1`, maxRetries: 0 });
      const file = await toFile(readFileSync(join(recordings, 'en_lj0002.wav')), 'lj.wav');
      const { data } = await client.models.list();
      expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(['pocketsphinx', 'whisper-1']));

      const { text } = await client.audio.transcriptions.create({ file, model: 'whisper-1' });
      expect(text).toContain('comparatively');
      const verbose = await client.audio.transcriptions.create({
        file,
        model: 'whisper-1',
        response_format: 'verbose_json',
        timestamp_granularities: ['word'],
      });
      expect(verbose.text).toBe(text);
      expect(verbose.words?.map(({ word }) => word).join(' ')).toBe(text);
      const stream = await client.audio.transcriptions.create({ file, model: 'whisper-1', stream: true });
      let streamed = '';
      for await (const event of stream) {
        if (event.type === 'transcript.text.delta') streamed += event.delta;
      }
      expect(streamed).toBe(text);
      const { text: translated } = await client.audio.translations.create({ file, model: 'whisper-1' });
      expect(translated).toBe(text);
      await expect(client.audio.transcriptions.create({ file, model: 'no-such' })).rejects.toMatchObject({
        status: 404,
        code: 'model_not_found',
      });
    });

    it('are kept apart where the key is wrong', async () => {
      const client = new OpenAI({
        apiKey: 'wrong',
        baseURL: `${await startGateway('right')}/v1`,
        maxRetries: 0,
      });
      await expect(client.models.list()).rejects.toBeInstanceOf(AuthenticationError);
    });
  },
);
