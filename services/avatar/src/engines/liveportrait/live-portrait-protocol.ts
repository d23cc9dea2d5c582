import type { DevicePreference } from '@parley/inference';
import type {
  ClipRequest,
  EncodedImage,
  FaceBox,
  FrameFormat,
  PortraitPicture,
  SeenPortrait,
  StillRequest,
} from '../avatar-engine.js';
import type { InsightFaceFiles } from '../face-finding/insightface-finder.js';
import type { MediaPipeFiles } from '../face-finding/mediapipe-finder.js';
import type { FaceMotion } from '../motion/face-motion.js';
import type { RgbPicture } from '../picture/picture.js';
import type { LiveRegion } from './geometry/live-square.js';
import type { FaceBounds } from './geometry/face-crop.js';
import type { FaceKeypoints } from './keypoints/keypoints.js';
import type { LivePortraitDialect } from './networks/live-portrait-networks.js';

/** What finds faces; the embedded finder needs no files. */
export type FaceFinderFiles =
  | { type: 'embedded' }
  | { type: 'mediapipe'; files: MediaPipeFiles }
  | { type: 'insightface'; files: InsightFaceFiles };

/** Plain data: it crosses to the process. */
export interface LivePortraitLoad {
  /** The folder of LivePortrait's files. */
  directory: string;
  finder: FaceFinderFiles;
  device: DevicePreference;
  threads: number;
  dtype?: 'fp32' | 'fp16';
  /** Where derived graphs go if the model's folder cannot be written. */
  cacheDirectory: string;
  /** Where features of portraits are kept, and how much of them. */
  features: { folder: string; mostBytes: number };
  /** Bound of the portraits that are ready in memory. */
  preparedBytes: number;
}

/** What the networks turned out to be. */
export interface LivePortraitFacts {
  dialect: LivePortraitDialect;
  device: 'cpu' | 'cuda';
  /** Why they run on the CPU though CUDA was wanted. */
  deviceFallback?: string;
  /** What an operator should know of the files. */
  notes: string[];
  /** Time to draw one face, measured at the start. */
  frameMs: number;
  /** Changes with the files: names what is made with them. */
  fingerprint: string;
}

/** A live frame, and what is mixed into it while one quality gives way to another. */
export interface DirectFrame {
  portrait: string;
  motion: FaceMotion;
  square: LiveRegion;
  format: FrameFormat;
  quality: number;
  mark?: boolean;
  /** The other quality's frame, and this one's share: 0 to 1. */
  other?: { rgb: Uint8Array; weight: number };
}

export interface PreparedPortrait extends SeenPortrait {
  /** Where its face was found, in the upright picture. */
  face: FaceBox;
  /** Why what was made of portraits could not be kept. */
  problems: readonly string[];
}

export interface SquareRequest {
  portrait: string;
  motion: FaceMotion;
  square: LiveRegion;
}

/**
 * What the LivePortrait process understands. Each call runs the network once at most, so that its parent decides what
 * comes next; a portrait that it does not have (any more) is `not_found`.
 */
export type LivePortraitProtocol = {
  describe: { input: undefined; output: LivePortraitFacts };
  prepare: { input: { id: string; picture: PortraitPicture }; output: PreparedPortrait };
  forget: { input: { id: string }; output: void };
  renderStill: { input: StillRequest; output: EncodedImage };
  renderPicture: { input: ClipRequest & { motion: FaceMotion }; output: RgbPicture };
  /** `drawMs`: how long it took, waiting apart. */
  renderFrame: { input: DirectFrame; output: { bytes: Uint8Array; drawMs: number } };
  /** A live frame as it is drawn, without a mark: a picture of a bank. */
  renderSquare: { input: SquareRequest; output: RgbPicture };
  /** Where a driving face is in one frame, or undefined. */
  findDriving: { input: RgbPicture; output: FaceBounds | undefined };
  readDriving: { input: { picture: RgbPicture; bounds: FaceBounds }; output: FaceKeypoints };
  /** The portrait moved as the driving face has moved since `first`. */
  renderDriven: {
    input: ClipRequest & { driving: FaceKeypoints; first: FaceKeypoints };
    output: RgbPicture;
  };
};
