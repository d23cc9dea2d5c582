import { existsSync } from 'node:fs';
import { WhisperMelSpectrogram } from '@parley/audio';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recordings } from '../../../../testing/recordings.js';
import { readWhisperFiles } from '../../model/whisper-files.js';
import { openWhisperNetwork } from '../../network/open-whisper-network.js';
import { buildWaveform, linearCongruential, waveformSchema } from '../../testing/fixture-waveforms.js';
import { referenceCases } from '../../testing/reference-cases.js';
import { randomWhisperFolder, whisperTiny } from '../../testing/whisper-model-folders.js';
import { firstColumns } from './dynamic-time-warping.js';
import { findWords } from './find-words.js';
import { medianFilter } from './median-filter.js';
import { mergePunctuation } from './punctuation.js';

const count = z.int().nonnegative();
const tokensSchema = z.array(z.int());

/** Numbers from 0 to under 1, as the fixtures draw them. */
function uniform(length: number, seed: number): Float64Array {
  const next = linearCongruential(seed);
  return Float64Array.from({ length }, () => next() / 2 ** 32);
}

describe('as openai/whisper', () => {
  const medianSchema = z.object({
    seed: count,
    rows: count,
    columns: count,
    width: count,
    result: z.array(z.array(z.number())),
  });
  it.each(referenceCases('median-filter.json', medianSchema))(
    'filters $rows rows of $columns by the median of $width',
    ({ seed, rows, columns, width, result }) => {
      const values = Float32Array.from(uniform(rows * columns, seed));
      expect(medianFilter(values, columns, width)).toEqual(Float32Array.from(result.flat()));
    },
  );

  const warpingSchema = z.object({
    seed: count,
    rows: count,
    columns: count,
    ties: z.boolean(),
    text_indices: z.array(z.int()),
    time_indices: z.array(z.int()),
  });
  it.each(referenceCases('time-warping.json', warpingSchema))(
    'warps $rows rows to $columns columns (ties: $ties)',
    ({ seed, rows, columns, ties, text_indices: rowIndices, time_indices: columnIndices }) => {
      const costs = Float32Array.from(uniform(rows * columns, seed), (x) =>
        ties ? Math.floor(3 * x) : x - 0.5,
      );
      const expected = Array.from({ length: rows }, (_, row) => columnIndices[rowIndices.indexOf(row)]);
      expect([...firstColumns(costs, rows, columns)]).toEqual(expected);
    },
  );

  const wordSchema = z.object({ word: z.string(), tokens: tokensSchema });
  const punctuationSchema = z.object({ words: z.array(wordSchema), result: z.array(wordSchema) });
  it.each(referenceCases('punctuation.json', punctuationSchema).map((each, index) => ({ ...each, index })))(
    'gives punctuation to words: $index',
    ({ words, result }) => {
      const timed = words.map((word) => ({ ...word, startMs: 0, endMs: 0, probability: 1 }));
      const merged = mergePunctuation(timed).map(({ word, tokens }) => ({ word, tokens }));
      expect(merged).toEqual(result.filter(({ word }) => word !== ''));
    },
  );
});

const alignmentSchema = z.object({
  audio: waveformSchema,
  language: z.string(),
  tokens: tokensSchema,
  num_frames: count,
  words: z.array(
    z.object({
      word: z.string(),
      tokens: tokensSchema,
      start: z.number(),
      end: z.number(),
      probability: z.number(),
    }),
  ),
});
const canAlign = existsSync(recordings) && existsSync(whisperTiny);
const toleranceMs = 20;

describe.skipIf(!canAlign)(
  'the words of a window, as openai/whisper (skipped without shared/data)',
  async () => {
    const directory = canAlign ? await randomWhisperFolder('tiny-random_timestamped') : '';
    const model = canAlign && {
      files: readWhisperFiles(directory),
      network: await openWhisperNetwork(directory, { device: 'cpu', threads: 1 }),
    };

    it.each(referenceCases('alignment.json', alignmentSchema).map((each, index) => ({ ...each, index })))(
      '$index: $language, $num_frames frames',
      async ({ audio, language, tokens, num_frames: lengthFrames, words }) => {
        if (!model) return;
        const { signal } = new AbortController();
        const { melBins, windowFrames } = model.network.dimensions;
        const spectrogram = new WhisperMelSpectrogram(buildWaveform(audio), melBins);
        const mel = spectrogram.window(0, spectrogram.frames, { windowFrames, padding: 'zero' });
        const encoded = await model.network.encode(mel, 1, signal);
        const window = { seekFrames: 0, lengthFrames };
        const segments = [{ startMs: 0, endMs: 0, tokens }];
        const spoken = { encoded, window, segments, language, task: 'transcribe' } as const;
        const found = await findWords(model, spoken, signal);
        expect(found.map(({ word, tokens: own }) => ({ word, tokens: own }))).toEqual(
          words.map(({ word, tokens: own }) => ({ word, tokens: own })),
        );
        for (const [index, { startMs, endMs, probability }] of found.entries()) {
          const expected = words[index];
          expect(Math.abs(startMs - (expected?.start ?? -1) * 1_000)).toBeLessThanOrEqual(toleranceMs);
          expect(Math.abs(endMs - (expected?.end ?? -1) * 1_000)).toBeLessThanOrEqual(toleranceMs);
          expect(Math.log(probability / (expected?.probability ?? 0))).toBeCloseTo(0, 2);
        }
      },
    );
  },
);
