import type { Portrait } from '@parley/contracts';
import type { FaceMotion } from './motion/face-motion.js';

/** Id of Parley's own portrait, which every engine has from the start. */
export const defaultPortraitId = 'default';

export interface AvatarCapabilities {
  /** Whether `renderFrame` keeps up with a live stream on this machine. */
  live: boolean;
  /** Live streams that one engine carries at once. */
  mostLiveSessions: number;
  /** Longest side of a still, in pixels; a larger portrait is made smaller. */
  largestStillSide: number;
}

export interface StillRequest {
  /** A portrait's id. */
  portrait: string;
  motion: FaceMotion;
  format: 'jpeg' | 'png';
}

export interface FrameRequest {
  portrait: string;
  motion: FaceMotion;
  /** JPEG quality, 30 to 95. */
  quality: number;
}

export interface EncodedImage {
  bytes: Uint8Array;
  contentType: 'image/jpeg' | 'image/png';
}

/**
 * Draws a portrait in a given motion. What the face does is decided outside (`motion/`), when each frame is due is
 * decided outside (`live-session.ts`): an engine only makes pixels, and another kind of engine replaces only those.
 */
export interface AvatarEngine {
  readonly id: string;
  readonly capabilities: AvatarCapabilities;

  /** Resolves when the first frame can be drawn at full speed. */
  load(signal?: AbortSignal): Promise<void>;

  /**
   * Makes a picture (JPEG, PNG, WebP, AVIF, TIFF, still GIF) into a portrait; the same bytes have the same id, the
   * SHA-256. The largest face is taken.
   * @throws ParleyError `empty_file`, `unreadable_image`, `image_too_large`, `no_face_found`.
   */
  addPortrait(bytes: Uint8Array, signal?: AbortSignal): Promise<Portrait>;

  /** The portrait with this id, or undefined where it was never added or has been forgotten since. */
  portrait(id: string): Portrait | undefined;

  /**
   * The whole picture in its own proportions.
   * @throws ParleyError `not_found` where the portrait is unknown.
   */
  renderStill(request: StillRequest, signal?: AbortSignal): Promise<EncodedImage>;

  /**
   * One live frame: head and shoulders as a JPEG of 512 x 512.
   * @throws ParleyError `not_found` where the portrait is unknown.
   */
  renderFrame(request: FrameRequest, signal?: AbortSignal): Promise<Uint8Array>;

  status(): AvatarEngineStatus;

  unload(): Promise<void>;
}

export interface AvatarEngineStatus {
  state: 'stopped' | 'starting' | 'ready' | 'restarting';
  pid: number | undefined;
  restarts: number;
  loadMs: number | undefined;
  memoryMb: number | undefined;
  /** Uploaded portraits that are remembered. */
  portraits: number;
}
