import { concatSamples } from '@parley/audio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBundle, type XttsBundle } from '../model/xtts-bundle.js';
import { openVoiceEncoders } from '../network/open-voice-encoders.js';
import {
  FixtureBundle,
  greatestDifference,
  referenceCases,
  type ValuesAt,
} from '../testing/fixture-bundle.js';
import { haveRecordings, makeRecording, type RecordingRecipe } from '../testing/reference-recordings.js';
import type { MelSpectrogram } from './mel-columns.js';
import { resampleLikeTorchaudio } from './sinc-resample.js';
import {
  conditioningRate,
  conditioningSpectrogram,
  speakerRate,
  speakerSpectrogram,
} from './voice-spectrograms.js';

interface ColumnsAt extends ValuesAt {
  columns: number;
  every: number;
}

interface ConditioningCase {
  recordings: RecordingRecipe[];
  conditioningSeconds: number;
  chunkSeconds: number;
  maximumRecordingSeconds: number;
  normalizePeak: boolean;
  error?: string;
  conditioningLatents: ValuesAt;
  speakerEmbedding: ValuesAt;
  firstMelSpectrogram: ColumnsAt;
  firstSpeakerSpectrogram: ColumnsAt;
}

const { cases, values } = referenceCases<ConditioningCase>('conditioning');
const never = new AbortController().signal;

describe.skipIf(!haveRecordings)('conditioning on recordings (skipped without ../shared/data/audio)', () => {
  const fixture = new FixtureBundle();
  let bundle: XttsBundle;
  beforeAll(async () => {
    bundle = readBundle(fixture.directory());
  });
  afterAll(() => fixture.remove());

  const recordingsOf = ({ recordings }: ConditioningCase) =>
    recordings
      .map(makeRecording)
      .map((made) => resampleLikeTorchaudio(made.samples, made.sampleRate, conditioningRate));

  const columnsOf = ({ values: all, frames }: MelSpectrogram, every: number) => {
    const bins = all.length / frames;
    const chosen = Array.from({ length: Math.ceil(frames / every) }, (_, index) => index * every);
    return concatSamples(
      chosen.map((column) =>
        Float32Array.from({ length: bins }, (_, bin) => all[bin * frames + column] ?? 0),
      ),
    );
  };

  test.each(cases)('$recordings, chunks of $chunkSeconds s', async (one) => {
    const { conditioningSeconds: maximumSeconds, chunkSeconds, maximumRecordingSeconds, normalizePeak } = one;
    const conditioning = { maximumSeconds, chunkSeconds, maximumRecordingSeconds, normalizePeak };
    const encoders = await openVoiceEncoders({ ...bundle, conditioning }, { device: 'cpu', threads: 1 });
    const described = encoders.describe(recordingsOf(one), never);
    if (one.error !== undefined) {
      await expect(described).rejects.toMatchObject({ code: 'unusable_speaker_audio' });
      return;
    }
    const { gptConditioning, speakerEmbedding } = await described;
    const expected = values(one.speakerEmbedding);
    expect(greatestDifference(gptConditioning, values(one.conditioningLatents))).toBeLessThan(1e-3);
    expect(cosine(speakerEmbedding, expected)).toBeGreaterThan(0.9999);
    expect(greatestDifference(speakerEmbedding, expected)).toBeLessThan(1e-3);
    await encoders.release();
  });

  test.each(cases.filter(({ error, normalizePeak }) => error === undefined && !normalizePeak))(
    'spectrograms of $recordings',
    (one) => {
      const { chunkSeconds, maximumRecordingSeconds, firstMelSpectrogram, firstSpeakerSpectrogram } = one;
      const [first = new Float32Array()] = recordingsOf(one);
      const heard = first
        .subarray(0, maximumRecordingSeconds * conditioningRate)
        .map((sample) => Math.max(-1, Math.min(1, sample)));
      const mel = conditioningSpectrogram(
        heard.subarray(0, chunkSeconds * conditioningRate),
        bundle.melStats,
      );
      expect(mel.frames).toBe(firstMelSpectrogram.columns);
      const columns = columnsOf(mel, firstMelSpectrogram.every);
      expect(meanDifference(columns, values(firstMelSpectrogram))).toBeLessThan(1e-4);
      // Logarithms of the quietest bins lie in the noise of the reference's single precision.
      expect(greatestDifference(columns, values(firstMelSpectrogram))).toBeLessThan(2e-2);
      const speaker = speakerSpectrogram(resampleLikeTorchaudio(heard, conditioningRate, speakerRate));
      expect(speaker.frames).toBe(firstSpeakerSpectrogram.columns);
      const powers = columnsOf(speaker, firstSpeakerSpectrogram.every);
      const expected = values(firstSpeakerSpectrogram);
      const loudest = expected.reduce((most, value) => Math.max(most, value), 0);
      expect(greatestDifference(powers, expected) / loudest).toBeLessThan(1e-5);
    },
  );
});

const meanDifference = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
