import type { GraphFacts } from '@parley/inference/sessions';
import type { EngineRow, EngineTranscript } from '../speech-to-text-engine.js';

/** What is known of a recogniser once it is open. */
export type RecognizerFacts = GraphFacts & {
  /** What an operator should know of it. */
  notes?: readonly string[];
};

/** A pipeline from samples to text. It runs networks, so it lives in an engine process. */
export interface Recognizer {
  readonly facts: RecognizerFacts;
  /**
   * Recognises rows together. Each is settled once, as soon as it is done; rows whose signal is aborted are left out.
   * @throws ParleyError where the whole batch fails
   */
  recognize(
    rows: readonly EngineRow[],
    settle: (row: number, transcript: EngineTranscript) => void,
  ): Promise<void>;
  release(): Promise<void>;
}
