import { portraitListSchema, portraitSchema } from '@parley/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedService, startService } from '../testing/start-service.js';

describe('portraits', () => {
  let service: StartedService;

  beforeAll(async () => {
    service = await startService({ AVATAR_MAX_PORTRAITS: '4', MAX_UPLOAD_MB: '1' });
  });
  afterAll(() => service.stop());

  const picture = async (red: number) =>
    new Blob([
      new Uint8Array(
        await sharp({ create: { width: 100, height: 80, channels: 3, background: { r: red, g: 0, b: 0 } } })
          .png()
          .toBuffer(),
      ),
    ]);
  const upload = (fields: Record<string, string | Blob>, fileName = 'ann.png') => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string') form.append(name, value);
      else form.append(name, value, fileName);
    }
    return fetch(`${service.url}/portraits`, { method: 'POST', body: form });
  };
  const get = (path: string) => fetch(`${service.url}/portraits${path}`);
  const keep = async (fields: Record<string, string | Blob>) => {
    const response = await upload(fields);
    expect(response.status).toBe(201);
    const portrait = portraitSchema.parse(await response.json());
    expect(response.headers.get('location')).toBe(`/portraits/${portrait.id}`);
    return portrait;
  };
  const remove = (id: string) => fetch(`${service.url}/portraits/${id}`, { method: 'DELETE' });
  const codeOf = async (response: Response) => [response.status, (await response.json()).error.code];

  it('are kept, listed, shown and deleted', async () => {
    const first = await keep({ source_image: await picture(1) });
    expect(first).toMatchObject({
      width: 100,
      height: 80,
      faces: 1,
      name: 'ann.png',
      live: { quality: 'mesh' },
    });
    const second = await keep({ source_image: await picture(2), name: 'Ben' });
    const list = portraitListSchema.parse(await (await get('')).json());
    expect(list.portraits.map(({ name }) => name)).toEqual(['Ben', 'ann.png']);
    const shown = await get(`/${second.id}/picture`);
    expect(shown.headers.get('content-type')).toBe('image/jpeg');
    expect(await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).toMatchObject({
      width: 100,
      height: 80,
    });
    for (const { id } of [first, second]) {
      expect((await remove(id)).status).toBe(204);
      expect(await codeOf(await get(`/${id}`))).toEqual([404, 'not_found']);
      expect(await codeOf(await get(`/${id}/picture`))).toEqual([404, 'not_found']);
      expect(await codeOf(await remove(id))).toEqual([404, 'not_found']);
    }
    expect(service.engine.forgotten).toEqual([first.id, second.id]);
  });

  it('tell how far their live frames are prepared', async () => {
    const { id } = await keep({ source_image: await picture(3) });
    service.engine.preparation = { quality: 'mesh', progress: 0.4 };
    expect((await (await get(`/${id}`)).json()).live).toEqual({ quality: 'mesh', progress: 0.4 });
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/parley_avatar_banks_under_way\{.*\} 1/);
    service.engine.preparation = { quality: 'bank', progress: undefined };
    expect((await (await get(`/${id}`)).json()).live).toEqual({ quality: 'bank' });
    const status = await (await fetch(`${service.url}/status`)).json();
    expect(status.details).toMatchObject({ banksUnderWay: 0, portraits: 1 });
    await remove(id);
  });

  it('are others where the face is said to be elsewhere, as JSON or as fields', async () => {
    const source_image = await picture(4);
    const found = await keep({ source_image });
    const told = await keep({ source_image, face: '{"left": 10, "top": 5, "width": 40, "height": 50}' });
    const same = await keep({ source_image, left: '10', top: '5', width: '40', height: '50' });
    expect(told.face).toEqual({ left: 10, top: 5, width: 40, height: 50 });
    expect(same.id).toBe(told.id);
    expect(told.id).not.toBe(found.id);
    for (const { id } of [found, told]) await remove(id);
  });

  it.each([
    [{ face: 'here' }],
    [{ face: '[1, 2, 3, 4]' }],
    [{ left: '10' }],
    [{ left: '10', top: '5', width: '0', height: '50' }],
    [{ left: 'NaN', top: '5', width: '10', height: '50' }],
    [{ left: '90', top: '5', width: '40', height: '50' }],
    [{ name: 'x'.repeat(101) }],
  ])('are refused with %j', async (fields) => {
    expect(await codeOf(await upload({ source_image: await picture(5), ...fields }))).toEqual([
      400,
      'invalid_parameter',
    ]);
    expect((await (await get('')).json()).portraits).toEqual([]);
  });

  it('need a picture in the right field, of the right size', async () => {
    expect(await codeOf(await upload({}))).toEqual([400, 'missing_file']);
    expect(await codeOf(await upload({ source_image: new Blob([]) }))).toEqual([400, 'empty_file']);
    expect(await codeOf(await upload({ picture: await picture(1) }))).toEqual([400, 'invalid_request']);
    const large = new Blob([new Uint8Array(2 ** 20 + 1)]);
    expect(await codeOf(await upload({ source_image: large }))).toEqual([413, 'body_too_large']);
    const json = await fetch(`${service.url}/portraits`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(await codeOf(json)).toEqual([400, 'missing_file']);
    const cut = await fetch(`${service.url}/portraits`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\nContent-Disposition: form-data; name="source_image"; filename="a"\r\n\r\nabc',
    });
    expect(cut.status).toBe(400);
  });

  it('have a bound', async () => {
    const kept = [];
    for (const red of [10, 11, 12, 13]) kept.push(await keep({ source_image: await picture(red) }));
    const refused = await upload({ source_image: await picture(14) });
    const { error } = await refused.json();
    expect([refused.status, error.code]).toEqual([400, 'invalid_request']);
    expect(error.message).toContain('AVATAR_MAX_PORTRAITS');
    for (const { id } of kept) await remove(id);
  });

  it('keep Parley’s own, and nothing of strange names', async () => {
    expect((await get('/default')).status).toBe(200);
    expect(await codeOf(await remove('default'))).toEqual([400, 'invalid_request']);
    for (const id of ['..%2F..%2Fetc', 'x', 'f'.repeat(64)]) {
      expect(await codeOf(await get(`/${id}`))).toEqual([404, 'not_found']);
      expect(await codeOf(await remove(id))).toEqual([404, 'not_found']);
    }
  });
});
