import type { PhonemeEvent } from '../viseme-timeline.js';
import { Cepstrum, coefficients, hopMs } from './cepstrum.js';
import { findPauses, silenceLevel } from './pauses.js';
import { type SpeechFrames, centred, meanOfSpeech, vectorSize, withChanges } from './speech-frames.js';

/** A text as a voice speaks it that tells when it says what. */
export interface TimedSpeech {
  /** Mono, -1 to 1. */
  samples: Float32Array;
  sampleRate: number;
  phonemes: readonly PhonemeEvent[];
}

/** What spoken audio is aligned to. */
export interface ReferenceSpeech extends SpeechFrames {
  /** [count, coefficients], centred. */
  readonly rows: Float32Array;
  readonly phonemes: readonly ReferencePhoneme[];
  /** The mean of `rows` over the first frames in which somebody speaks: over all of them, it is 0. */
  meanOfFirst(frames: number): Float64Array;
}

export interface ReferencePhoneme {
  ipa: string;
  /** The frame (with a fraction) in which it is first heard. */
  frame: number;
  /** So much earlier it is seen: lips and tongue close before a stop that follows a pause. */
  leadMs: number;
  durationMs: number;
}

/** Frames kept of each pause: another speaker's may be of any length, and the path waits in these. */
const keptPauseFrames = 4;

export function prepareReference({ samples, sampleRate, phonemes }: TimedSpeech): ReferenceSpeech {
  const cepstrum = new Cepstrum(sampleRate);
  cepstrum.push(samples, true);
  const { levels } = cepstrum;
  const allPauses = findPauses(levels, silenceLevel(levels, true), true);
  const allRows = centred(cepstrum.rows, meanOfSpeech(cepstrum.rows, allPauses));
  const kept = framesToKeep(allPauses);
  const rows = pick(allRows, kept, coefficients);
  const pauses = Uint8Array.from(kept, (frame) => allPauses[frame] ?? 0);
  return {
    count: kept.length,
    pauses,
    rows,
    vectors: pick(withChanges(allRows), kept, vectorSize),
    phonemes: toFrames(phonemes, allPauses, kept, (samples.length / sampleRate) * 1_000),
    meanOfFirst: (frames) => meanOfSpeech(rows, untilSpeech(pauses, frames)),
  };
}

function toFrames(
  phonemes: readonly PhonemeEvent[],
  pauses: Uint8Array,
  kept: readonly number[],
  endMs: number,
): ReferencePhoneme[] {
  const spoken = phonemes.filter(({ ipa }) => !ipa.startsWith('('));
  return spoken.map(({ ipa, timeMs }, i) => {
    const frame = timeMs / hopMs - 0.5;
    const soundsFrom = ipa === '' ? frame : Math.max(frame, pauseEnd(pauses, Math.round(frame)));
    return {
      ipa,
      frame: positionAmong(kept, soundsFrom),
      leadMs: (soundsFrom - frame) * hopMs,
      durationMs: Math.max(0, (spoken[i + 1]?.timeMs ?? endMs) - timeMs),
    };
  });
}

/** The first frame after the pause in which this one lies; 0 where it lies in none, or none follows. */
function pauseEnd(pauses: Uint8Array, frame: number): number {
  if (pauses[frame] !== 1) return 0;
  return Math.max(0, pauses.indexOf(0, frame));
}

/** Pauses, and everything after so many frames of speech counts as one. */
function untilSpeech(pauses: Uint8Array, frames: number): Uint8Array {
  let count = 0;
  return pauses.map((isPause) => {
    if (isPause === 1) return 1;
    count += 1;
    return count > frames ? 1 : 0;
  });
}

/** The frames that are left when each pause keeps its first and last few only. */
function framesToKeep(pauses: Uint8Array): number[] {
  const kept: number[] = [];
  for (let from = 0; from < pauses.length;) {
    let to = from + 1;
    while (pauses[from] === 1 && to < pauses.length && pauses[to] === 1) to++;
    for (let frame = from; frame < to; frame++) {
      if (frame - from < keptPauseFrames / 2 || to - frame <= keptPauseFrames / 2) kept.push(frame);
    }
    from = to;
  }
  return kept;
}

/** Where a moment of the whole lies among the frames that were kept. */
function positionAmong(kept: readonly number[], frame: number): number {
  const next = kept.findIndex((candidate) => candidate >= frame);
  if (next < 0) return kept.length - 1;
  const before = kept[next - 1];
  const after = kept[next] ?? frame;
  return before === undefined ? 0 : next - (after - frame) / (after - before);
}

function pick(values: Float32Array, rows: readonly number[], width: number): Float32Array {
  const result = new Float32Array(rows.length * width);
  rows.forEach((row, i) => result.set(values.subarray(row * width, (row + 1) * width), i * width));
  return result;
}
