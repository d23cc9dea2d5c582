import type { EngineRequest, EngineTranscript } from '../speech-to-text-engine.js';
import type { GraphFacts } from '@parley/inference/sessions';

/** What an engine process of this family can be asked for. */
export type RecognizerProtocol = {
  describe: { input: undefined; output: GraphFacts };
  recognize: {
    input: { batch: number; rows: { audio: Float32Array; request: EngineRequest }[] };
    output: undefined;
    chunk: { row: number; transcript: EngineTranscript };
  };
  /** Nobody waits for this row any more. */
  dropRow: { input: { batch: number; row: number }; output: undefined };
};
