import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EspeakProgram } from './espeak-program.js';

const { signal } = new AbortController();

describe('the espeak-ng program', () => {
  const program = new EspeakProgram();
  const user = {};
  beforeAll(() => program.start(user, signal));
  afterAll(() => program.stop(user));

  it('tells how texts are pronounced, word by word', async () => {
    const [first, second] = await program.phonemize(['Hello, 2 jars', ' ... '], 'en-us', signal);
    expect(first).toEqual([
      ['h', 'ə', 'l', 'ˈoʊ'],
      ['t', 'ˈuː'],
      ['dʒ', 'ˈɑːɹ', 'z'],
    ]);
    expect(second).toEqual([]);
    expect(await program.phonemize(['le weekend'], 'fr', signal)).toEqual([
      [
        ['l', 'ə-'],
        ['(en)', 'w', 'iː', 'k', 'ˈɛ', 'n', 'd', '(fr)'],
      ],
    ]);
  });

  it('speaks in the plain voice and tells when each phoneme begins, over several sentences', async () => {
    const { samples, sampleRate, phonemes, durationMs } = await program.phonemeTimeline(
      'Mama. Papa.',
      'de',
      signal,
    );
    expect(durationMs).toBeCloseTo((samples.length / sampleRate) * 1_000, 6);
    const lips = phonemes.filter(({ ipa }) => ipa === 'm' || ipa === 'p').map(({ ipa }) => ipa);
    expect(lips.join('')).toBe('mmpp');
    const times = phonemes.map(({ timeMs }) => timeMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(durationMs);
  });

  it('runs until its last user stops it', async () => {
    const other = {};
    await program.start(other, signal);
    const { pid } = program.status();
    await program.stop(other);
    await program.stop(other);
    expect(program.status()).toMatchObject({ state: 'ready', pid });
  });

  it('refuses a voice that it does not have', async () => {
    await expect(program.phonemize(['hello'], 'xx-none', signal)).rejects.toMatchObject({
      code: 'unknown_voice',
    });
  });
});
