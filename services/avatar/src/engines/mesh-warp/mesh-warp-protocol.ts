import type {
  ClipRequest,
  EncodedImage,
  FrameRequest,
  PortraitPicture,
  SeenPortrait,
  StillRequest,
} from '../avatar-engine.js';
import type { FaceMotion } from '../motion/face-motion.js';
import type { RgbPicture } from '../picture/picture.js';

export interface MeshWarpLoad {
  /** Bound of the prepared portraits held in memory. */
  preparedCacheBytes: number;
}

// A type, not an interface: engine protocols are indexed by method name.
export type MeshWarpProtocol = {
  addPortrait: { input: { id: string; picture: PortraitPicture }; output: SeenPortrait };
  forgetPortrait: { input: { id: string }; output: void };
  renderStill: { input: StillRequest; output: EncodedImage };
  renderFrame: { input: FrameRequest; output: Uint8Array };
  renderPicture: { input: ClipRequest & { motion: FaceMotion }; output: RgbPicture };
};
