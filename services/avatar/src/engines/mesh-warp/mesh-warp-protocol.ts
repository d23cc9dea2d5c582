import type { EncodedImage, FrameRequest, StillRequest } from '../avatar-engine.js';

export interface MeshWarpLoad {
  /** Bound of the prepared portraits held in memory. */
  preparedCacheBytes: number;
}

// A type, not an interface: engine protocols are indexed by method name.
export type MeshWarpProtocol = {
  addPortrait: {
    input: { id: string; bytes: Uint8Array };
    output: { width: number; height: number; faces: number };
  };
  renderStill: { input: StillRequest; output: EncodedImage };
  renderFrame: { input: FrameRequest; output: Uint8Array };
};
