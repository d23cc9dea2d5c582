import type { PhonemeEvent } from '../../lips/viseme-timeline.js';

/** Symbols of misaki that stand for others in IPA. */
const ipaOf: Readonly<Record<string, string>> = {
  A: 'eɪ',
  I: 'aɪ',
  O: 'oʊ',
  Q: 'əʊ',
  W: 'aʊ',
  Y: 'ɔɪ',
  T: 'ɾ',
  S: 's',
  ᵊ: 'ə',
  ᵻ: 'ɪ',
};

/** They belong to the sound after them. */
const stressMarks = 'ˈˌ';
/** They belong to the sound before them: length, nasality, breath, tones, and the spaces and quotes between words. */
const continuations = 'ː\u0303ʰʲᵝ↓→↗↘ "“”';
const pauses = ';:,.!?—…()';

/**
 * When each sound of a piece begins, for its lips.
 * @param frames the network's durations: one for each symbol, and one for each of the two ends
 * @param durationMs of the piece's audio, over which the frames are spread
 */
export function phonemeTimes(
  phonemes: string,
  frames: readonly number[],
  durationMs: number,
): PhonemeEvent[] {
  const frameMs =
    durationMs /
    Math.max(
      1,
      frames.reduce((sum, count) => sum + count, 0),
    );
  const events: PhonemeEvent[] = [{ ipa: '', timeMs: 0 }];
  let at = frames[0] ?? 0;
  let stressedAt: number | undefined;
  for (const [index, symbol] of Array.from(phonemes).entries()) {
    if (stressMarks.includes(symbol)) stressedAt ??= at;
    else if (!continuations.includes(symbol)) {
      const ipa = pauses.includes(symbol) ? '' : (ipaOf[symbol] ?? symbol);
      events.push({ ipa, timeMs: (stressedAt ?? at) * frameMs });
      stressedAt = undefined;
    }
    at += frames[index + 1] ?? 0;
  }
  events.push({ ipa: '', timeMs: at * frameMs });
  return events;
}
