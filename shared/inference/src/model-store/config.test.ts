import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { modelStoreEnvironment, toModelStoreOptions } from './config.js';
import { StoreFixture, whisperFiles } from './testing/store-fixture.js';

const read = (environment: Record<string, string>) =>
  toModelStoreOptions(z.object(modelStoreEnvironment).parse(environment));

describe('the hub’s variables', () => {
  it('lead where huggingface_hub would look', () => {
    expect(read({ HF_HOME: '~/hf' })).toMatchObject({
      hubCache: join(homedir(), 'hf', 'hub'),
      tokenFile: join(homedir(), 'hf', 'token'),
      endpoint: 'https://huggingface.co',
      offline: false,
    });
    expect(
      read({ HF_HOME: '/a', HF_HUB_CACHE: '/b', HF_TOKEN_PATH: '/c', HF_ENDPOINT: 'https://mirror/' }),
    ).toMatchObject({
      hubCache: '/b',
      tokenFile: '/c',
      endpoint: 'https://mirror',
    });
  });

  it.each([
    ['1', true],
    ['True', true],
    ['ON', true],
    ['0', false],
    ['', false],
  ])('HF_HUB_OFFLINE=%s', (value, offline) => {
    expect(read({ HF_HUB_OFFLINE: value }).offline).toBe(offline);
  });

  it('PARLEY_ACCEPT_LICENSES is a list', () => {
    expect(read({ PARLEY_ACCEPT_LICENSES: 'cpml, insightface' }).acceptedLicenses).toEqual([
      'cpml',
      'insightface',
    ]);
  });

  it('HF_TOKEN goes before the token of `hf auth login`', async () => {
    const fixture = await StoreFixture.start();
    fixture.hub.addRepository('onnx-community/whisper-base', whisperFiles(), { gated: true });
    const tokenFile = join(fixture.folder, 'token');
    mkdirSync(fixture.folder, { recursive: true });
    writeFileSync(tokenFile, `${fixture.hub.token}\n`);
    await expect(fixture.store({ tokenFile, token: 'hf_wrong' }).pull('whisper-base')).rejects.toThrow(
      /gated/,
    );
    expect((await fixture.store({ tokenFile }).pull('whisper-base')).installed).toEqual(['q8']);
    await fixture.stop();
  });
});
