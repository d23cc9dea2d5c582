import { decodeAudio } from '@parley/audio';
import { speechLanguages, speechSampleRate } from '@parley/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeEngine } from '../testing/fake-engine.js';
import { startService } from '../testing/start-service.js';

const never = new AbortController().signal;

describe("OpenAI's dialect", () => {
  const voices = ['f', 'm'].map((id) => ({ id: `v-${id}`, name: id, languages: [...speechLanguages] }));
  const best = new FakeEngine({ id: 'best-v2', voices, chunks: 10 });
  const other = new FakeEngine({ id: 'other' });
  let service: Awaited<ReturnType<typeof startService>>;

  beforeAll(async () => {
    service = await startService({ engines: [best, other] });
  });
  afterAll(() => service.stop());

  const post = (body: object) =>
    fetch(`${service.url}/v1/audio/speech`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });

  it('speaks MP3 by the best engine, in the language of the text', async () => {
    const response = await post({
      model: 'tts-1',
      voice: 'alloy',
      input: 'Guten Morgen, wie haben Sie geschlafen?',
      instructions: 'Speak like a pirate.',
    });
    expect(response.headers.get('content-type')).toBe('audio/mpeg');
    const bytes = new Uint8Array(await response.arrayBuffer());
    const sound = await decodeAudio(bytes, { sampleRate: speechSampleRate, maxDurationMs: 60_000 }, never);
    expect(sound.durationMs).toBeGreaterThan(1_000);
    expect(best.requests.at(-1)).toMatchObject({ language: 'de', voice: 'v-f' });
  });

  it.each([
    [{ voice: 'echo' }, 'v-m'],
    [{ voice: { id: 'v-m' } }, 'v-m'],
    [{ voice: 'default' }, undefined],
    [{}, undefined],
  ])('takes %j for the voice %s', async (fields, voice) => {
    expect((await post({ input: 'Hello', response_format: 'pcm', ...fields })).status).toBe(200);
    expect(best.requests.at(-1)?.voice).toBe(voice);
  });

  it('asks the engine that a model names, and no other', async () => {
    const response = await post({ input: 'Hello', model: 'parley/other', response_format: 'wav' });
    expect(response.headers.get('x-parley-engine')).toBe('other');
  });

  it.each(['tts-1-1106', 'tts-1-hd-1106', 'gpt-4o-mini-tts-2025-12-15'])(
    'knows the dated name %s for the best engine',
    async (model) => {
      const response = await post({ input: 'Hello', model, response_format: 'pcm' });
      expect(response.headers.get('x-parley-engine')).toBe('best-v2');
      expect((await fetch(`${service.url}/v1/models/${model}`)).status).toBe(200);
    },
  );

  it.each([
    [{ input: 'Hello', model: 'tts-1-11066' }, 404, 'model_not_found', 'model'],
    [{ input: 'Hello', model: 'no-such' }, 404, 'model_not_found', 'model'],
    [{ input: '' }, 400, 'empty_text', 'input'],
    [{ input: 'Hello', voice: 'nobody' }, 400, 'unknown_voice', 'voice'],
    [{ input: 'Hello', speed: 9 }, 400, 'invalid_parameter', 'speed'],
    [{ model: 'tts-1' }, 400, 'invalid_parameter', 'input'],
  ])('refuses %j as OpenAI does', async (body, status, code, param) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect((await response.json()).error).toMatchObject({ code, param, type: 'invalid_request_error' });
  });

  it('sends events with the same sound', async () => {
    const response = await post({ input: 'Hello', stream_format: 'sse', response_format: 'pcm' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const lines = (await response.text()).split('\n\n').filter((line) => line !== '');
    const events = lines.map((line): { type: string; audio?: string } =>
      JSON.parse(line.replace(/^data: /, '')),
    );
    const audio = events.flatMap((event) => (event.audio ? [Buffer.from(event.audio, 'base64')] : []));
    expect(Buffer.concat(audio)).toHaveLength(speechSampleRate * 2);
    expect(events.at(-1)).toMatchObject({ type: 'speech.audio.done' });
  });

  it('lists models and voices', async () => {
    const { data } = await (await fetch(`${service.url}/v1/models`)).json();
    expect(data.map(({ id }: { id: string }) => id)).toEqual([
      'best-v2',
      'other',
      'tts-1',
      'tts-1-hd',
      'gpt-4o-mini-tts',
    ]);
    expect((await fetch(`${service.url}/v1/models/other`)).status).toBe(200);
    expect((await fetch(`${service.url}/v1/models/none`)).status).toBe(404);
    const { voices: listed } = await (await fetch(`${service.url}/v1/audio/voices`)).json();
    expect(listed[0]).toMatchObject({ id: 'v-f', name: 'f' });
  });
});
