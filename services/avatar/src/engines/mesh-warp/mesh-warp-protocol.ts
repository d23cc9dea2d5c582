import type {
  ClipRequest,
  EncodedImage,
  FrameRequest,
  PortraitPicture,
  SeenPortrait,
  StillRequest,
} from '../avatar-engine.js';
import type { FaceFrame } from '../face-finding/face-frame.js';
import type { FaceMotion } from '../motion/face-motion.js';
import type { RgbPicture } from '../picture/picture.js';
import type { LiveModel, PictureSquare } from './prepared-portrait.js';

export interface MeshWarpLoad {
  /** Bound of the prepared portraits held in memory. */
  preparedCacheBytes: number;
  /** Bound of the banks held in memory. */
  bankCacheBytes: number;
}

/** A way to draw a live frame without a network: from what it drew beforehand, or by bending the picture. */
export type FrameLayer = 'bank' | 'mesh';

export interface LayerFrameRequest extends FrameRequest {
  layer: FrameLayer;
  /** While one layer gives way to another: the one that goes, and the share of `layer`, 0 to 1. */
  fade?: { from: FrameLayer; weight: number } | undefined;
}

export interface LayerFrame {
  bytes: Uint8Array;
  /** How long drawing took, waiting and encoding apart. */
  drawMs: number;
}

/** Where a portrait's live frames come from. */
export interface LivePlace {
  /** The part of the upright picture that they show. */
  square: PictureSquare;
  /** Where the face at rest lies in them. */
  frame: FaceFrame;
}

/**
 * What the process of live frames understands. `not_found` with the parameter `portrait` means that it does not have the
 * portrait (any more), with `bank` that it lacks its bank.
 */
// Types, not interfaces: engine protocols are indexed by method name.
export type MeshWarpProtocol = {
  addPortrait: { input: { id: string; live: LiveModel }; output: void };
  addBank: { input: { id: string; bytes: Uint8Array }; output: void };
  forgetPortrait: { input: { id: string }; output: void };
  livePlace: { input: { portrait: string }; output: LivePlace };
  renderFrame: { input: LayerFrameRequest; output: LayerFrame };
  /** Bytes RGB of a live frame, to be mixed with another. */
  renderRgb: { input: { portrait: string; motion: FaceMotion; layer: FrameLayer }; output: Uint8Array };
};

export interface StillDrawingLoad {
  /** Bound of the prepared portraits held in memory. */
  preparedCacheBytes: number;
}

/** What the process of uploads, stills and clips understands; `not_found` likewise. */
export type StillDrawingProtocol = {
  /** The live picture goes to the other process. */
  addPortrait: {
    input: { id: string; picture: PortraitPicture };
    output: { seen: SeenPortrait; live: LiveModel };
  };
  forgetPortrait: { input: { id: string }; output: void };
  renderStill: { input: StillRequest; output: EncodedImage };
  renderPicture: { input: ClipRequest & { motion: FaceMotion }; output: RgbPicture };
};
