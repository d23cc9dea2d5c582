import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HubCache } from './hub-cache.js';
import { StoreFixture, whisperFiles } from './testing/store-fixture.js';

const repository = 'onnx-community/whisper-base';
const decoder = 'onnx/decoder_model_merged_quantized.onnx';
const pullProcess = fileURLToPath(new URL('testing/pull-process.ts', import.meta.url));

describe('one model, several processes', { timeout: 90_000 }, () => {
  let fixture: StoreFixture;
  let lockfile: string;

  beforeEach(async () => {
    fixture = await StoreFixture.start();
    fixture.hub.addRepository(repository, whisperFiles());
    lockfile = new HubCache(fixture.hubCache).lock(repository);
  });
  afterEach(() => fixture.stop());

  const start = () =>
    fork(pullProcess, [JSON.stringify(fixture.options()), 'whisper-base'], { execArgv: ['--import', 'tsx'] });
  const getsOfDecoder = () =>
    fixture.hub.requests.filter(
      ({ method, server, path }) => method === 'GET' && server === 'storage' && path.endsWith(decoder),
    );
  /** Holds the decoder's download at a byte until it is released. */
  const holdDownload = () => {
    let release = () => {};
    const until = new Promise<void>((resolve) => (release = resolve));
    fixture.hub.failNext(/GET storage .*decoder_model_merged_quantized/, {
      type: 'pause',
      atByte: 200_000,
      until,
    });
    return release;
  };

  it('is fetched once, and the second finds it done', async () => {
    const processes = [start(), start()];
    const answers = await Promise.all(processes.map((child) => once(child, 'message')));
    expect(answers).toEqual([[['q8']], [['q8']]].map((answer) => [...answer, undefined]));
    expect(getsOfDecoder()).toHaveLength(1);
  });

  it('goes on after one that was killed', async () => {
    const release = holdDownload();
    const child = start();
    await expect.poll(() => getsOfDecoder().length, { timeout: 60_000 }).toBe(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    release();
    expect(existsSync(lockfile)).toBe(true);
    // The lock that it left becomes anyone's when nobody has shown for 20 s that it lives.
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lockfile, longAgo, longAgo);
    expect((await fixture.store().pull('whisper-base')).installed).toEqual(['q8']);
    expect(existsSync(lockfile)).toBe(false);
  });

  it('is neither removed nor checked while it is fetched', async () => {
    const release = holdDownload();
    const store = fixture.store();
    const pull = store.pull('whisper-base');
    await expect.poll(() => getsOfDecoder().length).toBe(1);
    const busy = { code: 'model_busy', message: expect.stringContaining('is fetching this model') };
    await expect(store.remove('whisper-base')).rejects.toMatchObject(busy);
    await expect(store.check('whisper-base')).rejects.toMatchObject(busy);
    release();
    await pull;
    expect(await store.remove('whisper-base')).toBeGreaterThan(1_000_000);
  });

  it('says that it waits, and stops waiting when told', async () => {
    mkdirSync(dirname(lockfile), { recursive: true });
    mkdirSync(lockfile);
    const abort = new AbortController();
    const waiting = fixture.store().pull('whisper-base', {
      signal: abort.signal,
      onProgress: (event) => event.type === 'lock-awaited' && abort.abort(),
    });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(fixture.hub.requests).toEqual([]);
  });
});
