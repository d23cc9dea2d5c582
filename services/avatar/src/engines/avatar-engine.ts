import type { FaceMotion } from './motion/face-motion.js';
import type { RgbPicture } from './picture/picture.js';

/** Id of Parley's own portrait, which every engine has from the start. */
export const defaultPortraitId = 'default';

export interface AvatarCapabilities {
  /** Whether `renderFrame` keeps up with a live stream on this machine. */
  live: boolean;
  /** Live streams that one engine carries at once. */
  mostLiveSessions: number;
  /** Longest side of a still, in pixels; a larger portrait is made smaller. */
  largestStillSide: number;
  /** Whether a face in a video can move a portrait: `driveClip`. */
  drivenByVideo: boolean;
}

/** Where an engine finds a portrait's picture when it needs it (again). */
export interface PortraitSource {
  /** The picture's file as it was uploaded, or undefined where there is none of this id. */
  read(id: string): Promise<PortraitPicture | undefined>;
}

/** A part of a picture, in pixels of the upright picture. */
export interface FaceBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A picture to be made a portrait of. */
export interface PortraitPicture {
  /** JPEG, PNG, WebP, AVIF, TIFF or still GIF. */
  bytes: Uint8Array;
  /** Where its face is, as its owner says; searched for where absent. */
  face?: FaceBox | undefined;
}

/** What an engine sees in a picture; sizes of the upright picture. */
export interface SeenPortrait {
  width: number;
  height: number;
  faces: number;
}

/**
 * How live frames of a portrait are drawn now: `direct` by the network for each frame, `bank` from what the network drew
 * beforehand, `mesh` by bending the picture.
 */
export type FrameQuality = 'direct' | 'bank' | 'mesh';

/** What an engine has for a portrait's live frames. */
export interface LivePreparation {
  quality: FrameQuality;
  /** The better quality that is being made: 0 to 1, undefined where nothing is. */
  progress: number | undefined;
  /** Why the better quality could not be made. */
  problem?: string;
}

export interface StillRequest {
  /** A portrait's id. */
  portrait: string;
  motion: FaceMotion;
  format: 'jpeg' | 'png';
  /** Whether a corner of the picture says that it is AI-generated; not where absent. */
  mark?: boolean;
}

export type FrameFormat = 'jpeg' | 'i420';

export interface FrameRequest {
  portrait: string;
  motion: FaceMotion;
  format: FrameFormat;
  /** JPEG quality, 30 to 95. */
  quality: number;
  /** Whether a corner of the frame says that it is AI-generated; not where absent. */
  mark?: boolean;
  /** Whose frame it is: sessions take fair turns, and are counted to choose how frames are drawn. */
  session?: string;
}

export interface ClipRequest {
  portrait: string;
  /** The longer side of the clip, in pixels, at most; both sides are even. */
  longestSide: number;
  /** Whether a corner of the picture says that it is AI-generated; not where absent. */
  mark?: boolean;
}

export interface EncodedImage {
  bytes: Uint8Array;
  contentType: 'image/jpeg' | 'image/png';
}

/**
 * Draws a portrait in a given motion. What the face does is decided outside (`motion/`), when each frame is due is
 * decided outside (`live-session.ts`): an engine only makes pixels, and another kind of engine replaces only those.
 *
 * A method that is given a portrait throws `not_found` where its source has none of this id, and what reading the
 * picture throws: `empty_file`, `unreadable_image`, `image_too_large`, `no_face_found`.
 */
export interface AvatarEngine {
  readonly id: string;
  readonly capabilities: AvatarCapabilities;

  /** Resolves when the first frame can be drawn at full speed. */
  load(signal?: AbortSignal): Promise<void>;

  /** Looks at a picture that may become a portrait. */
  inspect(id: string, picture: PortraitPicture, signal?: AbortSignal): Promise<SeenPortrait>;

  /** Begins to make what live frames of this portrait need; the answer is what there is so far. Never waits. */
  prepareLive(portrait: string): LivePreparation;

  /** The whole picture in its own proportions. */
  renderStill(request: StillRequest, signal?: AbortSignal): Promise<EncodedImage>;

  /** One live frame of 512 x 512, head and shoulders: a JPEG, or I420 planes (Y, U, V, full planes of 512 and 256). */
  renderFrame(request: FrameRequest, signal?: AbortSignal): Promise<Uint8Array>;

  /** The whole picture in one motion after another. */
  renderClip(
    request: ClipRequest,
    motions: AsyncIterable<FaceMotion> | Iterable<FaceMotion>,
    signal?: AbortSignal,
  ): AsyncIterable<RgbPicture>;

  /**
   * The whole picture, moved as the face in a video moves, relative to the video's first frame.
   * @throws ParleyError `engine_cannot_be_driven`, `no_face_found` where the first frame shows none.
   */
  driveClip(
    request: ClipRequest,
    driving: AsyncIterable<RgbPicture>,
    signal?: AbortSignal,
  ): AsyncIterable<RgbPicture>;

  /** Forgets all that was made of a portrait, on disk too. */
  forget(portrait: string): Promise<void>;

  status(): AvatarEngineStatus;

  unload(): Promise<void>;
}

export interface AvatarEngineStatus {
  state: 'stopped' | 'starting' | 'ready' | 'restarting';
  pid: number | undefined;
  restarts: number;
  loadMs: number | undefined;
  memoryMb: number | undefined;
  /** For people. */
  description: string;
  /** Whether it needs no model files. */
  embedded: boolean;
  device: 'cpu' | 'cuda' | 'none';
  /** Why the CPU serves though CUDA was wanted. */
  deviceFallback?: string;
  /** The model's name. */
  model?: string;
}
