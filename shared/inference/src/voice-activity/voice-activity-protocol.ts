/** Samples at 16 kHz (32 ms) that one score is about. */
export const windowSamples = 512;

/** Samples before a window that the network also sees. */
export const contextSamples = 64;

/** What the network remembers of a stream: its recurrent state [2, 1, 128] and the last 64 samples. */
export interface VoiceActivityMemory {
  state: Float32Array;
  context: Float32Array;
}

export const emptyMemory = (): VoiceActivityMemory => ({
  state: new Float32Array(2 * 128),
  context: new Float32Array(contextSamples),
});

/** A stream's memory travels with every call, so that the process holds nothing: streams outlive its restart. */
export type VoiceActivityProtocol = {
  score: {
    input: { samples: Float32Array; memory: VoiceActivityMemory };
    output: { scores: Float32Array; memory: VoiceActivityMemory };
  };
};
