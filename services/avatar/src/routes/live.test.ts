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
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { closedGate } from '../testing/gate.js';
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
  /** A client that starts and never reads; of its WebSocket there is only what it needs to write. */
  const openSilent = async () => {
    const { hostname, port } = new URL(service.url);
    const silent = createConnection({ host: hostname, port: Number(port) });
    silent.write(
      'GET /live HTTP/1.1\r\nHost: parley\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await once(silent, 'data');
    silent.pause();
    silent.write(masked('{"type":"start","format":"i420"}'));
    return silent;
  };
  const upload = async (background = 'red') => {
    const form = new FormData();
    const picture = await sharp({ create: { width: 100, height: 80, channels: 3, background } })
      .png()
      .toBuffer();
    form.append('source_image', new Blob([new Uint8Array(picture)]), 'picture.png');
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
    const silent = await openSilent();
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

  it('closes on one that is wrong twenty times in a row, and not before', async () => {
    const { socket, messages, send } = await open();
    for (let i = 0; i < 19; i++) socket.send('x');
    send({ type: 'listening', listening: true });
    for (let i = 0; i < 19; i++) socket.send('x');
    const errors = () => messages.filter(({ type }) => type === 'error').length;
    await expect.poll(errors).toBe(38);
    socket.send('x');
    const [code] = await once(socket, 'close');
    expect(code).toBe(1008);
  });

  it('closes on one that is wrong and does not read, before its errors fill memory', async () => {
    const ended = vi.spyOn(service.context.events, 'liveEnded');
    const silent = await openSilent();
    const pair = Buffer.concat([masked('x'), masked('{"type":"listening","listening":true}')]);
    const pairs = Buffer.concat(Array.from({ length: 1_000 }, () => pair));
    await expect
      .poll(
        () => {
          if (silent.writableLength < pairs.length) silent.write(pairs);
          return ended.mock.calls.length;
        },
        { timeout: 15_000, interval: 5 },
      )
      .toBe(1);
    const read: Buffer[] = [];
    silent.on('data', (data: Buffer) => read.push(data));
    silent.resume();
    // The last frame that comes is a close with 1008.
    const closing = Buffer.from([0x03, 0xf0]);
    await expect
      .poll(() => Buffer.concat(read).subarray(-125).includes(closing), { timeout: 5_000 })
      .toBe(true);
    silent.destroy();
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

  it('keeps the portrait that was chosen while the one before was found to be gone', async () => {
    const [gone, chosen] = [await upload('red'), await upload('blue')];
    const { packets, messages, socket, send } = await open({ portrait: gone });
    await expect.poll(() => packets.length).toBeGreaterThan(2);
    const { engine } = service;
    const asked = closedGate();
    const released = closedGate();
    engine.beforeFrame = (portrait) => {
      if (portrait !== gone) return Promise.resolve();
      asked.open();
      return released.passed;
    };
    await asked.passed;
    expect((await fetch(`${service.url}/portraits/${gone}`, { method: 'DELETE' })).status).toBe(204);
    send({ type: 'portrait', portrait: chosen });
    socket.send('x');
    await expect.poll(() => messages.some(({ type }) => type === 'error')).toBe(true);
    engine.framePortraits.length = 0;
    released.open();
    await expect.poll(() => engine.framePortraits.length).toBeGreaterThan(5);
    expect(new Set(engine.framePortraits)).toEqual(new Set([chosen]));
    expect(messages.filter(({ type }) => type === 'portrait')).toEqual([]);
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

/** A short text as a client's WebSocket frame; its mask of zeros leaves the text as it is. */
function masked(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}
