import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeWav } from '@parley/audio';
import { speechLanguages, speechSampleRate } from '@parley/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeEngine, latentsOf } from '../testing/fake-engine.js';
import { startService } from '../testing/start-service.js';

const recording = encodeWav({
  samples: Float32Array.from({ length: 12_000 }, (_, i) => 0.3 * Math.sin(i / 20)),
  sampleRate: 24_000,
});

function upload() {
  const form = new FormData();
  form.append('wav_file', new Blob([new Uint8Array(recording)]), 'reference.wav');
  return form;
}

describe.each(['', '/xtts'])("xtts-streaming-server's API under '%s'", (prefix) => {
  const engine = new FakeEngine({
    id: 'xtts-v2',
    clones: true,
    voices: [
      { id: 'Claribel Dervla', name: 'Claribel Dervla', languages: [...speechLanguages] },
      { id: 'Sofia Hellen', name: 'Sofia Hellen', languages: [...speechLanguages] },
    ],
  });
  let service: Awaited<ReturnType<typeof startService>>;

  beforeAll(async () => {
    service = await startService({ engines: [engine, new FakeEngine({ id: 'stand-in' })] });
  });
  afterAll(() => service.stop());

  const post = (path: string, body: unknown) =>
    fetch(`${service.url}${prefix}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });

  it('lists the speakers whose numbers can be read', async () => {
    const { voices } = service.context;
    const { id } = await voices.create({
      name: 'Damaged',
      languages: ['en'],
      engine: 'xtts-v2',
      consentStatement: 'Yes.',
      audioHash: 'none',
      latents: latentsOf('Damaged'),
      recordings: [],
    });
    await truncate(join(service.stateDirectory, 'voices', id, 'latents.f32'), 100);
    const speakers = await (await fetch(`${service.url}${prefix}/studio_speakers`)).json();
    expect(Object.keys(speakers)).toEqual(['Claribel Dervla', 'Sofia Hellen']);
    await voices.delete(id);
  });

  it('lists speakers with their numbers, and speaks in one that is sent back', async () => {
    const speakers = await (await fetch(`${service.url}${prefix}/studio_speakers`)).json();
    expect(Object.keys(speakers)).toEqual(['Claribel Dervla', 'Sofia Hellen']);
    const speaker = speakers['Sofia Hellen'];
    expect(speaker.gpt_cond_latent).toHaveLength(32);
    expect(speaker.gpt_cond_latent[31]).toHaveLength(1_024);
    expect(speaker.speaker_embedding).toHaveLength(512);

    const response = await post('/tts_stream', {
      ...speaker,
      text: 'Hello there.',
      language: 'zh',
      stream_chunk_size: '20',
    });
    expect(response.headers.get('content-type')).toBe('audio/wav');
    const wav = Buffer.from(await response.arrayBuffer());
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    expect(wav).toHaveLength(44 + 0.3 * speechSampleRate * 2);
    const spoken = engine.requests.at(-1);
    expect(spoken?.language).toBe('zh-cn');
    const { gptConditioning, speakerEmbedding } = latentsOf('Sofia Hellen');
    spoken?.speaker?.gptConditioning.forEach((value, i) =>
      expect(value).toBeCloseTo(gptConditioning[i] ?? 9, 6),
    );
    expect(spoken?.speaker?.speakerEmbedding[7]).toBeCloseTo(speakerEmbedding[7] ?? 9, 6);
  });

  it('refuses numbers that no float of 32 bits can hold', async () => {
    const body = {
      text: 'Hello.',
      language: 'en',
      gpt_cond_latent: Array.from({ length: 32 * 1_024 }, () => 1e39),
      speaker_embedding: Array.from({ length: 512 }, () => 0.1),
    };
    expect((await post('/tts_stream', body)).status).toBe(400);
  });

  it('makes numbers from a recording, and speaks whole or without a header', async () => {
    const response = await fetch(`${service.url}${prefix}/clone_speaker`, { method: 'POST', body: upload() });
    const speaker = await response.json();
    const request = { ...speaker, text: 'Hello.', language: 'en' };
    const bare = await post('/tts_stream', { ...request, add_wav_header: false });
    expect((await bare.arrayBuffer()).byteLength).toBe(0.3 * speechSampleRate * 2);
    const whole = Buffer.from(await (await post('/tts', request)).json(), 'base64');
    expect(whole.readUInt32LE(40)).toBe(0.3 * speechSampleRate * 2);
  });

  it.each([
    [{ text: 'Hello', language: 'en' }],
    [{ text: 'Hello', language: 'en', gpt_cond_latent: [[1]], speaker_embedding: [1] }],
  ])('refuses numbers that are no speaker: %j', async (body) => {
    expect((await post('/tts_stream', body)).status).toBe(400);
  });
});

it('tells the languages as each kind of client expects', async () => {
  const service = await startService({ engines: [new FakeEngine({ languages: ['de', 'en'] })] });
  expect(await (await fetch(`${service.url}/languages`)).json()).toEqual({ languages: ['en', 'de'] });
  expect(await (await fetch(`${service.url}/xtts/languages`)).json()).toEqual(['en', 'de']);
  await service.stop();
});

it('says that no engine here clones, and which one does', async () => {
  const service = await startService({ engines: [new FakeEngine()] });
  const { gptConditioning, speakerEmbedding } = latentsOf('x');
  const speech = {
    text: 'Hello',
    language: 'en',
    gpt_cond_latent: Array.from(gptConditioning),
    speaker_embedding: Array.from(speakerEmbedding),
  };
  const answers = [
    fetch(`${service.url}/studio_speakers`),
    fetch(`${service.url}/clone_speaker`, { method: 'POST', body: upload() }),
    fetch(`${service.url}/tts_stream`, {
      method: 'POST',
      body: JSON.stringify(speech),
      headers: { 'content-type': 'application/json' },
    }),
  ];
  for (const response of await Promise.all(answers)) {
    expect(response.status).toBe(503);
    const { error } = await response.json();
    expect(error.code).toBe('engine_cannot_clone');
    expect(error.message).toContain('xtts-v2');
  }
  await service.stop();
});
