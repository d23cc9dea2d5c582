import type { FaceMotion } from '../../services/avatar/src/engines/motion/face-motion.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { toDrivingKeypoints } from '../../services/avatar/src/engines/liveportrait/expression/driving-keypoints.js';
import type { FaceKeypoints } from '../../services/avatar/src/engines/liveportrait/keypoints/keypoints.js';
import type { FaceRenderer } from '../../services/avatar/src/engines/mesh-warp/face-renderer.js';
import { prepareDefaultPortrait } from '../../services/avatar/src/engines/mesh-warp/prepared-portrait.js';
import { clipMotions } from '../../services/avatar/src/engines/motion/clip-motions.js';
import { audioVisemes } from '../../services/avatar/src/engines/motion/heard/audio-visemes.js';
import { VisemeTrack } from '../../services/avatar/src/engines/motion/viseme-track.js';
import { fliteVoices } from '../../services/tts/src/lips/testing/flite-speech.js';
import { englishSentences } from '../../services/tts/src/lips/testing/sentences.js';
import { sentences } from '../bench/text-to-speech/sentences.js';
import { bestLag, betweenFrames, vowelEnergy } from './lip-timing.js';
import type { SpokenSentence } from './timed-speech.js';
import { espeakSentence, fliteSentence, hasRecordings, recordedSentences } from './timed-speech.js';

const languages = ['en', 'de', 'fr', 'es', 'it'] as const;
const longestOffsetMs = 40;
/** Without visemes, the mouth is guessed from the sound. */
const longestHeardOffsetMs = 60;

const face: FaceKeypoints = {
  pose: { pitch: 0, yaw: 0, roll: 0 },
  translation: new Float32Array(3),
  scale: 1,
  canonical: new Float32Array(63),
  expression: new Float32Array(63),
};

let renderer: FaceRenderer;
const spoken: SpokenSentence[] = [];

beforeAll(async () => {
  ({ live: renderer } = await prepareDefaultPortrait());
  for (const language of languages) {
    for (const text of sentences[language]) spoken.push(await espeakSentence(language, text));
  }
  for (const voice of fliteVoices) {
    for (const text of englishSentences.slice(0, 2)) spoken.push(await fliteSentence(voice, text));
  }
});

function motionsOf({ visemes, durationMs }: SpokenSentence): FaceMotion[] {
  return [...clipMotions({ speech: new VisemeTrack(visemes), durationMs, seed: 5 })];
}

/** The mouth's opening in three places: as it is meant, as the mesh draws it, and as LivePortrait is told. */
const openings: Record<string, (motion: FaceMotion) => number> = {
  motion: (motion) => motion.jawOpen * (1 - motion.lipPress),
  mesh: (motion) => renderer.geometry(motion).aperture,
  LivePortrait: (motion) => toDrivingKeypoints(face, motion).expression[3 * 19 + 1] ?? 0,
};

/** The sentences of each voice, one after another. */
function byVoice(said: readonly SpokenSentence[]): [string, SpokenSentence[]][] {
  return [...new Set(said.map(({ name }) => name))].map((name) => [
    name,
    said.filter((sentence) => sentence.name === name),
  ]);
}

function lagOf(kind: string, said: readonly SpokenSentence[]): { lagMs: number; correlation: number } {
  const opening = openings[kind] ?? (() => 0);
  const heard = said.flatMap(vowelEnergy);
  const seen = said.flatMap((sentence) =>
    betweenFrames(motionsOf(sentence).map(opening), sentence.durationMs),
  );
  return bestLag(heard, seen);
}

describe.each(Object.keys(openings))('the opening of the mouth (%s) beside the sound', (kind) => {
  it('goes with synthetic vowels within 40 ms, in five languages and five voices', () => {
    for (const [voice, said] of byVoice(spoken)) {
      const { lagMs, correlation } = lagOf(kind, said);
      expect(Math.abs(lagMs), `${voice}: ${lagMs} ms`).toBeLessThanOrEqual(longestOffsetMs);
      expect(correlation, voice).toBeGreaterThan(0.25);
    }
  });

  it.skipIf(!hasRecordings)('goes with recorded people’s vowels within 40 ms', async () => {
    for (const sentence of await recordedSentences()) {
      const { lagMs, correlation } = lagOf(kind, [sentence]);
      expect(Math.abs(lagMs), `${sentence.name}: ${lagMs} ms`).toBeLessThanOrEqual(longestOffsetMs);
      expect(correlation, sentence.name).toBeGreaterThan(0.25);
    }
  });
});

describe('the measurement', () => {
  it('finds out a mouth that comes 80 ms late, or early', () => {
    const [, said] = byVoice(spoken)[0] ?? [];
    for (const shiftMs of [80, -80]) {
      const shifted = (said ?? []).map((sentence) => {
        const visemes = sentence.visemes.map((event) => ({
          ...event,
          timeMs: Math.max(0, event.timeMs + shiftMs),
        }));
        return { ...sentence, shown: visemes };
      });
      const heard = shifted.flatMap(vowelEnergy);
      const seen = shifted.flatMap((sentence) =>
        betweenFrames(
          motionsOf({ ...sentence, visemes: sentence.shown }).map((motion) => motion.jawOpen),
          sentence.durationMs,
        ),
      );
      expect(Math.abs(bestLag(heard, seen).lagMs - shiftMs)).toBeLessThanOrEqual(longestOffsetMs);
      expect(Math.abs(bestLag(heard, seen).lagMs)).toBeGreaterThan(longestOffsetMs);
    }
  });
});

describe('mouth shapes heard without a text', () => {
  it('open the mouth when the text’s would, within 60 ms', () => {
    for (const sentence of spoken) {
      const jaw = (visemes: SpokenSentence['visemes']): number[] =>
        betweenFrames(
          motionsOf({ ...sentence, visemes }).map((motion) => motion.jawOpen),
          sentence.durationMs,
        );
      const { lagMs, correlation } = bestLag(jaw(sentence.visemes), jaw(audioVisemes(sentence.samples)));
      expect(Math.abs(lagMs), `${sentence.name}: ${lagMs} ms`).toBeLessThanOrEqual(longestHeardOffsetMs);
      expect(correlation, sentence.name).toBeGreaterThan(0.4);
    }
  });
});

describe('closed lips', () => {
  it('are seen on every m, b and p, wherever the frames fall', () => {
    let closures = 0;
    for (const { visemes, durationMs, name } of spoken) {
      for (const shiftMs of [0, 13, 27]) {
        const moved = visemes.map((event) => ({ ...event, timeMs: event.timeMs + shiftMs }));
        const motions = [...clipMotions({ speech: new VisemeTrack(moved), durationMs: durationMs + 40 })];
        for (const event of moved.filter(({ viseme }) => viseme === 'PP')) {
          const first = Math.ceil((event.timeMs - 40) / 40);
          const last = Math.floor((event.timeMs + event.durationMs + 40) / 40);
          const apertures = motions
            .slice(Math.max(0, first), last + 1)
            .map((motion) => renderer.geometry(motion).aperture);
          expect(Math.min(...apertures), `${name} at ${event.timeMs} ms`).toBeLessThan(1e-6);
          closures += 1;
        }
      }
    }
    expect(closures).toBeGreaterThan(200);
  });
});
