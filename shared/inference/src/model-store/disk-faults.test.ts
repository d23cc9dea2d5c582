import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreFixture, whisperFiles } from './testing/store-fixture.js';
import { Tmpfs, canMount } from '../testing/tmpfs.js';

const repository = 'onnx-community/whisper-base';
const decoder = 'onnx/decoder_model_merged_quantized.onnx';
const blobsIn = (hubCache: string) => join(hubCache, 'models--onnx-community--whisper-base', 'blobs');

describe('a disk that lets us down', () => {
  let fixture: StoreFixture;
  const files = whisperFiles();

  beforeEach(async () => {
    fixture = await StoreFixture.start();
    fixture.hub.addRepository(repository, files);
  });
  afterEach(() => fixture.stop());

  it.skipIf(!existsSync('/dev/full'))('is told of when a write finds it full', async () => {
    const etag = createHash('sha256')
      .update(files[decoder] ?? '')
      .digest('hex');
    mkdirSync(blobsIn(fixture.hubCache), { recursive: true });
    symlinkSync('/dev/full', join(blobsIn(fixture.hubCache), `${etag}.incomplete`));
    await expect(fixture.store().pull('whisper-base')).rejects.toMatchObject({ code: 'disk_full' });
    expect((await fixture.store().find('whisper-base')).installed).toEqual([]);
  });

  describe.skipIf(!canMount)('on a small disk (mounting needs root)', () => {
    let disk: Tmpfs;
    beforeEach(() => {
      disk = new Tmpfs(2_000_000);
    });
    afterEach(() => disk.remove());

    it('is found too small before anything large is fetched', async () => {
      writeFileSync(join(disk.folder, 'others'), Buffer.alloc(1_500_000));
      await expect(fixture.store({ hubCache: disk.folder }).pull('whisper-base')).rejects.toMatchObject({
        code: 'disk_full',
        message: expect.stringMatching(/1\.2 MB are needed in .*, and \d+ kB are free there.*HF_HOME/),
      });
      expect(fixture.hub.requests.filter(({ server }) => server === 'storage')).toEqual([]);
    });

    it('fills up in the middle: says how much is missing, and the download goes on when there is room', async () => {
      let release = () => {};
      const until = new Promise<void>((resolve) => (release = resolve));
      fixture.hub.failNext(/GET storage .*decoder_model_merged_quantized/, {
        type: 'pause',
        atByte: 300_000,
        until,
      });
      const others = join(disk.folder, 'others');
      const pull = fixture.store({ hubCache: disk.folder }).pull('whisper-base', {
        onProgress: (event) => {
          if (event.type !== 'bytes-received' || event.path !== decoder || existsSync(others)) return;
          writeFileSync(others, Buffer.alloc(1_200_000));
          release();
        },
      });
      await expect(pull).rejects.toMatchObject({
        code: 'disk_full',
        message: expect.stringMatching(/is full: \d+ kB more room is needed.*goes on from there/),
      });
      const store = fixture.store({ hubCache: disk.folder });
      expect(readdirSync(blobsIn(disk.folder)).filter((name) => name.endsWith('.incomplete'))).toHaveLength(
        1,
      );
      expect((await store.find('whisper-base')).installed).toEqual([]);

      rmSync(others);
      expect((await store.pull('whisper-base')).installed).toEqual(['q8']);
      expect(fixture.hub.requests.at(-1)?.range ?? fixture.hub.requests.at(-2)?.range).toMatch(
        /^bytes=[1-9]/,
      );
      expect((await store.check('whisper-base')).every(({ state }) => state === 'right')).toBe(true);
    });

    it('is not needed for the folder that people fill themselves: it is only read', async () => {
      const tiny = join(disk.folder, 'whisper-tiny');
      mkdirSync(tiny);
      for (const name of [
        'config.json',
        'tokenizer.json',
        'encoder_model.onnx',
        'decoder_model_merged.onnx',
      ]) {
        writeFileSync(join(tiny, name), 'x');
      }
      disk.makeReadOnly();
      const store = fixture.store({ modelsDirectory: disk.folder });
      expect(await store.require('whisper-tiny')).toMatchObject({ directory: tiny, dtypes: ['fp32'] });
      expect((await store.pull('whisper-base')).installed).toEqual(['q8']);
    });

    it('says what to do where the cache may not be written to', async () => {
      disk.makeReadOnly();
      await expect(fixture.store({ hubCache: disk.folder }).pull('whisper-base')).rejects.toMatchObject({
        code: 'download_failed',
        message: expect.stringMatching(/Nothing can be written to .*Set HF_HOME/),
      });
    });
  });
});
