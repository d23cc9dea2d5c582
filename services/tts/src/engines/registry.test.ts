import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelStore } from '@parley/inference';
import { afterAll, afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../config.js';
import { createContext } from '../context.js';
import { startService } from '../testing/start-service.js';
import { createEngines } from './registry.js';
import { stubModel } from './kokoro/testing/stub-models.js';
import { FixtureBundle } from './xtts/testing/fixture-bundle.js';
import { haveRecordings, recordingFile } from './xtts/testing/reference-recordings.js';

const services: Awaited<ReturnType<typeof startService>>[] = [];
const bundle = new FixtureBundle();
const hub = mkdtempSync(join(tmpdir(), 'parley-hub-'));

/** The service with a folder of models in place of this machine's. */
async function start(environment: Record<string, string>, models = '/nonexistent') {
  const service = await startService({
    environment: { HF_HOME: hub, PARLEY_MODELS_DIR: models, PARLEY_CACHE_DIR: hub, ...environment },
  });
  services.push(service);
  const speak = (fields: object) =>
    fetch(`${service.url}/synthesize`, {
      method: 'POST',
      body: JSON.stringify({ text: 'It is a fine day.', ...fields }),
      headers: { 'content-type': 'application/json' },
    });
  return { ...service, speak };
}

afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
});
afterAll(() => {
  bundle.remove();
  rmSync(hub, { recursive: true, force: true });
});

