import type { GraphFacts } from '@parley/inference/sessions';

/** What the network turned out to be. */
export interface KokoroFacts extends GraphFacts {
  /** Whether it tells how long each symbol lasts. */
  tellsDurations: boolean;
  /** Whether its input for the speed takes whole numbers only. */
  hasWholeSpeeds: boolean;
}

/** What the Kokoro process understands. */
export type KokoroProtocol = {
  describe: { input: undefined; output: KokoroFacts };
  /** One run: at most `maxSymbols` symbols. */
  speak: {
    input: { phonemes: string; voice: string; speed: number };
    output: SpokenRun;
  };
};

export interface SpokenRun {
  /** Mono, little-endian, at 24 kHz. */
  pcm16: Uint8Array;
  /** Frames of each symbol and of the two ends; absent where the network does not tell. */
  frames?: number[];
}
