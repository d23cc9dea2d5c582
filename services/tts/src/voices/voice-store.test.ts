import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { latentsOf } from '../testing/fake-engine.js';
import { VoiceStore } from './voice-store.js';

it('gives a name to one voice, and no more voices than there is room for, though all are made at once', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'parley-voices-'));
  const store = new VoiceStore(directory, 2);
  const names = ['Ann', 'ann', 'Ben', 'Cem'];
  const made = await Promise.allSettled(
    names.map((name) =>
      store.create({
        name,
        languages: ['en'],
        engine: 'xtts-v2',
        consentStatement: 'Yes.',
        audioHash: name,
        latents: latentsOf(name),
        recordings: [],
      }),
    ),
  );
  expect(made.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
  expect((await store.list()).map(({ name }) => name).toSorted()).toEqual(['Ann', 'Ben']);
  await rm(directory, { recursive: true });
});
