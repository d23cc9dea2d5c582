import { existsSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeWav } from '@parley/audio';
import { transcriptionSchema } from '@parley/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordingBytes, recordings } from '../testing/recordings.js';
import { startService } from '../testing/start-service.js';

const withRecordings = it.skipIf(!existsSync(recordings));

describe('POST /transcribe (real recordings: skipped without shared/data)', () => {
  let service: Awaited<ReturnType<typeof startService>>;
  beforeAll(async () => {
    service = await startService({
      STT_MAX_AUDIO_MINUTES: '1',
      STT_MAX_REQUESTS: '3',
      STT_MAX_UPLOAD_MB: '25',
    });
  });
  afterAll(() => service.stop());

  const post = (body: RequestInit['body'], contentType?: string, query = '') =>
    fetch(`${service.url}/transcribe${query}`, {
      method: 'POST',
      body: body ?? null,
      ...(contentType !== undefined && { headers: { 'content-type': contentType } }),
    });
  const postForm = (fields: Record<string, string | Blob>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string') form.append(name, value);
      else form.append(name, value, 'audio.wav');
    }
    return post(form);
  };
  const postJson = (body: unknown) => post(JSON.stringify(body), 'application/json');
  const errorOf = async (response: Response) => {
    const { error } = await response.json();
    return { status: response.status, code: error.code, message: error.message };
  };
  const quilter = () => new Blob([recordingBytes('en_quilter_6s.wav')]);

  withRecordings('answers the words, and when they were said', async () => {
    const response = await postForm({ file: quilter(), language: 'en', unknown: 'ignored' });
    expect(response.status).toBe(200);
    const transcription = transcriptionSchema.parse(await response.json());
    expect(transcription.text).toMatch(/middle classes and we're glad to welcome his gospel/);
    expect(transcription).toMatchObject({ language: 'en', task: 'transcribe', engine: 'pocketsphinx' });
    expect(transcription.durationMs).toBe(5_855);
    const words = transcription.segments.flatMap(({ words: found = [] }) => found);
    const gospel = words.find(({ word }) => word === 'gospel');
    expect(gospel?.startMs).toBeGreaterThan(4_500);
    expect(gospel?.endMs).toBeLessThan(5_800);
  });

  withRecordings('hears the long sentence of JFK across its pauses', async () => {
    const response = await postForm({ audio: new Blob([recordingBytes('en_jfk_11s.wav')]) });
    const { text, segments } = await response.json();
    expect(text).toMatch(/my fellow american.*your country can do for you.*what you can do for your country/);
    expect(segments.length).toBeGreaterThan(1);
    expect(segments.at(-1).endMs).toBeGreaterThan(9_000);
  });

  withRecordings('takes JSON, data URLs and bare bodies', async () => {
    const base64 = recordingBytes('en_lj0002.wav').toString('base64');
    for (const response of [
      await postJson({ audio: base64 }),
      await postJson({ audio: `data:audio/wav;base64,${base64}`, language: 'en-US' }),
      await post(recordingBytes('en_lj0002.wav'), 'audio/wav', '?language=en'),
      await post(recordingBytes('en_lj0002.wav'), 'application/octet-stream'),
    ]) {
      expect((await response.json()).text).toContain('comparatively');
    }
  });

  withRecordings('answers English speech that is to be translated into English as it is', async () => {
    const file = new Blob([recordingBytes('en_lj0002.wav')]);
    expect(await (await postForm({ file, task: 'translate' })).json()).toMatchObject({
      task: 'translate',
      language: 'en',
      text: expect.stringContaining('comparatively'),
    });
    expect(await errorOf(await postForm({ file, task: 'translate', target_language: 'de' }))).toMatchObject({
      status: 503,
      code: 'engine_cannot_translate',
    });
  });

  withRecordings('finds no text where nobody speaks', async () => {
    const response = await postForm({ file: new Blob([recordingBytes('no_speech_8s.wav')]) });
    expect(await response.json()).toMatchObject({ text: '', segments: [], language: 'en' });
  });

  const silence = (seconds: number) =>
    new Blob([Buffer.from(encodeWav({ samples: new Float32Array(seconds * 8_000), sampleRate: 8_000 }))]);

  it('lists the languages where one is unknown, and names a better engine where one is foreign', async () => {
    const unknown = await errorOf(await postForm({ file: silence(1), language: 'tlh' }));
    expect(unknown).toMatchObject({ status: 400, code: 'unsupported_language' });
    expect(unknown.message).toMatch(/auto, en, zh, de/);
    const foreign = await errorOf(await postForm({ file: silence(1), language: 'de' }));
    expect(foreign).toMatchObject({ status: 503, code: 'engine_cannot_transcribe_language' });
    expect(foreign.message).toContain('Whisper');
  });

  it('refuses what is no audio, or too much of it', async () => {
    expect(await errorOf(await postForm({ language: 'en' }))).toMatchObject({
      status: 400,
      code: 'missing_file',
    });
    expect(await errorOf(await postForm({ file: new Blob([]) }))).toMatchObject({
      status: 400,
      code: 'empty_file',
    });
    expect(await errorOf(await postForm({ file: new Blob(['This is text.']) }))).toMatchObject({
      status: 400,
      code: 'unreadable_audio',
    });
    expect(await errorOf(await postForm({ file: silence(90) }))).toMatchObject({
      status: 413,
      code: 'audio_too_long',
    });
    const large = new Blob([new Uint8Array(26 * 2 ** 20)]);
    expect(await errorOf(await postForm({ file: large }))).toMatchObject({
      status: 413,
      code: 'body_too_large',
    });
    expect(await errorOf(await post(large, 'audio/wav'))).toMatchObject({
      status: 413,
      code: 'body_too_large',
    });
    const unannounced = {
      method: 'POST',
      body: large.stream(),
      duplex: 'half',
      headers: { 'content-type': 'audio/wav' },
    };
    expect(await errorOf(await fetch(`${service.url}/transcribe`, unannounced))).toMatchObject({
      status: 413,
      code: 'body_too_large',
    });
  });

  it.each([
    ['{}', 'missing_file'],
    ['{"audio":""}', 'empty_file'],
    ['{"audio":"data:audio/wav;base64,"}', 'empty_file'],
    ['{"audio":"data:audio/wav,plain"}', 'invalid_parameter'],
    ['{"audio":"%%%%%%%%"}', 'invalid_parameter'],
    ['{"audio":7}', 'invalid_parameter'],
    ['{"audio":"AAAA","task":"sing"}', 'invalid_parameter'],
    ['[]', 'invalid_parameter'],
    ['{', 'invalid_json'],
    ['{"url":"http://169.254.169.254/latest/meta-data"}', 'url_not_allowed'],
    ['{"url":"http://localhost:6379/"}', 'url_not_allowed'],
    ['{"url":"http://0x7f.1/"}', 'url_not_allowed'],
    ['{"url":"http://[::ffff:127.0.0.1]/"}', 'url_not_allowed'],
    ['{"url":"file:///etc/passwd"}', 'url_not_allowed'],
    ['{"url":"nonsense"}', 'url_not_allowed'],
  ])('refuses the body %s with %s', async (body, code) => {
    expect(await errorOf(await post(body, 'application/json'))).toMatchObject({ status: 400, code });
  });

  withRecordings('transcribes what a broken-off file holds', async () => {
    const bytes = recordingBytes('en_quilter_6s.wav').subarray(0, 120_000);
    expect((await (await postForm({ file: new Blob([bytes]) })).json()).text).toContain('middle');
  });

  withRecordings('tells more clients than it has places for to come back', async () => {
    const responses = await Promise.all(Array.from({ length: 5 }, () => postForm({ file: quilter() })));
    const refused = responses.filter(({ status }) => status === 503);
    expect(refused.length).toBe(2);
    for (const response of refused) {
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await errorOf(response)).toMatchObject({ code: 'at_capacity' });
    }
    expect(responses.filter(({ ok }) => ok).length).toBe(3);
  });

  withRecordings('drops the work of a client that goes away', async () => {
    const abort = new AbortController();
    const form = new FormData();
    form.append('file', new Blob([recordingBytes('en_two_speakers_20s.wav')]), 'a.wav');
    const request = fetch(`${service.url}/transcribe`, { method: 'POST', body: form, signal: abort.signal });
    const ended = request.catch(() => 'gone');
    await expect.poll(() => service.context.scheduler.running, { interval: 5 }).toBeGreaterThan(0);
    abort.abort();
    expect(await ended).toBe('gone');
    await expect.poll(() => service.context.scheduler.running, { timeout: 1_000 }).toBe(0);
    expect((await postForm({ file: quilter() })).status).toBe(200);
  });
});

