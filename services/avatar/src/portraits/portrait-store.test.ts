import { expect, it } from 'vitest';
import { PortraitStore } from './portrait-store.js';

const seen = { width: 2, height: 3, faces: 1 };

it('keeps a picture under the hash of its bytes, and looks at it once', async () => {
  const store = new PortraitStore({ mostBytes: 100 });
  let looks = 0;
  const inspect = async () => {
    looks += 1;
    return seen;
  };
  const picture = { bytes: Uint8Array.of(1, 2, 3) };
  const portrait = await store.add(picture, inspect);
  expect(portrait).toEqual({ id: expect.stringMatching(/^[0-9a-f]{64}$/), ...seen });
  expect(await store.add(picture, inspect)).toEqual(portrait);
  expect(looks).toBe(1);
  expect(store.portrait(portrait.id)).toEqual(portrait);
  expect(await store.read(portrait.id)).toEqual(picture);
});

it('forgets the oldest beyond its bound', async () => {
  const store = new PortraitStore({ mostBytes: 10 });
  const first = await store.add({ bytes: new Uint8Array(6) }, async () => seen);
  await store.add({ bytes: new Uint8Array(7) }, async () => seen);
  expect(store.portrait(first.id)).toBeUndefined();
  expect(store.size).toBe(1);
});
