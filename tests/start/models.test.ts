import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hubAnswers } from '../../infra/start/hub.mjs';
import { fetchModels, wishForModels } from '../../infra/start/models.mjs';
import { FakeHub } from '../../shared/inference/src/model-store/testing/fake-hub.js';
import { whisperFiles } from '../../shared/inference/src/model-store/testing/store-fixture.js';
import { findFreePort } from './free-port.js';

let folder: string;
let hub: FakeHub;
let env: NodeJS.ProcessEnv;
const options = { models: true };
const names = ['gateway', 'stt'];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-start-'));
  hub = await FakeHub.start();
  env = {
    PATH: process.env['PATH'],
    HF_HOME: folder,
    HF_ENDPOINT: hub.endpoint,
    PARLEY_MODELS_DIR: join(folder, 'own'),
    PARLEY_FETCH_MODELS: '',
    PARLEY_DEVICE: 'cpu',
  };
});
afterEach(async () => {
  await hub.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function fetchIfWished(services = names): Promise<string[] | undefined> {
  const wish = wishForModels({ options, env, names: services });
  if (!wish) return undefined;
  const said: string[] = [];
  await fetchModels(wish, { env, say: (message) => said.push(message), json: true });
  return said;
}

async function listen(server: Server): Promise<URL> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

describe('the model of a first start', () => {
  it('is told of, fetched, and not wished for again', async () => {
    hub.addRepository('onnx-community/whisper-base', whisperFiles());
    const said = await fetchIfWished();
    expect(said).toHaveLength(1);
    expect(said?.[0]).toMatch(
      /fetching whisper-base \(q8, about 77 MB\).*--no-models.*PARLEY_FETCH_MODELS=false/,
    );
    expect(said?.[0]).toContain(join(folder, 'hub'));
    expect(wishForModels({ options, env, names })).toBeUndefined();
  });

  it('does not stop a start that cannot have it', async () => {
    const said = await fetchIfWished();
    expect(said).toHaveLength(2);
    expect(said?.[1]).toContain('could not be fetched: going on with the embedded engines');
    expect(wishForModels({ options, env, names })).toBeDefined();
  });

  it('is given up in one line where no hub answers', async () => {
    env['HF_ENDPOINT'] = `http://127.0.0.1:${await findFreePort()}`;
    const said = await fetchIfWished();
    expect(said).toHaveLength(1);
    expect(said?.[0]).toMatch(/No model hub answers .* going on with the embedded engines/);
  });

  it('is not asked for twice: a model that people brought is enough', () => {
    mkdirSync(join(folder, 'own', 'my-whisper', 'onnx'), { recursive: true });
    expect(wishForModels({ options, env, names })).toBeDefined();
    writeFileSync(join(folder, 'own', 'my-whisper', 'onnx', 'encoder_model.onnx'), '');
    expect(wishForModels({ options, env, names })).toBeUndefined();
  });

  it.each([
    [{ PARLEY_FETCH_MODELS: 'false' }],
    [{ HF_HUB_OFFLINE: '1' }],
    [{ STT_ENGINE: 'pocketsphinx' }],
    [{ STT_MODEL: 'parakeet' }],
  ])('is not wished for with %j', (more) => {
    expect(wishForModels({ options, env: { ...env, ...more }, names })).toBeUndefined();
    expect(hub.requests).toEqual([]);
  });

  it('is not wished for with --no-models, or where nobody hears or speaks', () => {
    expect(wishForModels({ options: { models: false }, env, names })).toBeUndefined();
    expect(wishForModels({ options, env, names: ['avatar'] })).toBeUndefined();
  });

  it('is one for each service that works better with it', async () => {
    hub.addRepository('onnx-community/Kokoro-82M-v1.0-ONNX-timestamped', {
      'onnx/model_quantized.onnx': 'graph',
      'voices/af_heart.bin': 'voice',
    });
    const said = await fetchIfWished(['stt', 'tts']);
    expect(said).toHaveLength(3);
    expect(said?.[1]).toContain('whisper-base could not be fetched');
    expect(said?.[2]).toMatch(/No Kokoro model is installed: fetching kokoro-82m \(q8, about 114 MB\)/);
    expect(wishForModels({ options, env, names: ['stt', 'tts'] })?.wants.map(({ kind }) => kind)).toEqual([
      'Whisper',
    ]);
  });

  it.each([[{ TTS_ENGINE: 'espeak' }], [{ TTS_ENGINES: 'remote,espeak' }], [{ TTS_MODEL: 'xtts-v2' }]])(
    'is none for a voice that was chosen with %j',
    (more) => {
      expect(wishForModels({ options, env: { ...env, ...more }, names: ['tts'] })).toBeUndefined();
    },
  );
});

describe('asking for a hub', () => {
  it('waits three seconds and no longer', async () => {
    const silent = createServer();
    const address = await listen(silent);
    const askedAt = performance.now();
    expect(await hubAnswers(address, {})).toBe(false);
    expect(performance.now() - askedAt).toBeLessThan(6_000);
    silent.close();
  });

  it('goes through the proxy, except where NO_PROXY says not to', async () => {
    const asked: string[] = [];
    const proxy = createHttpServer().on('connect', ({ url = '' }, socket) => {
      asked.push(url);
      socket.end('HTTP/1.1 200 Connection established\r\n\r\n');
    });
    const address = await listen(proxy);
    const endpoint = new URL('https://hub.test');
    expect(await hubAnswers(endpoint, { HTTPS_PROXY: address.href })).toBe(true);
    expect(asked).toEqual(['hub.test:443']);
    expect(await hubAnswers(endpoint, { HTTPS_PROXY: address.href, NO_PROXY: '.test' })).toBe(false);
    expect(asked).toHaveLength(1);
    proxy.close();
  });
});
