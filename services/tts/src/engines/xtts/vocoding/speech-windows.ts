import type { Rows } from './linear-stretch.js';

/** Frames on each side that a sample of the vocoder depends on: its receptive field, by its kernels and dilations. */
const contextFrames = 13;

/** Frames of the first windows: what one stretch of 8 tokens after the other settles, then two of them together. */
const firstLengths = [18, 34, 35, 70, 70] as const;
/** Frames of all others, 1.1 s: the context of both sides costs a quarter more. */
const length = 104;

/** Frames that are vocoded in one go, and which of its samples are wanted. */
export interface FrameWindow {
  /** [frames, width] */
  frames: Rows;
  /** Of these, the first whose samples are wanted, and the end of those that are. */
  first: number;
  end: number;
}

/**
 * Cuts frames that arrive bit by bit into windows with enough context on both sides: no sample is wanted twice, and none
 * is left out. Where windows end does not depend on how frames arrive, so that neither do the samples, to the last bit.
 * (One window over everything gives the same but for rounding: onnxruntime splits the sums of a convolution by its
 * length.)
 */
export class SpeechWindows {
  private kept: Rows = new Float32Array();
  /** Kept frames at the begin whose samples were wanted before. */
  private done = 0;
  private count = 0;

  constructor(private readonly width: number) {}

  /** The windows that these frames complete. */
  *push(frames: Rows): Generator<FrameWindow> {
    const both = new Float32Array(this.kept.length + frames.length);
    both.set(this.kept);
    both.set(frames, this.kept.length);
    this.kept = both;
    for (;;) {
      const end = this.done + (firstLengths[this.count] ?? length);
      if (end + contextFrames > this.kept.length / this.width) return;
      yield this.cut(end, end + contextFrames);
      this.count += 1;
    }
  }

  /** What is left, when no frame will come any more. */
  *finish(): Generator<FrameWindow> {
    const end = this.kept.length / this.width;
    if (end > this.done) yield this.cut(end, end);
  }

  private cut(end: number, endWithContext: number): FrameWindow {
    const window = {
      frames: this.kept.subarray(0, endWithContext * this.width),
      first: this.done,
      end,
    };
    const first = Math.max(0, end - contextFrames);
    this.kept = this.kept.subarray(first * this.width);
    this.done = end - first;
    return window;
  }
}
