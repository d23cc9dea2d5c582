import { describe, expect, it } from 'vitest';
import { cutRow } from './row-window.js';

const timestampBegin = 100;
const endOfText = 50;
const at = (ms: number) => timestampBegin + ms / 20;
const window = { seekFrames: 0, lengthFrames: 1_000 };
const row = { window, rowFrames: 1_000, isCutShort: false, timestampBegin, endOfText };

describe("cutting a row's text", () => {
  it('keeps the words after the last pair of timestamps', () => {
    const cut = cutRow([at(0), 1, at(2_000), at(2_500), 2, 3], row);
    expect(cut.segments.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 2_000],
      [2_500, 10_000],
    ]);
    expect(cut.segments[1]?.tokens).toEqual([at(2_500), 2, 3]);
    expect(cut.nextSeekFrames).toBe(1_000);
  });

  it('begins a lone segment at its own timestamp', () => {
    const cut = cutRow([at(440), 1, at(2_000)], { ...row, window: { seekFrames: 100, lengthFrames: 900 } });
    expect(cut.segments).toEqual([{ startMs: 1_440, endMs: 3_000, tokens: [at(440), 1, at(2_000)] }]);
  });

  it('hears the rest again where decoding stopped at its limit', () => {
    const cut = cutRow([at(0), 1, at(2_000), at(2_500), 2, 3], { ...row, isCutShort: true });
    expect(cut.segments.length).toBe(1);
    expect(cut.nextSeekFrames).toBe(200);
  });

  it('hears the rest where the text ended long before the audio, but not the last breath', () => {
    const tokens = [at(0), 1, at(9_000), at(9_000)];
    expect(cutRow(tokens, row).nextSeekFrames).toBe(900);
    expect(cutRow(tokens, { ...row, rowFrames: 999 }).nextSeekFrames).toBe(999);
  });

  it('goes on after a window that does not reach the end', () => {
    const cut = cutRow([at(0), 1, at(2_000), at(2_000), 2], { ...row, rowFrames: 4_000 });
    expect(cut).toMatchObject({ segments: [{}], nextSeekFrames: 200 });
  });
});
