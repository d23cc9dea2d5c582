import { mkdir, mkdtemp, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { latentsOf } from '../testing/fake-engine.js';
import { VoiceStore } from './voice-store.js';

it('gives a name to one voice, and no more voices than there is room for, though all are made at once', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'parley-voices-'));
  const store = new VoiceStore(directory, { maxVoices: 2, onDamaged: () => undefined });
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

const newVoice = (name: string) => ({
  name,
  languages: ['en'],
  engine: 'xtts-v2',
  consentStatement: 'Yes.',
  audioHash: name,
  latents: latentsOf(name),
  recordings: [],
});

async function emptyFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-voices-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

it('leaves out a damaged voice, says so once, and deletes it', async () => {
  const directory = await emptyFolder();
  const damaged: string[] = [];
  const options = { maxVoices: 9, onDamaged: (id: string) => damaged.push(id) };
  const writer = new VoiceStore(directory, options);
  const [whole, cut, senseless, unreadable] = [
    await writer.create(newVoice('Ann')),
    await writer.create(newVoice('Ben')),
    await writer.create(newVoice('Cem')),
    await writer.create(newVoice('Dot')),
  ];
  await truncate(join(directory, cut.id, 'latents.f32'), 1_000);
  await writeFile(join(directory, senseless.id, 'voice.json'), '{"id": ');
  await rm(join(directory, unreadable.id, 'voice.json'));
  await mkdir(join(directory, unreadable.id, 'voice.json'));
  const store = new VoiceStore(directory, options);
  for (let turn = 0; turn < 2; turn += 1) {
    expect((await store.list()).map(({ id }) => id)).toEqual([whole.id, cut.id]);
    expect(await store.readableLatents(cut.id)).toBeUndefined();
    expect(await store.latentsOfAudio('Ben', 'xtts-v2')).toBeUndefined();
    expect(await store.readableLatents(whole.id)).toEqual(latentsOf('Ann'));
  }
  expect(damaged.toSorted()).toEqual([cut.id, senseless.id, unreadable.id].toSorted());
  for (const { id } of [cut, senseless, unreadable]) await store.delete(id);
  expect(await readdir(directory)).toEqual([whole.id]);
});

it('removes what a process left that died, and not what is being written', async () => {
  const directory = await emptyFolder();
  const old = new Date(Date.now() - 2 * 3_600_000);
  for (const name of ['.draft-cloned-0123456789abcdef', '.draft-cloned-fedcba9876543210']) {
    await mkdir(join(directory, name));
    await writeFile(join(directory, name, 'recording-1'), 'speech');
  }
  await utimes(join(directory, '.draft-cloned-0123456789abcdef'), old, old);
  await new VoiceStore(directory, { maxVoices: 9, onDamaged: () => undefined }).removeAbandonedDrafts();
  expect(await readdir(directory)).toEqual(['.draft-cloned-fedcba9876543210']);
});
