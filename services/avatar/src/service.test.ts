import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type MediaPacket, decodeMediaPacket, expressionListSchema, expressions } from '@parley/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { readConfig } from './config.js';
import { createContext } from './context.js';
import { createAvatarService } from './service.js';

const portrait = fileURLToPath(new URL('../../../../shared/data/portraits/s12.jpg', import.meta.url));
const aSecondOfSpeech = [
  { viseme: 'PP', timeMs: 0, durationMs: 100 },
  { viseme: 'aa', timeMs: 100, durationMs: 900 },
];

describe('the avatar service', () => {
  let service: ReturnType<typeof createAvatarService>;
  let stateFolder: string;

  beforeAll(async () => {
    stateFolder = await mkdtemp(join(tmpdir(), 'parley-avatar-'));
    const config = readConfig({
      PORT: '0',
      LOG_LEVEL: 'error',
      AVATAR_ENGINE: 'mesh-warp',
      AVATAR_MAX_SESSIONS: '2',
      PARLEY_STATE_DIR: stateFolder,
    });
    service = createAvatarService(await createContext(config, { takesJobs: false }));
    await service.start();
  });
  afterAll(async () => {
    await service.stop();
    await rm(stateFolder, { recursive: true });
  });

  const render = (fields: Record<string, string | Blob>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string') form.append(name, value);
      else form.append(name, value, 'picture');
    }
    return fetch(`${service.http.url}/api/render`, { method: 'POST', body: form });
  };
  const errorOf = async (response: Response) => [response.status, (await response.json()).error.code];

  const open = async () => {
    const socket = new WebSocket(`${service.http.url.replace('http', 'ws')}/live`);
    const packets: MediaPacket[] = [];
    const messages: Record<string, unknown>[] = [];
    socket.on('message', (data: Buffer, isBinary) => {
      const packet = isBinary ? decodeMediaPacket(data) : undefined;
      if (packet) packets.push(packet);
      else messages.push(JSON.parse(data.toString()));
    });
    await once(socket, 'open');
    const send = (message: object) => socket.send(JSON.stringify(message));
    return { socket, packets, messages, send };
  };

  it('renders its own portrait with an expression, as JPEG and as PNG', async () => {
    const rendered = await render({ portrait: 'default', expression: 'happy', intensity: '1.5' });
    expect(rendered.headers.get('content-type')).toBe('image/jpeg');
    const jpegBytes = Buffer.from(await rendered.arrayBuffer());
    const { width, height } = await sharp(jpegBytes).metadata();
    expect(width).toBe(height);
    const png = await render({ portrait: 'default', format: 'png' });
    expect(png.headers.get('content-type')).toBe('image/png');
    for (const bytes of [jpegBytes, Buffer.from(await png.arrayBuffer())])
      expect(String((await sharp(bytes).metadata()).xmp)).toContain('trainedAlgorithmicMedia');
  });

  it.skipIf(!existsSync(portrait))('keeps an uploaded portrait under the hash of its bytes', async () => {
    const rendered = await render({ source_image: new Blob([readFileSync(portrait)]), expression: 'sad' });
    expect(rendered.status).toBe(200);
    const id = rendered.headers.get('x-parley-portrait');
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect((await fetch(`${service.http.url}/portraits/${id}`)).status).toBe(200);
    expect(rendered.headers.get('x-parley-ai-generated')).toBe('true');
    expect((await render({ portrait: id ?? '', expression: 'happy' })).status).toBe(200);
  });

  it.each([
    [{}, 400, 'missing_file'],
    [{ source_image: new Blob([]) }, 400, 'empty_file'],
    [{ source_image: new Blob(['no picture']) }, 400, 'unreadable_image'],
    [{ portrait: 'default', intensity: 'NaN' }, 400, 'invalid_parameter'],
    [{ portrait: 'default', intensity: '3' }, 400, 'invalid_parameter'],
    [{ portrait: 'default', expression: 'furious' }, 400, 'unknown_expression'],
    [{ portrait: 'unknown' }, 404, 'not_found'],
    [{ portrait: 'default', yaw: 'NaN' }, 400, 'invalid_parameter'],
    [{ portrait: 'default', yaw: '90' }, 400, 'invalid_parameter'],
    [{ portrait: 'default', smile: 'wide' }, 400, 'invalid_parameter'],
    [{ portrait: 'default', sliders: '{"nose": 1}' }, 400, 'invalid_parameter'],
    [{ portrait: 'default', sliders: '{"smile": NaN}' }, 400, 'invalid_parameter'],
    [{ portrait: 'default', sliders: '{"smile": null}' }, 400, 'invalid_parameter'],
    [{ portrait: 'default', sliders: '[1]' }, 400, 'invalid_parameter'],
    [{ portrait: 'default', viseme: 'moo' }, 400, 'invalid_parameter'],
    [{ portrait: 'default', format: 'gif' }, 400, 'invalid_parameter'],
    [{ portrait: 'default', mark: 'maybe' }, 400, 'invalid_parameter'],
    [{ other_field: new Blob(['x']) }, 400, 'invalid_request'],
    [
      {
        source_image: new Blob([
          '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        ]),
      },
      400,
      'unreadable_image',
    ],
    [{ source_image: new Blob(['\0\0\0\x18ftypheic\0\0\0\0mif1heic']) }, 400, 'unreadable_image'],
  ] as const)('refuses %j with %i %s', async (fields, status, code) => {
    expect(await errorOf(await render(fields))).toEqual([status, code]);
  });

  it('lists what there is where something unknown is asked for', async () => {
    for (const [fields, words] of [
      [{ portrait: 'default', expression: 'furious' }, ['happy', 'laughing', 'wink']],
      [{ portrait: 'default', yaw: '90' }, ['yaw -12 to 12', 'smile -1 to 1', 'gaze_x']],
      [{ portrait: 'default', viseme: 'moo' }, ['PP', 'aa']],
    ] as const) {
      const { error } = await (await render(fields)).json();
      for (const word of words) expect(error.message).toContain(word);
    }
    const list = expressionListSchema.parse(await (await fetch(`${service.http.url}/expressions`)).json());
    expect(list.expressions.map(({ name }) => name)).toEqual([...expressions]);
    expect(list.sliders.find(({ name }) => name === 'yaw')).toMatchObject({
      unit: 'degrees',
      min: -12,
      max: 12,
    });
  });

  it('moves the face by sliders and visemes, and marks it', async () => {
    const pixels = async (fields: Record<string, string>) => {
      const response = await render({ portrait: 'default', format: 'png', ...fields });
      expect(response.status).toBe(200);
      const bytes = Buffer.from(await response.arrayBuffer());
      return sharp(bytes).removeAlpha().raw().toBuffer();
    };
    const rest = await pixels({});
    const changes: Record<string, string>[] = [
      { smile: '0.7' },
      { sliders: '{"yaw": -8}' },
      { viseme: 'AA' },
      { mark: 'true' },
      { expression: ' Laughing ' },
    ];
    for (const fields of changes)
      expect(Buffer.compare(await pixels(fields), rest), JSON.stringify(fields)).not.toBe(0);
    expect(Buffer.compare(await pixels({ smile: '0', yaw: '', intensity: '1' }), rest)).toBe(0);
  });

  it('says that a picture without a face has none', async () => {
    const sky = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#8ac' } })
      .png()
      .toBuffer();
    expect(await errorOf(await render({ source_image: new Blob([new Uint8Array(sky)]) }))).toEqual([
      422,
      'no_face_found',
    ]);
  });

  it('shows an idle face, speaks on the audio’s clock, and idles again', async () => {
    const { socket, packets, messages, send } = await open();
    send({ type: 'start' });
    await expect.poll(() => packets.length).toBeGreaterThan(5);
    expect(messages[0]).toMatchObject({ type: 'started', width: 512, height: 512, framesPerSecond: 25 });
    expect(packets.every(({ mediaTimeMs }) => mediaTimeMs === -1)).toBe(true);
    send({ type: 'speech', generation: 7, visemes: aSecondOfSpeech, audioUntilMs: 1_000, final: true });
    const spoken = () => packets.filter(({ mediaTimeMs }) => mediaTimeMs >= 0);
    await expect
      .poll(() => packets.at(-1)?.mediaTimeMs === -1 && spoken().length > 0, { timeout: 5_000 })
      .toBe(true);
    expect(spoken().every(({ generation, mediaTimeMs }) => generation === 7 && mediaTimeMs % 40 === 0)).toBe(
      true,
    );
    expect(spoken().map(({ mediaTimeMs }) => mediaTimeMs)).toEqual(
      spoken()
        .map(({ mediaTimeMs }) => mediaTimeMs)
        .toSorted((a, b) => a - b),
    );
    const { width } = await sharp(packets[0]?.payload).metadata();
    expect(width).toBe(512);
    socket.terminate();
  });

  it('stops speaking when it is told to', async () => {
    const { socket, packets, send } = await open();
    send({ type: 'start' });
    const visemes = [{ viseme: 'aa', timeMs: 0, durationMs: 20_000 }];
    send({ type: 'speech', generation: 1, visemes, audioUntilMs: 20_000, final: true });
    await expect.poll(() => packets.some(({ mediaTimeMs }) => mediaTimeMs > 0)).toBe(true);
    send({ type: 'speech-stop' });
    await expect.poll(() => packets.slice(-5).every(({ mediaTimeMs }) => mediaTimeMs === -1)).toBe(true);
    socket.terminate();
  });

  it('refuses a stream that begins otherwise, and nonsense in one that goes on', async () => {
    const wrong = await open();
    wrong.send({ type: 'speech-stop' });
    expect((await once(wrong.socket, 'close'))[0]).toBe(1008);
    expect(wrong.messages[0]).toMatchObject({ code: 'invalid_request' });

    const { socket, messages, packets, send } = await open();
    send({ type: 'start' });
    await expect.poll(() => packets.length).toBeGreaterThan(0);
    socket.send('garbage');
    send({ type: 'portrait', portrait: 'unknown' });
    await expect
      .poll(() => messages.map(({ code }) => code))
      .toEqual([undefined, 'invalid_json', 'not_found']);
    const before = packets.length;
    await expect.poll(() => packets.length).toBeGreaterThan(before);
    socket.terminate();
    await expect.poll(() => service.http.openSockets).toBe(0);
  });
});
