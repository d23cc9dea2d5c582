import { speechSampleRate } from '@parley/contracts';
import { findPauses, silenceLevel } from '../alignment/pauses.js';
import { Cepstrum, hopMs } from '../alignment/cepstrum.js';
import { PieceAligner } from '../alignment/piece-aligner.js';
import { type TimedSpeech, prepareReference } from '../alignment/reference-speech.js';
import { Speaker } from '../alignment/speaker.js';
import type { PhonemeEvent } from '../viseme-timeline.js';

/** Ways to find out when a reference's phonemes are said in other audio: whole, as it is streamed, or by its length. */
export const methods = ['scaled', 'aligned', 'streamed'] as const;
export type Method = (typeof methods)[number];

/** The size of a stream's first chunk, by how much each next one is larger, and the largest; as XTTS streams. */
const firstChunkMs = 400;
const chunkGrowth = 1.5;
const longestChunkMs = 930;

/**
 * @param spoken at `speechSampleRate`
 * @returns the reference's phonemes with their onsets in the spoken audio
 */
export function predictOnsets(
  method: Method,
  reference: TimedSpeech,
  spoken: Pick<TimedSpeech, 'samples' | 'sampleRate'>,
  speaker = new Speaker(),
): PhonemeEvent[] {
  if (method === 'scaled') return scale(reference, spoken);
  const aligner = new PieceAligner(prepareReference(reference), speaker, spoken.sampleRate);
  for (const { samples, isLast } of chunksOf(
    spoken.samples,
    method === 'aligned' ? Infinity : firstChunkMs,
  )) {
    aligner.push(samples, isLast);
  }
  const endMs = (spoken.samples.length / spoken.sampleRate) * 1_000;
  return reference.phonemes
    .filter(({ ipa }) => !ipa.startsWith('('))
    .map(({ ipa }, i) => ({ ipa, timeMs: aligner.onsets[i] ?? endMs }));
}

/** Audio cut as a stream brings it. */
export function* chunksOf(samples: Float32Array, firstMs = firstChunkMs) {
  let chunkMs = firstMs;
  for (let from = 0; from < samples.length;) {
    const to = Math.min(samples.length, from + Math.round((chunkMs * speechSampleRate) / 1_000));
    yield { samples: samples.subarray(from, to), isLast: to === samples.length };
    from = to;
    if (chunkMs < longestChunkMs) chunkMs = Math.min(longestChunkMs, chunkMs * chunkGrowth);
  }
}

/** The plain way: from the first sound to the last, everything stretched alike. */
function scale(reference: TimedSpeech, spoken: Pick<TimedSpeech, 'samples' | 'sampleRate'>): PhonemeEvent[] {
  const from = soundSpan(reference);
  const to = soundSpan(spoken);
  const factor = (to.endMs - to.startMs) / (from.endMs - from.startMs);
  return reference.phonemes
    .filter(({ ipa }) => !ipa.startsWith('('))
    .map(({ ipa, timeMs }) => ({ ipa, timeMs: to.startMs + (timeMs - from.startMs) * factor }));
}

function soundSpan({ samples, sampleRate }: Pick<TimedSpeech, 'samples' | 'sampleRate'>) {
  const cepstrum = new Cepstrum(sampleRate);
  cepstrum.push(samples, true);
  const pauses = findPauses(cepstrum.levels, silenceLevel(cepstrum.levels, true), true);
  return { startMs: pauses.indexOf(0) * hopMs, endMs: (pauses.lastIndexOf(0) + 1) * hopMs };
}
