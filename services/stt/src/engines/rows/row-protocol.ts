import type { RemoteError } from '@parley/inference';
import type { EngineRequest, EngineTranscript } from '../speech-to-text-engine.js';

/** How one row of a batch ended. */
export type RowAnswer = { row: number } & ({ transcript: EngineTranscript } | { error: RemoteError });

/** How a service's process and an engine process recognise rows together. */
export type RowProtocol = {
  recognize: {
    input: { batch: number; rows: { audio: Float32Array; request: EngineRequest }[] };
    output: undefined;
    chunk: RowAnswer;
  };
  /** Nobody waits for this row any more. */
  dropRow: { input: { batch: number; row: number }; output: undefined };
};
