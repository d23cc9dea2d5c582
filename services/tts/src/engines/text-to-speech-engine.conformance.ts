import { type VisemeEvent, speechSampleRate, visemes as visemeNames } from '@parley/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpeechChunk, SpeechRequest, TextToSpeechEngine } from './text-to-speech-engine.js';

/** A short sentence in every language, each with a bilabial in it. */
const sentences: Record<string, string> = {
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

async function collect(chunks: AsyncIterable<SpeechChunk>) {
  const pcm: Uint8Array[] = [];
  const visemes: VisemeEvent[] = [];
  const spoken: SpeechChunk['spoken'][] = [];
  for await (const chunk of chunks) {
    pcm.push(chunk.pcm16);
    visemes.push(...chunk.visemes);
    spoken.push(chunk.spoken);
  }
  const bytes = Buffer.concat(pcm);
  const samples = Float32Array.from(
    { length: bytes.length / 2 },
    (_, i) => bytes.readInt16LE(i * 2) / 32_768,
  );
  return { samples, visemes, spoken, durationMs: (samples.length / speechSampleRate) * 1_000 };
}

const rms = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);

/** What every engine that speaks must show. */
export function describeTextToSpeechEngine(name: string, create: () => TextToSpeechEngine): void {
  describe(`${name} as a text-to-speech engine`, () => {
    const never = new AbortController().signal;
    let engine: TextToSpeechEngine;
    const request = (fields: Partial<SpeechRequest>): SpeechRequest => ({
      text: sentences[fields.language ?? 'en'] ?? '',
      language: 'en',
      speed: 1,
      seed: 1,
      ...fields,
    });
    const speak = (fields: Partial<SpeechRequest>) => collect(engine.synthesize(request(fields), never));
    /** Whether it knows when it says what; the aligner finds it out for the others. */
    const hasVisemes = () => engine.status().capabilities?.['visemes'] === true;

    beforeAll(async () => {
      engine = create();
      await engine.load(never);
    });
    afterAll(() => engine.unload());

    it('is ready after loading, and says what it is', () => {
      expect(engine.status()).toMatchObject({ id: engine.id, ready: true });
      expect(engine.voices.length).toBeGreaterThan(0);
    });

    it('speaks each of its languages audibly', async () => {
      for (const language of engine.languages) {
        const { samples, durationMs } = await speak({ language });
        expect(durationMs, language).toBeGreaterThan(500);
        expect(durationMs, language).toBeLessThan(8_000);
        expect(rms(samples), language).toBeGreaterThan(0.01);
      }
    });

    it('has visemes that cover the audio without gaps, or says which piece of the text is spoken', async () => {
      for (const language of engine.languages) {
        const { visemes, spoken, durationMs } = await speak({ language });
        if (!hasVisemes()) {
          expect(spoken.every((piece) => piece !== undefined && piece.text !== '')).toBe(true);
          expect(spoken.at(-1)?.isLast).toBe(true);
          continue;
        }
        let atMs = 0;
        for (const event of visemes) {
          expect(visemeNames).toContain(event.viseme);
          expect(event.timeMs, language).toBeCloseTo(atMs, 0);
          atMs = event.timeMs + event.durationMs;
        }
        expect(Math.abs(atMs - durationMs), language).toBeLessThan(20);
        expect(
          visemes.some(({ viseme }) => viseme === 'PP'),
          `${language} closes its lips`,
        ).toBe(true);
        expect(new Set(visemes.map(({ viseme }) => viseme)).size, language).toBeGreaterThan(4);
      }
    });

    it('has its mouth at rest where the audio is silent', async () => {
      const { samples, visemes } = await speak({ text: 'Papa. Mama.' });
      for (const { viseme, timeMs, durationMs } of visemes) {
        if (viseme !== 'sil' || durationMs < 60) continue;
        const from = Math.ceil(((timeMs + 30) / 1_000) * speechSampleRate);
        const to = Math.floor(((timeMs + durationMs - 10) / 1_000) * speechSampleRate);
        if (to > from) expect(rms(samples.subarray(from, to))).toBeLessThan(0.02);
      }
    });

    it('speaks faster and slower', async () => {
      const [slow, normal, fast] = await Promise.all([0.6, 1, 1.8].map((speed) => speak({ speed })));
      expect(slow?.durationMs).toBeGreaterThan((normal?.durationMs ?? 0) * 1.3);
      expect(fast?.durationMs).toBeLessThan((normal?.durationMs ?? 0) * 0.75);
    });

    it('speaks two requests at once without mixing them', async () => {
      const other = engine.languages.find((language) => language !== 'en') ?? 'en';
      const alone = await speak({ language: other });
      const [foreign, english] = await Promise.all([speak({ language: other }), speak({})]);
      const shapes = ({ visemes }: { visemes: VisemeEvent[] }) =>
        visemes.map(({ viseme }) => viseme).join(' ');
      expect(Math.abs(foreign.durationMs - alone.durationMs)).toBeLessThan(20);
      expect(shapes(foreign)).toBe(shapes(alone));
      if (other !== 'en' && hasVisemes()) expect(shapes(english)).not.toBe(shapes(alone));
    });

    it('keeps text that looks like markup from being more than text', async () => {
      const { durationMs } = await speak({ text: '<speak><break time="30s"/></speak> [[h@l]] & done <' });
      expect(durationMs).toBeLessThan(8_000);
    });

    it('refuses a voice that it does not have', async () => {
      await expect(speak({ voice: 'nobody' })).rejects.toMatchObject({ code: 'unknown_voice' });
    });

    it('stops soon after it is cancelled, and goes on for others', async () => {
      const abort = new AbortController();
      const long = engine.synthesize(
        request({ text: 'This sentence comes again. '.repeat(300) }),
        abort.signal,
      );
      const cancelled = (async () => {
        for await (const _ of long) abort.abort();
      })();
      await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
      expect((await speak({})).durationMs).toBeGreaterThan(500);
    });
  });
}
