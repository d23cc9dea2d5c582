import { ParleyError } from '@parley/contracts';
import type { ClipRequest, EncodedImage, PortraitPicture, StillRequest } from '../avatar-engine.js';
import { defaultPortraitId } from '../avatar-engine.js';
import { findPortraitFace } from '../face-finding/portrait-face.js';
import { restingFace } from '../motion/face-motion.js';
import type { FaceMotion } from '../motion/face-motion.js';
import { clipPicture, encodeFrame, encodeStill } from '../picture/encode-image.js';
import { drawGeneratedMark } from '../picture/generated-mark.js';
import { toI420 } from '../picture/i420.js';
import type { RgbPicture } from '../picture/picture.js';
import { drawKeypoints, drawMotion } from './face-drawing.js';
import { mapPoint } from './geometry/affine.js';
import { cropBounds, drivingBounds } from './geometry/face-crop.js';
import type { FaceBounds } from './geometry/face-crop.js';
import { pasteFace } from './geometry/paste-back.js';
import { halvePicture, prepareSource } from './geometry/resize.js';
import { warpAffine } from './geometry/warp-affine.js';
import { KeptFiles } from './kept-files.js';
import type { FaceKeypoints } from './keypoints/keypoints.js';
import { MotionTransfer } from './keypoints/motion-transfer.js';
import type {
  DirectFrame,
  LivePortraitFacts,
  LivePortraitLoad,
  PreparedPortrait,
  SquareRequest,
} from './live-portrait-protocol.js';
import { openSight } from './open-sight.js';
import { PreparedFaces } from './prepared-faces.js';
import type { Sight } from './source-face.js';

/** A network quicker than this is timed again: its first run made room in memory. */
const quickMs = 1_000;

/** Longer side of the pictures in which a driving face is searched: its bounds need no more. */
const longestSearchedSide = 640;

/** All that the LivePortrait process does, one picture at a time. */
export class LivePortraitDrawing {
  private constructor(
    readonly facts: LivePortraitFacts,
    private readonly sight: Sight,
    private readonly faces: PreparedFaces,
    /** Why features could not be kept, since the last portrait. */
    private readonly problems: string[],
  ) {}

  /** Opens the networks, and draws Parley's own portrait once: from then on all is warm. */
  static async open(load: LivePortraitLoad): Promise<LivePortraitDrawing> {
    const { sight, facts } = await openSight(load);
    const { folder, mostBytes } = load.features;
    const problems: string[] = [];
    const onProblem = (problem: string): void => void problems.push(problem);
    const files = new KeptFiles(folder, { mostBytes, onProblem });
    const faces = new PreparedFaces(sight, files, facts.fingerprint, load.preparedBytes);
    const { signal } = new AbortController();
    const { face } = await faces.get(defaultPortraitId, signal);
    const draw = async (): Promise<number> => {
      const startedAt = performance.now();
      await drawMotion(sight.networks, face, restingFace);
      return performance.now() - startedAt;
    };
    const first = await draw();
    const frameMs = first < quickMs ? Math.min(await draw(), await draw()) : first;
    return new LivePortraitDrawing({ ...facts, frameMs }, sight, faces, problems);
  }

  async prepare(id: string, picture: PortraitPicture, signal: AbortSignal): Promise<PreparedPortrait> {
    const { face } = await this.faces.prepare(id, picture, signal);
    const { width, height, faces, box } = face;
    return { width, height, faces, face: box, problems: this.problems.splice(0) };
  }

  forget(id: string): Promise<void> {
    return this.faces.forget(id);
  }

  async still({ portrait, motion, format, mark }: StillRequest, signal: AbortSignal): Promise<EncodedImage> {
    const picture = await this.#inPicture(portrait, motion, signal);
    if (mark) drawGeneratedMark(picture);
    return encodeStill(picture, format);
  }

  async clipPicture(
    { portrait, motion, ...clip }: ClipRequest & { motion: FaceMotion },
    signal: AbortSignal,
  ): Promise<RgbPicture> {
    return forClip(await this.#inPicture(portrait, motion, signal), clip);
  }

  /** A live frame; of its time, `drawMs`, encoding is no part: that happens on other threads. */
  async frame(request: DirectFrame, signal: AbortSignal): Promise<{ bytes: Uint8Array; drawMs: number }> {
    const startedAt = performance.now();
    const { format, quality, mark, other } = request;
    const frame = await this.square(request, signal);
    if (other) mix(frame.rgb, other.rgb, other.weight);
    const drawMs = performance.now() - startedAt;
    if (mark) drawGeneratedMark(frame);
    const bytes = format === 'i420' ? toI420(frame) : await encodeFrame(frame, quality);
    return { bytes, drawMs };
  }

  /** A live frame as it is drawn. */
  async square({ portrait, motion, square }: SquareRequest, signal: AbortSignal): Promise<RgbPicture> {
    const prepared = await this.faces.get(portrait, signal);
    const place = await this.faces.inSquare(prepared, square);
    return pasteFace(await drawMotion(this.sight.networks, prepared.face, motion), place);
  }

  async findDriving(picture: RgbPicture, signal: AbortSignal): Promise<FaceBounds | undefined> {
    const { finder, landmarks203 } = this.sight;
    const { picture: small, toOriginal } = prepareSource(picture, longestSearchedSide);
    try {
      const { landmarks203: points, guess } = await findPortraitFace(small, { finder, landmarks203 }, signal);
      return drivingBounds((points ?? guess.landmarks).map((point) => mapPoint(toOriginal, point)));
    } catch (error) {
      if (error instanceof ParleyError && error.code === 'no_face_found') return undefined;
      throw error;
    }
  }

  readDriving(picture: RgbPicture, bounds: FaceBounds): Promise<FaceKeypoints> {
    const { toCrop, side } = cropBounds(bounds);
    const crop = warpAffine(picture, toCrop, { left: 0, top: 0, width: side, height: side });
    return this.sight.networks.extractKeypoints(halvePicture(crop));
  }

  async drivenPicture(
    { portrait, driving, first, ...clip }: ClipRequest & { driving: FaceKeypoints; first: FaceKeypoints },
    signal: AbortSignal,
  ): Promise<RgbPicture> {
    const { face, inPicture } = await this.faces.get(portrait, signal);
    const transfer = new MotionTransfer(face.keypoints);
    transfer.next(first);
    const drawn = await drawKeypoints(this.sight.networks, face, transfer.next(driving));
    return forClip(pasteFace(drawn, inPicture), clip);
  }

  async #inPicture(portrait: string, motion: FaceMotion, signal: AbortSignal): Promise<RgbPicture> {
    const { face, inPicture } = await this.faces.get(portrait, signal);
    return pasteFace(await drawMotion(this.sight.networks, face, motion), inPicture);
  }
}

/** Marked at the size that it is seen in. */
async function forClip(
  picture: RgbPicture,
  { longestSide, mark }: Pick<ClipRequest, 'longestSide' | 'mark'>,
): Promise<RgbPicture> {
  const small = await clipPicture(picture, longestSide);
  if (mark) drawGeneratedMark(small);
  return small;
}

/** Mixes another frame into one: `weight` is the share of the one that is kept. */
function mix(rgb: Uint8Array, other: Uint8Array, weight: number): void {
  for (let i = 0; i < rgb.length; i++) {
    const own = rgb[i] ?? 0;
    const from = other[i] ?? own;
    rgb[i] = from + (own - from) * weight;
  }
}
