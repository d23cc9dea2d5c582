import { describe, expect, it } from 'vitest';
import { DamagedAudioError } from './audio-source.js';
import { ByteQueue, ByteReader } from './byte-queue.js';
import { WebmStreamReader } from './webm-stream.js';

/** An element with a size of one byte, or of unknown length. */
function element(id: number[], body: number[], size = 0x80 | body.length): number[] {
  return [...id, size, ...body];
}

const unknown = 0xff;
const text = (letters: string): number[] => [...Buffer.from(letters)];
const entry = (number: number, type: number, codec: string): number[] =>
  element(
    [0xae],
    [...element([0xd7], [number]), ...element([0x83], [type]), ...element([0x86], text(codec))],
  );
const tracks = (...children: number[][]): number[] => element([0x16, 0x54, 0xae, 0x6b], children.flat());
const segment = element([0x18, 0x53, 0x80, 0x67], [], unknown);
const cluster = element([0x1f, 0x43, 0xb6, 0x75], [], unknown);
const block = (track: number, flags: number, ...packet: number[]): number[] =>
  element([0xa3], [0x80 | track, 0, 0, flags, ...packet]);

function readerOf(...parts: number[][]): WebmStreamReader {
  const queue = new ByteQueue(10_000);
  queue.push(Uint8Array.from(parts.flat()));
  queue.end();
  return new WebmStreamReader(new ByteReader(queue));
}

async function packetsOf(reader: WebmStreamReader): Promise<number[][]> {
  const packets: number[][] = [];
  for await (const packet of reader.packets()) packets.push([...packet]);
  return packets;
}

describe('WebmStreamReader', () => {
  it('finds the sound between video, checksums and padding', async () => {
    // The bytes of a checksum are anything: these would be a number of eight bytes, cut off.
    const checksum = element([0xbf], [0x01, 0x02, 0x03, 0x04]);
    const header = tracks(checksum, entry(1, 1, 'V_VP8'), entry(2, 2, 'A_OPUS'));
    const reader = readerOf(
      segment,
      header,
      cluster,
      block(1, 0x80, 9),
      block(2, 0x80, 7, 8),
      cluster,
      block(2, 0, 6),
    );
    expect(await reader.track()).toMatchObject({ codecId: 'A_OPUS', channels: 1 });
    expect(await packetsOf(reader)).toEqual([[7, 8], [6]]);
  });

  it('ends where the stream ends, in the middle of a packet too', async () => {
    const whole = block(2, 0, 7, 8);
    const reader = readerOf(segment, tracks(entry(2, 2, 'A_OPUS')), cluster, whole, whole.slice(0, -1));
    await reader.track();
    expect(await packetsOf(reader)).toEqual([[7, 8]]);
    expect(await readerOf(segment).track()).toBeUndefined();
  });

  it.each([
    ['there is no sound track', [segment, tracks(entry(1, 1, 'V_VP8'))]],
    ['sound comes before its description', [segment, cluster, block(1, 0, 1)]],
    ['the bytes are nonsense', [segment, [0, 0, 0, 0, 0, 0, 0, 0]]],
    ['an element has no end', [segment, element([0xec], [], unknown)]],
  ])('refuses a stream where %s', async (_why, parts) => {
    await expect(readerOf(...parts).track()).rejects.toBeInstanceOf(DamagedAudioError);
  });

  it('refuses laced packets', async () => {
    const reader = readerOf(segment, tracks(entry(1, 2, 'A_OPUS')), cluster, block(1, 0x02, 1, 2, 3));
    await reader.track();
    await expect(packetsOf(reader)).rejects.toBeInstanceOf(DamagedAudioError);
  });
});