describe('POST /transcribe with a URL, inside a private network', () => {
  let service: Awaited<ReturnType<typeof startService>>;
  let files: Server;
  let origin: string;
  beforeAll(async () => {
    service = await startService({
      STT_ALLOW_PRIVATE_URLS: 'true',
      STT_URL_TIMEOUT_MS: '500',
      STT_MAX_UPLOAD_MB: '1',
    });
    files = createServer((request, response) => {
      if (request.url === '/audio') response.end(recordingBytes('en_lj0002.wav'));
      else if (request.url === '/moved') response.writeHead(302, { location: '/audio' }).end();
      else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
      else if (request.url === '/endless') response.write('x');
      else if (request.url === '/large') response.end(Buffer.alloc(2 ** 21));
      else if (request.url === '/away') response.writeHead(301, { location: 'ftp://example.com/' }).end();
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    files.closeAllConnections();
    files.close();
    await service.stop();
  });

  const post = (path: string) =>
    fetch(`${service.url}/transcribe`, {
      method: 'POST',
      body: JSON.stringify({ url: origin + path }),
      headers: { 'content-type': 'application/json' },
    });

  withRecordings('fetches it, and follows redirects', async () => {
    expect((await (await post('/audio')).json()).text).toContain('comparatively');
    expect((await (await post('/moved')).json()).text).toContain('comparatively');
  });

  it.each([
    ['/loop', 400, 'url_fetch_failed'],
    ['/endless', 400, 'url_fetch_failed'],
    ['/absent', 400, 'url_fetch_failed'],
    ['/large', 413, 'body_too_large'],
    ['/away', 400, 'url_not_allowed'],
  ])('gives up on %s with %i %s', async (path, status, code) => {
    const response = await post(path);
    expect([response.status, (await response.json()).error.code]).toEqual([status, code]);
  });
});

describe.each([
  ['canary', 'canary-1b-v2', /Fetch it with: npm run models -- pull canary-1b-v2/],
  ['ctc', 'voxformer-ctc', /Put its files into \/nonexistent\/voxformer-ctc/],
])('the %s configuration without its model', (name, model, remedy) => {
  let service: Awaited<ReturnType<typeof startService>>;
  beforeAll(async () => {
    service = await startService({
      STT_ENGINE: name,
      PARLEY_MODELS_DIR: '/nonexistent',
      HF_HOME: '/nonexistent',
    });
  });
  afterAll(() => service.stop());

  it('is alive, not ready, and says which model is missing and what mends it', async () => {
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
    const ready = await fetch(`${service.url}/ready`);
    expect(ready.status).toBe(503);
    const { checks } = await ready.json();
    const { reason } = checks.find((check: { name: string }) => check.name === 'engine');
    expect(reason).toContain(`${model} is not installed`);
    expect(reason).toMatch(remedy);
    const { engine } = await (await fetch(`${service.url}/status`)).json();
    expect(engine).toMatchObject({ id: name, ready: false });
  });

  it('refuses recordings for the same reason', async () => {
    const form = new FormData();
    form.append('file', new Blob(['RIFF']), 'a.wav');
    form.append('language', 'de');
    const response = await fetch(`${service.url}/transcribe`, { method: 'POST', body: form });
    expect(response.status).toBe(503);
    expect((await response.json()).error).toMatchObject({
      code: 'model_files_missing',
      message: expect.stringMatching(remedy),
    });
  });
});
