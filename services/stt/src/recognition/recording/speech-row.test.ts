import { describe, expect, it } from 'vitest';
import { RowTimes } from './row-times.js';
import { RowPacker, type SpeechRow } from './speech-row.js';

/** A stretch whose samples are their own positions in the recording. */
const stretch = (start: number, end: number) => ({
  start,
  end,
  samples: Float32Array.from({ length: end - start }, (_, index) => start + index),
});

function pack(maxSamples: number, ...stretches: [start: number, end: number][]): SpeechRow[] {
  const packer = new RowPacker(maxSamples);
  const rows = [...stretches.map(([start, end]) => packer.push(stretch(start, end))), packer.flush()];
  return rows.filter((row) => row !== undefined);
}

const placesOf = (rows: SpeechRow[]) =>
  rows.map(({ stretches }) => stretches.map(({ start, end }) => [start, end]));

describe('packing speech into rows', () => {
  it('fills a row with neighbours, and begins the next with the one that does not fit', () => {
    const rows = pack(100, [0, 40], [60, 100], [200, 230], [300, 390]);
    expect(placesOf(rows)).toEqual([
      [
        [0, 40],
        [60, 100],
      ],
      [[200, 230]],
      [[300, 390]],
    ]);
    expect(rows.map(({ audio }) => audio.length)).toEqual([80, 30, 90]);
  });

  it('joins stretches that touch', () => {
    expect(placesOf(pack(100, [0, 40], [40, 70], [80, 90]))).toEqual([
      [
        [0, 70],
        [80, 90],
      ],
    ]);
  });

  it('gives a stretch that is too long a row of its own, and none where there is no speech', () => {
    expect(placesOf(pack(100, [0, 40], [50, 250], [260, 270]))).toEqual([
      [[0, 40]],
      [[50, 250]],
      [[260, 270]],
    ]);
    expect(pack(100)).toEqual([]);
  });

  it('keeps every sample once and in order', () => {
    for (const { stretches, audio } of pack(1_000, [3, 400], [500, 900], [950, 1_200], [1_300, 1_900])) {
      const expected = stretches.flatMap(({ start, end }) =>
        Array.from({ length: end - start }, (_, i) => start + i),
      );
      expect([...audio]).toEqual(expected);
    }
  });
});

describe('times in a row', () => {
  // In milliseconds: 1000-3000 and 10000-12000 of the recording lie at 0-2000 and 2000-4000 of the row.
  const times = new RowTimes([
    { start: 16_000, end: 48_000 },
    { start: 160_000, end: 192_000 },
  ]);
  const word = (text: string, startMs: number, endMs: number) => ({ word: text, startMs, endMs });

  it('become times in the recording', () => {
    const decoding = { tokens: [], temperature: 0, averageLogProbability: 0, compressionRatio: 1 };
    const segments = [
      { text: 'a', startMs: 0, endMs: 2_000, decoding },
      { text: 'b', startMs: 2_000, endMs: 4_010, decoding },
      { text: 'c', startMs: 1_500, endMs: 2_500, decoding, words: [word('c', 1_900, 2_300)] },
    ];
    expect(times.place(segments)).toEqual([
      { text: 'a', startMs: 1_000, endMs: 3_000, decoding },
      { text: 'b', startMs: 10_000, endMs: 12_000, decoding },
      // The word's middle lies in the second stretch, where all of it is put.
      { text: 'c', startMs: 2_500, endMs: 10_500, decoding, words: [word('c', 10_000, 10_300)] },
    ]);
  });

  it('are those of a sentence each where only words were heard', () => {
    const words = [word('one', 100, 500), word('two', 600, 1_900), word('three', 2_100, 2_600)];
    expect(times.place([{ text: 'one two three', startMs: 100, endMs: 2_600, words }])).toEqual([
      {
        text: 'one two',
        startMs: 1_100,
        endMs: 2_900,
        words: [word('one', 1_100, 1_500), word('two', 1_600, 2_900)],
      },
      { text: 'three', startMs: 10_100, endMs: 10_600, words: [word('three', 10_100, 10_600)] },
    ]);
  });
});
