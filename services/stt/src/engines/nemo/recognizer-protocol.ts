import type { EngineRequest, EngineTranscript } from '../speech-to-text-engine.js';
import type { RecognizerFacts } from './recognizer.js';

/** What an engine process of this family can be asked for. */
export type RecognizerProtocol = {
  describe: { input: undefined; output: RecognizerFacts };
  recognize: {
    input: { batch: number; rows: { audio: Float32Array; request: EngineRequest }[] };
    output: undefined;
    chunk: { row: number; transcript: EngineTranscript };
  };
  /** Nobody waits for this row any more. */
  dropRow: { input: { batch: number; row: number }; output: undefined };
};
