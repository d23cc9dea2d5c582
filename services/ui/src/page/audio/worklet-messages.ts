/** What the capture worklet posts for every frame; `samples` is PCM16 mono 16 kHz. */
export interface CapturedFrame {
  samples: Int16Array<ArrayBuffer>;
  /** Root mean square of the frame, 0 to 1. */
  level: number;
}

/** What the page posts to the playback worklet. */
export type PlaybackCommand =
  | { type: 'chunk'; generation: number; sampleRate: number; samples: Float32Array }
  /** Nothing follows in this generation: play what is left, however short. */
  | { type: 'end'; generation: number }
  /** Reports that follow carry this epoch: those of an earlier one are stale. */
  | { type: 'clear'; epoch: number };

/** What the playback worklet posts; the page drops reports from before its last `clear`. */
export type PlaybackReport = { epoch: number } & (
  | { type: 'position'; generation: number; playedMs: number; contextTime: number; playing: boolean }
  | { type: 'ended'; generation: number; playedMs: number }
  | { type: 'dropped'; generation: number; droppedMs: number }
);
