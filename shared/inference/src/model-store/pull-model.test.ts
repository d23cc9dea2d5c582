import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PullEvent } from './pull-model.js';
import { StoreFixture, whisperFiles } from './testing/store-fixture.js';

const repository = 'onnx-community/whisper-base';
const decoder = 'onnx/decoder_model_merged_quantized.onnx';

/** Compared as bytes: element by element takes seconds. */
function expectContents(file: string, contents: Buffer | string | undefined): void {
  expect(readFileSync(file).equals(Buffer.from(contents ?? ''))).toBe(true);
}

describe('pulling a model', () => {
  let fixture: StoreFixture;
  let files: Record<string, Buffer | string>;
  let commit: string;

  beforeEach(async () => {
    fixture = await StoreFixture.start();
    files = whisperFiles();
    commit = fixture.hub.addRepository(repository, files);
  });
  afterEach(() => fixture.stop());

  const snapshotFile = (path: string) =>
    join(fixture.hubCache, 'models--onnx-community--whisper-base', 'snapshots', commit, path);
  const blobs = () => readdirSync(join(fixture.hubCache, 'models--onnx-community--whisper-base', 'blobs'));
  const getsOfDecoder = () =>
    fixture.hub.requests.filter(
      ({ method, server, path }) => method === 'GET' && server === 'storage' && path.endsWith(decoder),
    );

  it('lays the best format for the CPU into the cache as huggingface_hub does', async () => {
    const events: PullEvent[] = [];
    const finding = await fixture
      .store()
      .pull('openai/whisper-base', { onProgress: (event) => events.push(event) });

    expect(finding).toMatchObject({ installed: ['q8'], place: { type: 'hub', commit } });
    expect(lstatSync(snapshotFile(decoder)).isSymbolicLink()).toBe(true);
    expectContents(snapshotFile(decoder), files[decoder]);
    expect(readFileSync(join(dirname(snapshotFile('.')), '..', 'refs', 'main'), 'utf8')).toBe(commit);
    expect(existsSync(snapshotFile('onnx/encoder_model.onnx'))).toBe(false);
    expect(blobs().filter((name) => name.endsWith('.incomplete'))).toEqual([]);
    const plan = events.find((event) => event.type === 'plan-made');
    expect(plan).toMatchObject({ dtypes: ['q8'], files: 5 });
    const received = events.findLast((event) => event.type === 'bytes-received');
    expect(received?.receivedBytes).toBe(plan?.missingBytes);
  });

  it('brings the external data of a graph, and fetches nothing twice', async () => {
    const store = fixture.store();
    await store.pull('whisper-base', { dtypes: ['fp32'] });
    for (const path of ['onnx/encoder_model.onnx_data', 'onnx/encoder_model.onnx_data_1']) {
      expectContents(snapshotFile(path), files[path]);
    }
    const before = fixture.hub.requests.filter(({ method }) => method === 'GET').length;
    const events: PullEvent[] = [];
    await store.pull('whisper-base', { dtypes: ['fp32'], onProgress: (event) => events.push(event) });
    expect(events.find((event) => event.type === 'plan-made')?.missingBytes).toBe(0);
    expect(fixture.hub.requests.filter(({ method }) => method === 'GET').length).toBe(before + 1);
  });

  it('goes on where the connection was cut', async () => {
    fixture.hub.failNext(/GET storage .*decoder_model_merged_quantized/, {
      type: 'cut',
      afterBytes: 400_000,
    });
    await fixture.store().pull('whisper-base');
    expectContents(snapshotFile(decoder), files[decoder]);
    const [first, second] = getsOfDecoder();
    expect(first?.range).toBeUndefined();
    expect(Number(/^bytes=(\d+)-$/.exec(second?.range ?? '')?.[1])).toBeGreaterThan(0);
  });

  it('goes on where an earlier run ended, and starts anew where the server knows no ranges', async () => {
    const cut = { type: 'cut', afterBytes: 300_000 } as const;
    const once = { attempts: 1, baseDelayMs: 1, longestDelayMs: 1 };
    fixture.hub.failNext(/GET storage .*decoder_model_merged_quantized/, cut, { type: 'ignore-range' });
    await expect(fixture.store({ retries: once }).pull('whisper-base')).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining('goes on from there'),
    });
    expect((await fixture.store().find('whisper-base')).installed).toEqual([]);
    const events: PullEvent[] = [];
    await fixture.store().pull('whisper-base', { onProgress: (event) => events.push(event) });
    expectContents(snapshotFile(decoder), files[decoder]);
    expect(events.find((event) => event.type === 'file-resumed')).toMatchObject({ path: decoder });
    expect(getsOfDecoder()).toHaveLength(2);
  });

  it('throws away what has the wrong hash, and says so', async () => {
    fixture.hub.failNext(/GET storage .*decoder_model_merged_quantized/, { type: 'flip-bit' });
    await expect(fixture.store().pull('whisper-base')).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringMatching(/arrived damaged: its hash is .* the hub says/),
    });
    expect(blobs().filter((name) => name.endsWith('.incomplete'))).toEqual([]);
    await fixture.store().pull('whisper-base');
    expectContents(snapshotFile(decoder), files[decoder]);
  });

  it('fetches anew where what an earlier run left is wrong', async () => {
    const once = { attempts: 1, baseDelayMs: 1, longestDelayMs: 1 };
    fixture.hub.failNext(/GET storage .*decoder_model_merged_quantized/, {
      type: 'cut',
      afterBytes: 300_000,
    });
    await expect(fixture.store({ retries: once }).pull('whisper-base')).rejects.toThrow();
    const partial = blobs().find((name) => name.endsWith('.incomplete')) ?? '';
    writeFileSync(
      join(fixture.hubCache, 'models--onnx-community--whisper-base', 'blobs', partial),
      Buffer.alloc(100_000),
    );
    await fixture.store().pull('whisper-base');
    expectContents(snapshotFile(decoder), files[decoder]);
  });

  it('does not take a body that ends early for the whole', async () => {
    const early = { type: 'end-early', afterBytes: 10_000 } as const;
    fixture.hub.failNext(/GET storage .*decoder_model_merged_quantized/, early);
    await fixture.store().pull('whisper-base');
    expectContents(snapshotFile(decoder), files[decoder]);
  });

  it('waits as long as a busy hub asks, and tries again after 5xx', async () => {
    fixture.hub.failNext(
      /GET storage .*decoder_model_merged_quantized/,
      { type: 'status', status: 429, headers: { 'retry-after': '1' } },
      { type: 'status', status: 503 },
    );
    const events: PullEvent[] = [];
    await fixture.store().pull('whisper-base', { onProgress: (event) => events.push(event) });
    const failed = events.filter((event) => event.type === 'attempt-failed');
    expect(failed).toMatchObject([{ reason: expect.stringContaining('429'), delayMs: 1_000 }, {}]);
  });

  it('does not wait for a hub that wants us away for an hour', async () => {
    fixture.hub.failNext(/GET hub .*\/revision\//, {
      type: 'status',
      status: 429,
      headers: { 'retry-after': '3600' },
    });
    await expect(fixture.store().pull('whisper-base')).rejects.toMatchObject({ retryAfterMs: 3_600_000 });
  });

  it('shows its token to the hub and to nobody else', async () => {
    await fixture.store({ token: fixture.hub.token }).pull('whisper-base');
    const shown = new Set(
      fixture.hub.requests.map(({ server, authorization }) => `${server} ${authorization}`),
    );
    expect(shown).toEqual(new Set(['hub Bearer hf_right', 'storage undefined']));
  });

  it('names the file that the repository lacks', async () => {
    const { [decoder]: _, ...others } = files;
    fixture.hub.addRepository(repository, others);
    await expect(fixture.store().pull('whisper-base', { dtypes: ['q8'] })).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining(`has no file ${decoder} (404)`),
    });
  });

  it('says which formats there are', async () => {
    await expect(fixture.store().pull('whisper-base', { dtypes: ['bnb4'] })).rejects.toMatchObject({
      code: 'invalid_parameter',
      message: expect.stringContaining('fp32, fp16, q8'),
    });
  });

  it('does not know a repository that is not there', async () => {
    await expect(fixture.store().pull('somebody/nothing')).rejects.toMatchObject({
      message: expect.stringContaining('no repository somebody/nothing'),
    });
  });

  it('fetches from outside the catalogue what it recognises', async () => {
    fixture.hub.addRepository('somebody/canary-fine-tuned', {
      'encoder-model.onnx': Buffer.alloc(5_000, 1),
      'encoder-model.onnx.data': Buffer.alloc(50_000, 2),
      'decoder-model.onnx': Buffer.alloc(6_000, 3),
      'vocab.txt': '<blk> 0',
      'config.json': '{}',
    });
    const finding = await fixture.store().pull('somebody/canary-fine-tuned');
    expect(finding).toMatchObject({ installed: ['fp32'], model: { family: 'canary' } });
    expect(finding.contents.formats[0]?.present).toContain('encoder-model.onnx.data');
  });

  it('says what to do about a gated repository', async () => {
    fixture.hub.addRepository(repository, files, { gated: true });
    await expect(fixture.store().pull('whisper-base')).rejects.toMatchObject({
      code: 'license_not_accepted',
      message: expect.stringMatching(/gated.*accept its terms.*HF_TOKEN/),
    });
    const finding = await fixture.store({ token: fixture.hub.token }).pull('whisper-base');
    expect(finding.installed).toEqual(['q8']);
  });

  it('takes 403 and 401 without further words for what they are', async () => {
    fixture.hub.failNext(
      /GET hub .*\/revision\//,
      { type: 'status', status: 403 },
      { type: 'status', status: 401 },
    );
    await expect(fixture.store().pull('whisper-base')).rejects.toThrow(/gated/);
    await expect(fixture.store().pull('whisper-base')).rejects.toThrow(/valid token/);
  });

  it('stops when told, and keeps what has arrived', async () => {
    const abort = new AbortController();
    const onProgress = (event: PullEvent) => {
      if (event.type === 'bytes-received' && event.path === decoder) abort.abort();
    };
    const never = new Promise<void>(() => undefined);
    fixture.hub.failNext(/GET storage .*decoder_model_merged_quantized/, {
      type: 'pause',
      atByte: 400_000,
      until: never,
    });
    const pull = fixture.store().pull('whisper-base', { signal: abort.signal, onProgress });
    await expect(pull).rejects.toMatchObject({ name: 'AbortError' });
    expect(blobs().filter((name) => name.endsWith('.incomplete'))).toHaveLength(1);
    await fixture.store().pull('whisper-base');
    expect(getsOfDecoder().at(-1)?.range).toMatch(/^bytes=[1-9]/);
  });

  it('never asks the hub where HF_HUB_OFFLINE is set', async () => {
    const offline = fixture.store({ offline: true });
    await expect(offline.pull('whisper-base')).rejects.toMatchObject({
      code: 'model_files_missing',
      message: expect.stringContaining('HF_HUB_OFFLINE'),
    });
    await fixture.store().pull('whisper-base');
    const asked = fixture.hub.requests.length;
    await expect(offline.pull('whisper-base')).resolves.toMatchObject({ installed: ['q8'] });
    expect(fixture.hub.requests).toHaveLength(asked);
  });

  it('keeps the old revision until the new one is whole', async () => {
    await fixture.store().pull('whisper-base');
    const newer = whisperFiles();
    const newCommit = fixture.hub.addRepository(repository, newer);
    const once = { attempts: 1, baseDelayMs: 1, longestDelayMs: 1 };
    fixture.hub.failNext(/GET storage .*decoder_model_merged_quantized/, {
      type: 'cut',
      afterBytes: 300_000,
    });
    await expect(fixture.store({ retries: once }).pull('whisper-base')).rejects.toThrow();
    expect(await fixture.store().find('whisper-base')).toMatchObject({
      installed: ['q8'],
      place: { commit },
    });
    await fixture.store().pull('whisper-base');
    const found = await fixture.store().find('whisper-base');
    expect(found).toMatchObject({ installed: ['q8'], place: { commit: newCommit } });
    expectContents(join(found.place?.directory ?? '', decoder), newer[decoder]);
  });

  it('touches nothing of a folder that people fill themselves', async () => {
    mkdirSync(join(fixture.modelsDirectory, 'whisper-base', 'onnx'), { recursive: true });
    await fixture.store().pull('whisper-base');
    expect(readdirSync(join(fixture.modelsDirectory, 'whisper-base'), { recursive: true })).toEqual(['onnx']);
  });
});
