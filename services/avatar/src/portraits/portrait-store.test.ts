import { mkdir, mkdtemp, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { KeptPortraits, type KeptPortraitsOptions } from './kept-portraits.js';
import { PortraitStore } from './portrait-store.js';

const seen = { width: 40, height: 30, faces: 1 };
const inspect = async () => seen;

/** Another picture for each shade. */
const picture = async (red: number) => ({
  bytes: new Uint8Array(
    await sharp({ create: { width: 40, height: 30, channels: 3, background: { r: red, g: 0, b: 0 } } })
      .png()
      .toBuffer(),
  ),
});

async function emptyStore(options: Partial<KeptPortraitsOptions & { mostBytes: number }> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'parley-portraits-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const damaged: string[] = [];
  const open = () => {
    const kept = new KeptPortraits(directory, {
      maxPortraits: 9,
      maxBytes: 10_000,
      onDamaged: (id) => damaged.push(id),
      ...options,
    });
    return { kept, store: new PortraitStore({ kept, mostBytes: options.mostBytes ?? 10_000 }) };
  };
  return { directory, damaged, open, ...open() };
}

describe('pictures that were only rendered', () => {
  it('are remembered under the hash of their bytes, and looked at once', async () => {
    const { store, directory } = await emptyStore();
    let looks = 0;
    const count = async () => {
      looks += 1;
      return seen;
    };
    const red = await picture(1);
    const portrait = await store.remember(red, count);
    expect(portrait).toEqual({ id: expect.stringMatching(/^[0-9a-f]{64}$/), ...seen });
    expect(await store.remember(red, count)).toEqual(portrait);
    expect(looks).toBe(1);
    expect(await store.find(portrait.id)).toEqual(portrait);
    expect(await store.read(portrait.id)).toEqual(red);
    expect(await store.list()).toEqual([]);
    expect(await readdir(directory)).toEqual([]);
  });

  it('are forgotten beyond their bound, the oldest first', async () => {
    const red = await picture(1);
    const { store } = await emptyStore({ mostBytes: red.bytes.byteLength + 10 });
    const first = await store.remember(red, inspect);
    const second = await store.remember(await picture(2), inspect);
    expect(await store.find(first.id)).toBeUndefined();
    expect(await store.find(second.id)).toEqual(second);
  });
});

describe('portraits that are kept', () => {
  it('outlive the process, the newest first, and go when they are deleted', async () => {
    const { store, open, directory } = await emptyStore();
    const red = await picture(1);
    const first = await store.keep(red, 'Ann', inspect);
    const second = await store.keep(await picture(2), undefined, inspect);
    expect(first).toMatchObject({ name: 'Ann', ...seen, createdAt: expect.any(String) });
    const again = open().store;
    expect(new Set((await again.list()).map(({ id }) => id))).toEqual(new Set([first.id, second.id]));
    expect((await again.list()).map(({ createdAt }) => createdAt)).toEqual(
      [first.createdAt, second.createdAt].toSorted().toReversed(),
    );
    expect(Buffer.from((await again.read(first.id))?.bytes ?? [])).toEqual(Buffer.from(red.bytes));
    expect(await sharp((await again.preview(first.id)) ?? new Uint8Array()).metadata()).toMatchObject({
      format: 'jpeg',
      width: 40,
      height: 30,
    });
    await again.delete(first.id);
    await expect(again.delete(first.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(again.delete('default')).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(again.delete('../../etc')).rejects.toMatchObject({ code: 'not_found' });
    expect(await readdir(directory)).toEqual([second.id]);
  });

  it('are others where the face is said to be elsewhere', async () => {
    const { store } = await emptyStore();
    const red = await picture(1);
    const face = { left: 1, top: 2, width: 3, height: 4 };
    const found = await store.keep(red, undefined, inspect);
    const told = await store.keep({ ...red, face }, undefined, inspect);
    const elsewhere = await store.keep({ ...red, face: { ...face, left: 2 } }, undefined, inspect);
    expect(new Set([found.id, told.id, elsewhere.id]).size).toBe(3);
    expect((await store.read(told.id))?.face).toEqual(face);
  });

  it('have a bound in number and in bytes, though all come at once', async () => {
    const red = await picture(1);
    const { store } = await emptyStore({ maxPortraits: 2 });
    const pictures = await Promise.all([1, 2, 3].map(picture));
    const kept = await Promise.allSettled(pictures.map((each) => store.keep(each, undefined, inspect)));
    expect(kept.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    const small = await emptyStore({ maxBytes: red.bytes.byteLength + 10 });
    await small.store.keep(red, undefined, inspect);
    await expect(small.store.keep(await picture(2), undefined, inspect)).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('AVATAR_PORTRAITS_MB'),
    });
    // The same once more takes no room.
    expect((await small.store.keep(red, undefined, inspect)).id).toBeDefined();
  });

  it('are left out and told once where they are damaged, and can be uploaded again', async () => {
    const { store, open, directory, damaged } = await emptyStore();
    const [whole, cut, senseless] = await Promise.all(
      [1, 2, 3].map(async (red) => store.keep(await picture(red), undefined, inspect)),
    );
    await truncate(join(directory, cut?.id ?? '', 'picture'), 10);
    await writeFile(join(directory, senseless?.id ?? '', 'portrait.json'), '{"id": ');
    const later = open().store;
    for (let turn = 0; turn < 2; turn += 1) {
      expect((await later.list()).map(({ id }) => id).toSorted()).toEqual([whole?.id, cut?.id].toSorted());
      expect(await later.read(cut?.id ?? '')).toBeUndefined();
    }
    expect(damaged.toSorted()).toEqual([cut?.id, senseless?.id].toSorted());
    for (const red of [2, 3]) await later.keep(await picture(red), undefined, inspect);
    expect(await later.list()).toHaveLength(3);
    expect((await later.read(cut?.id ?? ''))?.bytes.byteLength).toBe((await picture(2)).bytes.byteLength);
  });

  it('leave nothing behind where a process died, but what is being written stays', async () => {
    const { kept, directory } = await emptyStore();
    const old = new Date(Date.now() - 2 * 3_600_000);
    for (const name of ['.draft-old', '.draft-new']) {
      await mkdir(join(directory, name));
      await writeFile(join(directory, name, 'picture'), 'a face');
    }
    await utimes(join(directory, '.draft-old'), old, old);
    await kept.removeAbandonedDrafts();
    expect(await readdir(directory)).toEqual(['.draft-new']);
  });
});
