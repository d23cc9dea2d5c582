import { once } from 'node:events';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { type SpeechLanguage, speechLanguages } from '@parley/contracts';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { SpeechChunk, SpeechRequest } from '../text-to-speech-engine.js';
import { FixtureBundle } from './testing/fixture-bundle.js';
import { haveRecordings, recordingFile } from './testing/reference-recordings.js';
import { XttsEngine } from './xtts-engine.js';

const never = new AbortController().signal;
const fixture = new FixtureBundle();
const notes: string[] = [];
const engine = new XttsEngine({
  name: 'xtts-v2',
  directory: fixture.directory(),
  device: 'cpu',
  threads: 1,
  dtype: 'fp32',
  onNote: (note) => notes.push(note),
});
beforeAll(() => engine.load(never));
afterAll(async () => {
  await engine.unload();
  fixture.remove();
});

const sentences: Record<SpeechLanguage, string> = {
  en: 'My mother bakes bread.',
  de: 'Meine Mutter backt Brot.',
  fr: 'Ma maman prépare le pain.',
  es: 'Mi mamá prepara el pan.',
  it: 'Mia mamma prepara il pane.',
  pt: 'Minha mãe prepara o pão.',
  pl: 'Moja mama piecze babkę.',
  nl: 'Mijn moeder bakt brood.',
  cs: 'Moje máma peče bábovku.',
  ar: 'مرحبا بالعالم',
  tr: 'Merhaba, benim adım Mehmet.',
  ru: 'Моя мама печёт пирог.',
  hu: 'Az anyám kenyeret süt, ma is.',
  ko: '엄마가 빵을 만들어요.',
  ja: 'ままはぱんをやきます。',
  'zh-cn': '妈妈做面包。',
  hi: 'मेरी माँ रोटी बनाती है।',
};

const request = (fields: Partial<SpeechRequest>): SpeechRequest => ({
  text: 'It is a fine day, is it not?',
  language: 'en',
  speed: 1,
  ...fields,
});

async function speak(fields: Partial<SpeechRequest>, signal = never): Promise<SpeechChunk[]> {
  const chunks: SpeechChunk[] = [];
  for await (const chunk of engine.synthesize(request(fields), signal)) chunks.push(chunk);
  return chunks;
}

const bytesOf = (chunks: readonly SpeechChunk[]) => Buffer.concat(chunks.map(({ pcm16 }) => pcm16));

test('XTTS that cannot be loaded says why, also while that is tried again', async () => {
  const damaged = new FixtureBundle();
  onTestFinished(() => damaged.remove());
  const directory = damaged.directory();
  truncateSync(join(directory, 'speaker_encoder.onnx'), 100_000);
  const broken = new XttsEngine({ name: 'xtts-v2', directory, device: 'cpu', threads: 1 });
  const expected = { code: 'model_files_invalid', message: expect.stringContaining('speaker_encoder.onnx') };
  await expect(broken.load(never)).rejects.toMatchObject(expected);
  const again = broken.load(never);
  const said = broken.synthesize(request({}), never).next();
  await expect(said).rejects.toMatchObject(expected);
  await expect(again).rejects.toMatchObject(expected);
});

