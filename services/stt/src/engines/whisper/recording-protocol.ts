import type { EngineRequest, RecordingSummary, RecordingWindow } from '../speech-to-text-engine.js';

/** How a service's process and an engine process recognise a whole recording, window after window. */
export type RecordingProtocol = {
  /** The next of a recording's sound: hours of it in one message would stop both processes. */
  hearPart: { input: { recording: number; samples: Float32Array }; output: undefined };
  /** Of the sound that has come. The first window begins at once, each other one with `nextWindow`. */
  sequential: {
    input: { recording: number; request: EngineRequest };
    output: undefined;
    chunk:
      | { type: 'window'; window: RecordingWindow; goesOn: boolean }
      | { type: 'summary'; summary: RecordingSummary };
  };
  nextWindow: { input: { recording: number }; output: undefined };
  forgetRecording: { input: { recording: number }; output: undefined };
};