describe('the engines of a service', () => {
  it('are the embedded one where nothing is installed, which says what would be better', async () => {
    const { context, url, speak } = await start({});
    expect(context.engines.all.map(({ id }) => id)).toEqual(['espeak-ng']);
    const { engine } = await (await fetch(`${url}/status`)).json();
    expect(engine).toMatchObject({ id: 'espeak-ng', betterEngine: { id: 'kokoro' } });
    expect(engine.betterEngine.howToGetIt).toContain('npm run models -- pull kokoro-82m');
    expect(engine.betterEngine.howToGetIt).toContain('PARLEY_ACCEPT_LICENSES=cpml');
    expect((await speak({})).headers.get('x-parley-engine')).toBe('espeak-ng');
  });

  it.each([
    ['xtts', 'xtts-v2', 'PARLEY_ACCEPT_LICENSES=cpml'],
    ['kokoro', 'kokoro', 'npm run models -- pull kokoro-82m'],
  ])('are %s and one that speaks in its place where its files are missing', async (name, id, remedy) => {
    const { context, url, speak } = await start({ TTS_ENGINE: name });
    expect(context.engines.all.map((engine) => engine.id)).toEqual([id, 'espeak-ng']);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    const { details } = await (await fetch(`${url}/status`)).json();
    expect(details.engines[0].description).toContain(remedy);
    const response = await speak({});
    expect(response.status).toBe(200);
    expect(response.headers.get('x-parley-fallback')).toBe('espeak-ng');
    expect((await speak({ engine: name })).status).toBe(503);
  });

  it.each([
    [{}, 'text-to-speech', 'model_files_missing'],
    [{ TTS_ENGINE: 'kokoro' }, 'kokoro', 'model_files_missing'],
  ])('are, with %j, one that says why TTS_MODEL cannot be used', async (environment, id, code) => {
    const { context, url, speak } = await start({ ...environment, TTS_MODEL: '/nonexistent' });
    expect(context.engines.all.map((engine) => engine.id)).toEqual([id, 'espeak-ng']);
    const ready = await fetch(`${url}/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.text()).toContain('There is no folder /nonexistent.');
    const { engine, details } = await (await fetch(`${url}/status`)).json();
    expect(details.engines[0].description).toContain('There is no folder /nonexistent.');
    expect(engine.betterEngine.howToGetIt).toContain('There is no folder /nonexistent.');
    expect((await speak({})).headers.get('x-parley-fallback')).toBe('espeak-ng');
    const [unusable] = context.engines.all;
    await expect(unusable.load(new AbortController().signal)).rejects.toMatchObject({ code });
  });

  it('say what the named bundle lacks: that its licence is accepted', async () => {
    const notes: string[] = [];
    const config = readConfig({
      HF_HOME: hub,
      PARLEY_MODELS_DIR: '/nonexistent',
      TTS_MODEL: bundle.directory(),
    });
    const settings = {
      ...config.engine,
      onEvent: () => undefined,
      onNote: (note: string) => notes.push(note),
      onLipsEstimated: () => undefined,
    };
    const { engines, betterEngine } = await createEngines(settings, new ModelStore(config.models));
    expect(engines.map(({ id }) => id)).toEqual(['xtts-v2', 'espeak-ng']);
    expect(notes).toEqual([expect.stringContaining('PARLEY_ACCEPT_LICENSES=cpml')]);
    expect(betterEngine).toEqual({
      id: 'xtts-v2',
      howToGetIt: expect.stringContaining('PARLEY_ACCEPT_LICENSES=cpml'),
    });
    expect(betterEngine?.howToGetIt).not.toContain('pull');
  });

  it('say of files that are here what else is needed', async () => {
    const models = mkdtempSync(join(tmpdir(), 'parley-models-'));
    onTestFinished(() => rmSync(models, { recursive: true }));
    symlinkSync(bundle.directory(), join(models, 'xtts-v2'));
    const { url } = await start({}, models);
    const { engine } = await (await fetch(`${url}/status`)).json();
    expect(engine.betterEngine.howToGetIt).toContain('If you accept it, set PARLEY_ACCEPT_LICENSES=cpml');
    expect(engine.betterEngine.howToGetIt).not.toContain('pull xtts-v2');
  });

  it('come in the order that is configured', async () => {
    const { context } = await start({ TTS_ENGINES: 'espeak,kokoro' });
    expect(context.engines.all.map(({ id }) => id)).toEqual(['espeak-ng', 'kokoro']);
  });
});

describe('engines side by side', () => {
  const models = mkdtempSync(join(tmpdir(), 'parley-models-'));
  symlinkSync(bundle.directory(), join(models, 'xtts-v2'));
  symlinkSync(stubModel(), join(models, 'kokoro-82m'));
  afterAll(() => rmSync(models, { recursive: true, force: true }));

  it.each([
    [{}, ['kokoro', 'espeak-ng']],
    [{ PARLEY_ACCEPT_LICENSES: 'cpml' }, ['xtts-v2', 'kokoro', 'espeak-ng']],
    [{ PARLEY_ACCEPT_LICENSES: 'cpml', TTS_MODEL: 'kokoro' }, ['kokoro', 'xtts-v2', 'espeak-ng']],
    [{ PARLEY_ACCEPT_LICENSES: 'cpml', TTS_ENGINE: 'kokoro' }, ['kokoro', 'espeak-ng']],
    [{ TTS_ENGINES: 'remote,auto' }, ['remote', 'kokoro', 'espeak-ng']],
  ])('are, by %j, %j', async (environment, ids) => {
    const config = readConfig({
      HF_HOME: hub,
      PARLEY_MODELS_DIR: models,
      LOG_LEVEL: 'error',
      ...environment,
    });
    const { engines } = await createContext(config, { takesJobs: false });
    expect(engines.all.map(({ id }) => id)).toEqual(ids);
  });

  it('each speak what the others cannot', async () => {
    const { speak } = await start({ TTS_THREADS: '1' }, models);
    const speaks = async (fields: object) => (await speak(fields)).headers.get('x-parley-engine');
    expect(await speaks({ voice: 'nova' })).toBe('kokoro');
    expect(await speaks({ voice: 'af_heart' })).toBe('kokoro');
    expect(await speaks({ language: 'ja', text: 'おはよう' })).toBe('espeak-ng');
    expect(await speaks({ engine: 'espeak' })).toBe('espeak-ng');
  });
});

const haveBundle = existsSync(bundle.directory());

describe.skipIf(!haveBundle)('XTTS in the service, small and with random weights', () => {
  const environment = { TTS_DTYPE: 'fp32', TTS_THREADS: '1', PARLEY_ACCEPT_LICENSES: 'cpml' };
  const startXtts = () => start({ ...environment, TTS_ENGINE: 'xtts', TTS_MODEL: bundle.directory() });

  it('speaks in built-in voices, reproducibly, in each format', async () => {
    const { speak, url } = await startXtts();
    const said = async () => {
      const response = await speak({ speaker: 'Sofia Hellen', seed: 7, format: 'pcm' });
      expect(response.headers.get('x-parley-engine')).toBe('xtts-v2');
      expect(response.headers.get('x-parley-fallback')).toBeNull();
      return Buffer.from(await response.arrayBuffer());
    };
    const first = await said();
    expect(first.length).toBeGreaterThan(4_800);
    expect((await said()).equals(first)).toBe(true);
    const speakers = await (await fetch(`${url}/studio_speakers`)).json();
    expect(Object.keys(speakers)).toContain('Claribel Dervla');
    const streamed = await fetch(`${url}/tts_stream`, {
      method: 'POST',
      body: JSON.stringify({ ...speakers['Sofia Hellen'], text: 'Good morning.', language: 'en' }),
      headers: { 'content-type': 'application/json' },
    });
    expect((await streamed.arrayBuffer()).byteLength).toBeGreaterThan(4_800);
  });

  it.skipIf(!haveRecordings)(
    'makes a voice of a recording, and speaks in it (skipped without shared/data)',
    async () => {
      const { speak, url } = await startXtts();
      const form = new FormData();
      form.append('name', 'Linda');
      form.append('consent', 'true');
      form.append(
        'audio',
        new Blob([new Uint8Array(recordingFile({ recording: 'en_lj0002.wav' }))]),
        'lj.wav',
      );
      const response = await fetch(`${url}/voices`, { method: 'POST', body: form });
      expect(response.status).toBe(201);
      const { id } = await response.json();
      const spoken = await speak({ voice: id, format: 'pcm' });
      expect(spoken.headers.get('x-parley-engine')).toBe('xtts-v2');
      expect((await spoken.arrayBuffer()).byteLength).toBeGreaterThan(4_800);
    },
  );
});