describe('XTTS in its process', () => {
  test('is ready, and says what it is and whose voices it has', () => {
    expect(notes).toEqual([]);
    expect(engine.status()).toMatchObject({ id: 'xtts-v2', ready: true, device: 'cpu', dtype: 'fp32' });
    expect(engine.voices.map(({ id }) => id)).toContain('Claribel Dervla');
  });

  test('speaks the same for the same seed, whatever else it speaks meanwhile', async () => {
    const alone = bytesOf(await speak({ seed: 7 }));
    const [again, ...others] = await Promise.all([
      speak({ seed: 7 }),
      speak({ voice: 'Sofia Hellen' }),
      speak({ voice: 'ana florence', language: 'de', text: 'Guten Morgen, wie geht es dir?' }),
    ]);
    expect(alone.length).toBeGreaterThan(4_800);
    expect(bytesOf(again)).toEqual(alone);
    expect(bytesOf(await speak({ seed: 8 }))).not.toEqual(alone);
    for (const other of others) expect(bytesOf(other).length).toBeGreaterThan(4_800);
  });

  test('sends the pieces of a text in order, each with its words and its end', async () => {
    const text = 'The first sentence is about nothing at all. '.repeat(12);
    const pieces = (await speak({ text })).map(({ spoken }) => spoken);
    const last = pieces.at(-1)?.index ?? 0;
    expect(last).toBeGreaterThan(0);
    const ends = pieces.filter((piece) => piece?.isLast).map((piece) => piece?.index);
    expect(ends).toEqual(Array.from({ length: last + 1 }, (_, index) => index));
    const indices = pieces.map((piece) => piece?.index ?? 0);
    expect(indices).toEqual(indices.toSorted((a, b) => a - b));
    expect(pieces[0]?.text).toMatch(/^the first sentence is about nothing/);
  });

  test.each(Object.entries(sentences))('speaks %s', async (language, text) => {
    const chunks = await speak({
      language: speechLanguages.find((known) => known === language) ?? 'en',
      text,
    });
    expect(bytesOf(chunks).length).toBeGreaterThan(4_800);
    expect(chunks.at(-1)?.spoken?.isLast).toBe(true);
  });

  test('speaks ten requests at once, each to its end', async () => {
    const spoken = await Promise.all(Array.from({ length: 10 }, () => speak({})));
    for (const chunks of spoken) expect(chunks.filter(({ spoken: piece }) => piece?.isLast).length).toBe(1);
  });

  test('says that there is nothing to say', async () => {
    await expect(speak({ text: '🙂 …' })).rejects.toMatchObject({ code: 'empty_text' });
  });

  test('speaks numbers as words', async () => {
    const [chunk] = await speak({ text: 'I have 21 apples in here.' });
    expect(chunk?.spoken?.text).toContain('twenty-one apples');
  });

  test('is faster and slower as asked', async () => {
    const [slow, normal, fast] = await Promise.all([0.7, 1, 1.5].map((speed) => speak({ speed, seed: 3 })));
    const length = (chunks: SpeechChunk[] = []) => bytesOf(chunks).length;
    expect(length(slow)).toBeGreaterThan(length(normal) * 1.2);
    expect(length(fast)).toBeLessThan(length(normal) * 0.85);
  });

  test('refuses voices that it lacks, and latents of another model', async () => {
    await expect(speak({ voice: 'nobody' })).rejects.toMatchObject({ code: 'unknown_voice' });
    const speaker = { gptConditioning: new Float32Array(7), speakerEmbedding: new Float32Array(512) };
    await expect(speak({ speaker })).rejects.toMatchObject({ code: 'unknown_voice' });
  });

  test('stops when nobody listens any more, and goes on for others', async () => {
    const abort = new AbortController();
    const left = once(abort.signal, 'abort');
    const cancelled = (async () => {
      for await (const _ of engine.synthesize(
        request({ text: 'And again and again. '.repeat(200) }),
        abort.signal,
      ))
        abort.abort();
    })();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    await left;
    expect(bytesOf(await speak({})).length).toBeGreaterThan(4_800);
  });

  describe.skipIf(!haveRecordings)(
    'and the voices of recordings (skipped without ../shared/data/audio)',
    () => {
      test('speaks in a voice that it was shown', async () => {
        const recordings = [recordingFile({ recording: 'en_lj0002.wav', rate: 44_100 })];
        const speaker = await engine.cloning.describeSpeaker(recordings, never);
        expect(speaker.speakerEmbedding.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 3);
        expect(bytesOf(await speak({ speaker })).length).toBeGreaterThan(4_800);
      });

      test.each([
        ['silent', { recording: 'en_jfk_11s.wav', gain: 0 }, /silent/],
        [
          '0.2 s long',
          { recording: 'en_jfk_11s.wav', start: 20_000, samples: 3_200 },
          /too short: 0.20 seconds/,
        ],
        ['without speech', { recording: 'no_speech_8s.wav' }, /Nobody speaks/],
      ])('refuses a recording that is %s', async (_, recipe, reason) => {
        const described = engine.cloning.describeSpeaker([recordingFile(recipe)], never);
        await expect(described).rejects.toMatchObject({
          code: 'unusable_speaker_audio',
          message: expect.stringMatching(reason),
        });
      });

      test('hears the begin of a recording of minutes, and refuses half an hour', async () => {
        const file = (repeat: number) => recordingFile({ recording: 'en_two_speakers_20s.wav', repeat });
        const [short, long] = await Promise.all(
          [2, 9].map((repeat) => engine.cloning.describeSpeaker([file(repeat)], never)),
        );
        expect(long).toEqual(short);
        await expect(engine.cloning.describeSpeaker([file(91)], never)).rejects.toMatchObject({
          code: 'unusable_speaker_audio',
          message: expect.stringMatching(/longer/),
        });
      });
    },
  );

  test('refuses what is no audio', async () => {
    const described = engine.cloning.describeSpeaker([Buffer.from('no audio at all, only words')], never);
    await expect(described).rejects.toMatchObject({ code: 'unusable_speaker_audio' });
  });
});
