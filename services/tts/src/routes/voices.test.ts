import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeWav } from '@parley/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeEngine } from '../testing/fake-engine.js';
import { startService } from '../testing/start-service.js';

/** Half a second of a tone of this pitch. */
const recording = (hertz: number) =>
  encodeWav({
    samples: Float32Array.from({ length: 12_000 }, (_, i) => 0.3 * Math.sin((i * hertz) / 4_000)),
    sampleRate: 24_000,
  });

describe('cloned voices', () => {
  const engine = new FakeEngine({ id: 'xtts-v2', clones: true });
  const standIn = new FakeEngine({ id: 'stand-in' });
  let service: Awaited<ReturnType<typeof startService>>;

  beforeAll(async () => {
    service = await startService({
      engines: [engine, standIn],
      environment: { TTS_MAX_VOICES: '4', MAX_UPLOAD_MB: '1' },
    });
  });
  afterAll(() => service.stop());

  async function send(fields: Record<string, string>, recordings: readonly Uint8Array[]) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    for (const bytes of recordings) form.append('audio', new Blob([new Uint8Array(bytes)]), 'voice.wav');
    const response = await fetch(`${service.url}/voices`, { method: 'POST', body: form });
    return { status: response.status, body: await response.json() };
  }
  const speak = (fields: object) =>
    fetch(`${service.url}/synthesize`, {
      method: 'POST',
      body: JSON.stringify({ text: 'Hello there.', ...fields }),
      headers: { 'content-type': 'application/json' },
    });
  const voicesFolder = () => join(service.stateDirectory, 'voices');

  it.each([
    [{ name: 'Ada' }, [recording(1)], 400, 'consent_required'],
    [{ name: 'Ada', consent: 'false' }, [recording(1)], 400, 'consent_required'],
    [{ name: 'Ada', consent: 'perhaps' }, [recording(1)], 400, 'invalid_parameter'],
    [{ name: '', consent: 'true' }, [recording(1)], 400, 'invalid_parameter'],
    [{ name: '\u200b\n', consent: 'true' }, [recording(1)], 400, 'invalid_parameter'],
    [{ name: 'cloned-0123456789abcdef', consent: 'true' }, [recording(1)], 400, 'invalid_parameter'],
    [{ name: 'alloy', consent: 'true' }, [recording(1)], 400, 'invalid_parameter'],
    [{ name: 'Ada', consent: 'true' }, [], 400, 'missing_file'],
    [{ name: 'Ada', consent: 'true' }, [new Uint8Array(0)], 400, 'empty_file'],
    [{ name: 'Ada', consent: 'true' }, [new Uint8Array(100)], 400, 'unreadable_audio'],
    [{ name: 'Ada', consent: 'true' }, [recording(1).subarray(0, 5_000)], 422, 'unusable_speaker_audio'],
    [{ name: 'Ada', consent: 'true' }, [new Uint8Array(2 ** 20 + 1)], 413, 'body_too_large'],
  ])('refuse %j with %#', async (fields, recordings, status, code) => {
    expect(await send(fields, recordings)).toMatchObject({ status, body: { error: { code } } });
    expect(await readdir(voicesFolder()).catch(() => [])).toEqual([]);
  });

  it('are made with consent, speak, outlive the process without their recording, and are deleted', async () => {
    const consent_statement = 'Ada said yes on tape.';
    const { status, body } = await send({ name: 'Ada', consent: 'true', consent_statement }, [recording(1)]);
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'Ada', engine: 'xtts-v2', cloned: true, recordings: 0 });
    expect(body.consent.statement).toBe(consent_statement);
    expect(Date.parse(body.consent.givenAt)).toBeGreaterThan(Date.now() - 60_000);
    expect(body.audioHash).toBeUndefined();

    const { voices } = await (await fetch(`${service.url}/voices`)).json();
    expect(voices.map(({ id }: { id: string }) => id)).toEqual([body.id, 'xtts-v2-one', 'stand-in-one']);
    expect((await readdir(join(voicesFolder(), body.id))).toSorted()).toEqual(['latents.f32', 'voice.json']);

    for (const voice of [body.id, 'ada']) {
      const response = await speak({ voice });
      expect(response.status).toBe(200);
      expect(response.headers.get('x-parley-engine')).toBe('xtts-v2');
      expect(engine.requests.at(-1)?.speaker?.gptConditioning).toHaveLength(32 * 1_024);
    }

    const byOther = await speak({ voice: 'Ada', engine: 'stand-in' });
    expect((await byOther.json()).error).toMatchObject({ code: 'engine_cannot_clone' });

    const remove = () => fetch(`${service.url}/voices/${body.id}`, { method: 'DELETE' });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    expect(await readdir(voicesFolder())).toEqual([]);
    expect((await (await speak({ voice: body.id })).json()).error.code).toBe('unknown_voice');
  });

  it('speak by their name, however it is spelt', async () => {
    const { body } = await send({ name: ' Rene\u0301e\u200b\nB. ', consent: 'true' }, [recording(7)]);
    expect(body.name).toBe('Ren\u00e9e B.');
    for (const voice of ['Ren\u00e9e B.', 'rene\u0301e  b.\u200b']) {
      expect((await speak({ voice })).headers.get('x-parley-engine'), voice).toBe('xtts-v2');
    }
    await fetch(`${service.url}/voices/${body.id}`, { method: 'DELETE' });
  });

  it('are learnt once from the same recordings', async () => {
    const before = engine.described;
    const { body } = await send({ name: 'Bea', consent: 'true' }, [recording(2), recording(3)]);
    await send({ name: 'Cleo', consent: 'true' }, [recording(2), recording(3)]);
    expect(engine.described).toBe(before + 1);
    await send({ name: 'Dora', consent: 'true' }, [recording(3), recording(2)]);
    expect(engine.described).toBe(before + 2);

    const form = new FormData();
    form.append('text', 'Hello');
    form.append('speaker_audio', new Blob([new Uint8Array(recording(9))]), 'r.wav');
    const clone = () => fetch(`${service.url}/synthesize-with-voice-clone`, { method: 'POST', body: form });
    expect((await clone()).status).toBe(200);
    expect((await clone()).status).toBe(200);
    expect(engine.described).toBe(before + 3);
    expect(engine.requests.at(-1)?.speaker).toBeDefined();
    expect(body.name).toBe('Bea');
  });

  it('are forgotten with their recordings when they are deleted', async () => {
    const before = engine.described;
    const make = () => send({ name: 'Finn', consent: 'true' }, [recording(11)]);
    const remove = (id: string) => fetch(`${service.url}/voices/${id}`, { method: 'DELETE' });
    await remove((await make()).body.id);
    await remove((await make()).body.id);
    expect(engine.described).toBe(before + 2);
  });

  it('keep their recordings where that is asked for', async () => {
    const bytes = recording(4);
    const { body } = await send({ name: 'Eve', consent: 'true', keep_audio: 'true' }, [bytes]);
    expect(body.recordings).toBe(1);
    const kept = await readFile(join(voicesFolder(), body.id, 'recording-1'));
    expect(kept.equals(Buffer.from(bytes))).toBe(true);
  });

  it('have names of their own, and are not more than allowed', async () => {
    expect((await send({ name: 'eve', consent: 'true' }, [recording(5)])).body.error).toMatchObject({
      code: 'invalid_request',
    });
    const { voices } = await (await fetch(`${service.url}/voices`)).json();
    const bea = voices.find(({ name }: { name: string }) => name === 'Bea');
    await fetch(`${service.url}/voices/${bea.id}`, { method: 'DELETE' });
    expect((await send({ name: 'eve', consent: 'true' }, [recording(5)])).body.error).toMatchObject({
      code: 'invalid_parameter',
      param: 'name',
    });
  });

  it.each(['..%2F..%2Fetc', 'cloned-..', '.draft-cloned-0000000000000000', 'cloned-0000000000000000'])(
    'are not found by %s',
    async (id) => {
      const response = await fetch(`${service.url}/voices/${id}`, { method: 'DELETE' });
      expect(response.status).toBe(404);
      expect((await response.json()).error.code).toBe('voice_not_found');
    },
  );

  it("are nobody else's to speak: where their engine fails, that is the answer", async () => {
    const failing = new FakeEngine({ id: 'xtts-v2', clones: true, chunks: 0 });
    expect(failing.cloning).toBeDefined();
    const { voices } = await (await fetch(`${service.url}/voices`)).json();
    const other = await startService({
      engines: [standIn],
      environment: { PARLEY_STATE_DIR: service.stateDirectory },
    });
    const response = await fetch(`${other.url}/synthesize`, {
      method: 'POST',
      body: JSON.stringify({ text: 'Hello', voice: voices[0].id }),
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(503);
    expect((await response.json()).error.code).toBe('engine_cannot_clone');
    await other.service.stop();
  });
});
