import type { TranscriptWord } from '@parley/contracts';

/** Silence, noise, sentence marks: `<sil>`, `[NOISE]`, `++BREATH++`. */
const filler = /^(<.*>|\[.*\]|\+\+.*\+\+)$/;
/** Which of a word's pronunciations was heard: `read(2)`. */
const pronunciationMark = /\(\d+\)$/;

/**
 * One line of PocketSphinx's CTM output: utterance, channel, start and duration in seconds, word, posterior.
 * Undefined for anything else, and for what is no word.
 */
export function parseWordLine(line: string, utterance: string): TranscriptWord | undefined {
  const [id, channel, start, duration, spelling, posterior, ...rest] = line.split(' ');
  if (id !== utterance || channel !== '1' || rest.length > 0) return undefined;
  const startMs = Number(start) * 1_000;
  const durationMs = Number(duration) * 1_000;
  const confidence = Number(posterior);
  const word = spelling?.replace(pronunciationMark, '');
  if (!word || filler.test(word) || !Number.isFinite(startMs + durationMs + confidence)) return undefined;
  return {
    word,
    startMs: Math.round(startMs),
    endMs: Math.round(startMs + durationMs),
    confidence: Math.min(1, Math.max(0, confidence)),
  };
}
