import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { spoolAudio } from './audio-spool.js';

const megabyte = 2 ** 20;

async function* pieces(sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    const piece = new Uint8Array(size);
    for (let i = 0; i < size; i++) piece[i] = at++ % 251;
    yield piece;
  }
}

const named = () => readdirSync(tmpdir()).filter((name) => name.startsWith('parley-recording-'));

describe('a recording that arrives', () => {
  it.each([
    ['in memory', [10, 0, 300]],
    ['in a file', [3 * megabyte, 3 * megabyte, 17]],
  ])('can be read anywhere %s', async (_where, sizes) => {
    const audio = await spoolAudio(pieces(sizes), 10 * megabyte, 'file');
    expect(audio.size).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect([...(await audio.read(5, 9))]).toEqual([5, 6, 7, 8]);
    const end = await audio.read(audio.size - 2, audio.size + 100);
    expect([...end]).toEqual([(audio.size - 2) % 251, (audio.size - 1) % 251]);
    expect(named()).toEqual([]);
    await audio.dispose();
    await expect(audio.read(0, 1)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('is refused where it is too large, and leaves nothing', async () => {
    const large = spoolAudio(pieces([5 * megabyte, 6 * megabyte]), 10 * megabyte, 'file');
    await expect(large).rejects.toMatchObject({ code: 'body_too_large', param: 'file' });
    expect(named()).toEqual([]);
  });
});
