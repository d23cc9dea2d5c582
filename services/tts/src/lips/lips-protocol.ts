import type { VisemeEvent } from '@parley/contracts';
import type { TimedSpeech } from './alignment/reference-speech.js';

/** What the process that aligns speech understands. */
export type LipsProtocol = {
  /** The mouth shapes in the next stretch of a request's speech; times count from the start of the piece. */
  align: {
    input: {
      request: number;
      /** How many times as fast as normally the voice was asked to speak. */
      speed: number;
      /** With the first chunk of a piece: the same text by a voice that tells its times. */
      reference?: TimedSpeech;
      pcm16: Uint8Array;
      isLast: boolean;
    };
    output: VisemeEvent[];
  };
  /** Forgets a request. */
  close: { input: { request: number }; output: undefined };
};
