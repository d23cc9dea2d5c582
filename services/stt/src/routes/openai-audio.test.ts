import { existsSync } from 'node:fs';
import OpenAI, { APIError, BadRequestError, NotFoundError, toFile } from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordingBytes, recordings } from '../testing/recordings.js';
import { ScriptedEngine, transcriptOf } from '../testing/scripted-engine.js';
import { startService } from '../testing/start-service.js';

/** OpenAI's own client, against the service itself. */
describe.skipIf(!existsSync(recordings))("OpenAI's dialect (skipped without shared/data)", () => {
  let service: Awaited<ReturnType<typeof startService>>;
  let client: OpenAI;
  let answer: () => Promise<ReturnType<typeof transcriptOf>>;
  const engine = new ScriptedEngine(() => answer());
  const file = () => toFile(recordingBytes('en_quilter_6s.wav'), 'quilter.wav');

  beforeAll(async () => {
    service = await startService({}, { engine });
    client = new OpenAI({ apiKey: 'unused', baseURL: `${service.url}/v1`, maxRetries: 0 });
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    engine.requests.length = 0;
    answer = async () => transcriptOf(['Mr. Quilter', 'is the apostle.']);
  });

  it('answers in every format', async () => {
    const { transcriptions } = client.audio;
    const model = 'whisper-1';
    const json = await transcriptions.create({ file: await file(), model });
    expect(json).toEqual({
      text: 'Mr. Quilter is the apostle.',
      usage: { type: 'duration', seconds: 6 },
    });
    const text = await transcriptions.create({ file: await file(), model, response_format: 'text' });
    expect(text).toBe('Mr. Quilter is the apostle.\n');
    const srt = await transcriptions.create({ file: await file(), model, response_format: 'srt' });
    expect(srt).toMatch(/^1\n00:00:0\d,\d{3} --> 00:00:0\d,\d{3}\nMr\. Quilter\n\n2\n/);
    const vtt = await transcriptions.create({ file: await file(), model, response_format: 'vtt' });
    expect(vtt).toMatch(/^WEBVTT\n\n00:00:0\d\.\d{3} --> /);
    const verbose = await transcriptions.create({
      file: await file(),
      model: 'scripted',
      response_format: 'verbose_json',
      timestamp_granularities: ['word', 'segment'],
    });
    expect(verbose).toMatchObject({
      language: 'english',
      duration: 5.855,
      words: [],
      segments: [{ id: 0 }, { id: 1 }],
    });
  });

  it('passes on what the client wishes', async () => {
    await client.audio.transcriptions.create({
      file: await file(),
      model: 'whisper-1',
      language: 'de',
      prompt: 'Namen: Müller.',
      temperature: 0.4,
      response_format: 'verbose_json',
      timestamp_granularities: ['word'],
      chunking_strategy: 'auto',
      include: ['logprobs'],
    });
    expect(engine.requests).toEqual([
      {
        language: 'de',
        task: 'transcribe',
        targetLanguage: 'en',
        prompt: 'Namen: Müller.',
        temperatures: [0.4],
        wordTimestamps: true,
      },
    ]);
  });

  it("takes the extras of faster-whisper's servers, and a language by its name", async () => {
    const form = new FormData();
    form.append('file', new Blob([recordingBytes('en_quilter_6s.wav')]), 'a.wav');
    const fields = {
      language: 'German',
      hotwords: 'Quilter',
      word_timestamps: 'true',
      vad_filter: 'true',
      x: 'y',
    };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    const response = await fetch(`${service.url}/v1/audio/transcriptions`, { method: 'POST', body: form });
    expect(response.status).toBe(200);
    expect(engine.requests[0]).toMatchObject({ language: 'de', hotwords: 'Quilter', wordTimestamps: true });
    expect(engine.requests[0]?.temperatures).toBeUndefined();
  });

  it('streams', async () => {
    answer = async () => transcriptOf(['今日は', '元気です'], {}, 'ja');
    const stream = await client.audio.transcriptions.create({
      file: await file(),
      model: 'gpt-4o-transcribe',
      stream: true,
    });
    const events = [];
    for await (const event of stream) events.push(event);
    expect(events).toEqual([
      { type: 'transcript.text.delta', delta: '今日は' },
      { type: 'transcript.text.delta', delta: '元気です' },
      { type: 'transcript.text.done', text: '今日は元気です', usage: { type: 'duration', seconds: 6 } },
    ]);
  });

  it("takes openai/whisper's options of decoding", async () => {
    const form = new FormData();
    form.append('file', new Blob([recordingBytes('en_quilter_6s.wav')]), 'a.wav');
    const fields = { beam_size: '5', log_prob_threshold: 'none', suppress_tokens: '-1' };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    const response = await fetch(`${service.url}/v1/audio/translations`, { method: 'POST', body: form });
    expect(response.status).toBe(200);
    expect(engine.requests[0]).toMatchObject({
      task: 'translate',
      search: { beamSize: 5, logProbabilityThreshold: null },
      suppressTokens: [-1],
    });
  });

  it('throws in the middle of a stream what failed there', async () => {
    answer = () => Promise.reject(new Error('a secret detail'));
    const stream = await client.audio.transcriptions.create({
      file: await file(),
      model: 'whisper-1',
      stream: true,
    });
    const read = async () => {
      for await (const _ of stream);
    };
    const error: unknown = await read().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: 'internal_error' });
    expect(String(error)).not.toContain('secret');
  });

  it('translates', async () => {
    const translation = await client.audio.translations.create({
      file: await file(),
      model: 'whisper-1',
      response_format: 'verbose_json',
    });
    expect(translation).toMatchObject({ task: 'translate', language: 'english' });
    expect(engine.requests[0]).toMatchObject({ task: 'translate', targetLanguage: 'en' });
  });

  it('lists its models, and knows each', async () => {
    const ids = [];
    for await (const { id, object } of client.models.list()) ids.push([id, object]);
    expect(ids).toContainEqual(['scripted', 'model']);
    expect(ids).toContainEqual(['whisper-1', 'model']);
    expect(await client.models.retrieve('openai/whisper-1')).toMatchObject({ id: 'openai/whisper-1' });
    await expect(client.models.retrieve('gpt-9')).rejects.toBeInstanceOf(NotFoundError);
  });

  it.each([
    [{ model: 'no-such' }, NotFoundError, 404, 'model_not_found', 'model', /scripted, whisper-1/],
    [{ language: 'tlh' }, BadRequestError, 400, 'unsupported_language', 'language', /auto, en, zh/],
    [{ language: 'fr' }, BadRequestError, 400, 'unsupported_language', 'language', /en, de, ja/],
    [{ response_format: 'docx' }, BadRequestError, 400, 'invalid_parameter', 'response_format', /json/],
    [{ temperature: 7 }, BadRequestError, 400, 'invalid_parameter', 'temperature', /1/],
  ])('refuses %j as OpenAI does', async (wrong, type, status, code, param, message) => {
    const body = { file: await file(), model: 'whisper-1', ...wrong };
    const request = client.post('/audio/transcriptions', {
      body: await formOf(body),
    });
    const error: unknown = await request.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ status, code, param, type: 'invalid_request_error', message });
  });

  async function formOf(fields: Record<string, unknown>): Promise<FormData> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      form.append(name, value instanceof Blob ? value : String(value));
    }
    return form;
  }

  it('refuses a request without a file, and a file without sound', async () => {
    const { transcriptions } = client.audio;
    const noSound = transcriptions.create({
      file: await toFile(Buffer.from('text'), 'a.wav'),
      model: 'whisper-1',
    });
    await expect(noSound).rejects.toMatchObject({ status: 400, code: 'unreadable_audio' });
    const noFile = client.post('/audio/transcriptions', { body: await formOf({ model: 'whisper-1' }) });
    await expect(noFile).rejects.toMatchObject({ status: 400, code: 'missing_file', param: 'file' });
  });

  it('refuses times of words where the engine knows none', async () => {
    engine.capabilities.wordTimestamps = false;
    const request = client.audio.transcriptions.create({
      file: await file(),
      model: 'whisper-1',
      response_format: 'verbose_json',
      timestamp_granularities: ['word'],
    });
    await expect(request).rejects.toMatchObject({ status: 400, param: 'timestamp_granularities' });
    engine.capabilities.wordTimestamps = true;
  });
});
