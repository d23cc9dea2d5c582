import { once } from 'node:events';
import { createConnection } from 'node:net';
import {
  type AvatarServerMessage,
  type MediaPacket,
  avatarServerMessageSchema,
  decodeMediaPacket,
  mediaHeaderBytes,
} from '@parley/contracts';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type StartedService, startService } from '../testing/start-service.js';

describe('the live socket', () => {
  let service: StartedService;
  const sockets: WebSocket[] = [];

  beforeEach(async () => {
    service = await startService({ AVATAR_MAX_SESSIONS: '3' });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate();
    await service.stop();
  });

  const open = async (start: object = {}) => {
    const socket = new WebSocket(`${service.url.replace('http', 'ws')}/live`);
    sockets.push(socket);
    const packets: MediaPacket[] = [];
    const messages: AvatarServerMessage[] = [];
    const messageSizes: number[] = [];
    socket.on('message', (data: Buffer, isBinary) => {
      const packet = isBinary ? decodeMediaPacket(data) : undefined;
      if (isBinary) messageSizes.push(data.byteLength);
      if (packet) packets.push(packet);
      else messages.push(avatarServerMessageSchema.parse(JSON.parse(data.toString())));
    });
    await once(socket, 'open');
    const send = (message: object) => socket.send(JSON.stringify(message));
    send({ type: 'start', ...start });
    const statuses = () => messages.filter((message) => message.type === 'status');
    return { socket, packets, messages, messageSizes, send, statuses };
  };
  const upload = async () => {
    const form = new FormData();
    const red = await sharp({ create: { width: 100, height: 80, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    form.append('source_image', new Blob([new Uint8Array(red)]), 'red.png');
    const response = await fetch(`${service.url}/portraits`, { method: 'POST', body: form });
    const { id } = await response.json();
    return String(id);
  };

  it.each([
    ['jpeg', 20_000],
    ['i420', 1.5 * 512 * 512],
  ] as const)('sends %s, each frame one message with its header', async (format, bytes) => {
    const { packets, messages, messageSizes } = await open({ format });
    await expect.poll(() => packets.length).toBeGreaterThan(5);
    expect(messages[0]).toMatchObject({ type: 'started', format, frameQuality: 'mesh', engine: 'painted' });
    expect(packets.every(({ kind }) => kind === format)).toBe(true);
    expect(new Set(messageSizes)).toEqual(new Set([mediaHeaderBytes + bytes]));
    expect(packets.map(({ sequence }) => sequence)).toEqual(packets.map((_packet, i) => i));
  });

  it('refuses formats that it does not have', async () => {
    const { socket, messages } = await open({ format: 'vp8' });
    await once(socket, 'close');
    expect(messages).toMatchObject([{ type: 'error', code: 'invalid_parameter' }]);
  });

  it('tells how the session fares', async () => {
    service.engine.preparation = { quality: 'mesh', progress: 0.25 };
    const { statuses } = await open();
    await expect.poll(() => statuses().length, { timeout: 5_000 }).toBeGreaterThan(0);
    expect(statuses()[0]).toMatchObject({
      frameQuality: 'mesh',
      preparation: 0.25,
      dropped: { failed: 0, unread: 0 },
    });
    expect(statuses()[0]?.renderedFrames).toBeGreaterThan(25);
    service.engine.preparation = { quality: 'bank', progress: undefined, problem: 'The disk is full.' };
    await expect
      .poll(() => statuses().at(-1), { timeout: 5_000 })
      .toMatchObject({
        frameQuality: 'bank',
        problem: 'The disk is full.',
      });
    expect(statuses().at(-1)).not.toHaveProperty('preparation');
  });

  it('drops and counts the frames of one that does not read, and others see theirs', async () => {
    const { hostname, port } = new URL(service.url);
    const silent = createConnection({ host: hostname, port: Number(port) });
    silent.write(
      'GET /live HTTP/1.1\r\nHost: parley\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await once(silent, 'data');
    silent.pause();
    const start = Buffer.from('{"type":"start","format":"i420"}');
    // A client's frame is masked; a mask of zeros leaves the text as it is.
    silent.write(Buffer.concat([Buffer.from([0x81, 0x80 | start.length, 0, 0, 0, 0]), start]));
    const reader = await open();
    const unread = async () => {
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      return Number(
        /parley_avatar_frames_dropped_total\{[^}]*reason="unread"[^}]*\} (\d+)/.exec(metrics)?.[1] ?? 0,
      );
    };
    await expect.poll(unread, { timeout: 15_000 }).toBeGreaterThan(10);
    const before = reader.packets.length;
    await expect.poll(() => reader.packets.length).toBeGreaterThan(before + 10);
    expect(reader.statuses().every(({ dropped }) => dropped?.unread === 0)).toBe(true);
    silent.destroy();
    await expect.poll(() => service.openSockets()).toBe(1);
  });

  it('goes on with Parley’s own portrait where one is deleted, and says so', async () => {
    const portrait = await upload();
    const { packets, messages } = await open({ portrait });
    await expect.poll(() => packets.length).toBeGreaterThan(2);
    expect((await fetch(`${service.url}/portraits/${portrait}`, { method: 'DELETE' })).status).toBe(204);
    await expect
      .poll(() => messages.at(-1))
      .toEqual({ type: 'portrait', portrait: 'default', reason: 'portrait-gone' });
    const before = packets.length;
    await expect.poll(() => packets.length).toBeGreaterThan(before + 5);
  });

  it('does not begin with a portrait that is not there, and tells of one that is asked for later', async () => {
    const refused = await open({ portrait: 'f'.repeat(64) });
    await once(refused.socket, 'close');
    expect(refused.messages).toMatchObject([{ type: 'error', code: 'not_found' }]);
    const { send, messages, packets } = await open();
    await expect.poll(() => packets.length).toBeGreaterThan(0);
    send({ type: 'portrait', portrait: 'f'.repeat(64) });
    send({ type: 'expression', expression: 'furious' });
    send({ type: 'expression', expression: 'happy', holdMs: 500 });
    send({ type: 'expression', expression: 'sad', hint: true });
    await expect.poll(() => messages.length).toBe(3);
    expect(
      messages
        .slice(1)
        .map((message) => 'code' in message && message.code)
        .toSorted(),
    ).toEqual(['invalid_parameter', 'not_found']);
    const before = packets.length;
    await expect.poll(() => packets.length).toBeGreaterThan(before + 3);
  });

  it('lets no more in than there are places, and says when to come back', async () => {
    for (let i = 0; i < 3; i += 1) await open();
    const response = await new Promise<{ statusCode: number; headers: Record<string, unknown> }>(
      (resolve) => {
        const socket = new WebSocket(`${service.url.replace('http', 'ws')}/live`);
        socket.on('error', () => undefined);
        socket.once('unexpected-response', (_request, { statusCode = 0, headers }) =>
          resolve({ statusCode, headers }),
        );
      },
    );
    expect(response.statusCode).toBe(503);
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
  });
});
