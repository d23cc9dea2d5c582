import type { SessionOptions } from '@parley/inference/sessions';
import type { FaceBox } from '../avatar-engine.js';
import type { RgbPicture } from '../picture/picture.js';
import { BlazeFace } from './blaze-face.js';
import { boxAround } from './face-finder.js';
import type { FaceFinder, FaceSighting, FoundFace } from './face-finder.js';
import { FaceMesh } from './face-mesh.js';
import type { Landmarks, Point } from './landmarks.js';

/** MediaPipe's default `min_face_presence_confidence`. */
const leastPresence = 0.5;
/** Outer corners of the eyes on the picture's left and right (MediaPipe, `face_landmarks_connections`). */
const eyeCorners = [33, 263] as const;

/** Where a face's left may lie: upright first, then on its sides, then upside down. */
const quarterTurns: readonly Point[] = [
  [1, 0],
  [0, 1],
  [0, -1],
  [-1, 0],
];

export interface MediaPipeFiles {
  blazeFace: string;
  faceMesh: string;
}

/** MediaPipe's detector and its 478 landmarks (Apache-2.0). */
export class MediaPipeFinder implements FaceFinder {
  private constructor(
    private readonly detector: BlazeFace,
    private readonly mesh: FaceMesh,
  ) {}

  /** @throws ParleyError `model_files_invalid` */
  static async open(files: MediaPipeFiles, options: SessionOptions): Promise<MediaPipeFinder> {
    const detector = await BlazeFace.open(files.blazeFace, options);
    return new MediaPipeFinder(detector, await FaceMesh.open(files.faceMesh, options));
  }

  async find(picture: RgbPicture, signal?: AbortSignal): Promise<FaceSighting | undefined> {
    const detections = await this.detector.detect(picture);
    for (const { box, points } of detections) {
      signal?.throwIfAborted();
      const seen = await this.mesh.lookAt(picture, box, lineOf(points, [0, 1]));
      if (seen.presence < leastPresence) continue;
      return { face: { box, landmarks: seen.points, scheme: 478 }, faces: detections.length };
    }
    return undefined;
  }

  /** Tries rolls, for the box says nothing of it, and where a face is seen looks again along its eyes. */
  async lookAt(picture: RgbPicture, box: FaceBox, signal?: AbortSignal): Promise<FoundFace | undefined> {
    for (const right of quarterTurns) {
      signal?.throwIfAborted();
      const first = await this.mesh.lookAt(picture, box, [[0, 0], right]);
      if (first.presence < leastPresence) continue;
      const again = boxAround(first.points);
      const { points, presence } = await this.mesh.lookAt(picture, again, lineOf(first.points, eyeCorners));
      if (presence >= leastPresence) return { box, landmarks: points, scheme: 478 };
    }
    return undefined;
  }

  async release(): Promise<void> {
    await this.detector.release();
    await this.mesh.release();
  }
}

function lineOf(points: Landmarks, [left, right]: readonly [number, number]): [left: Point, right: Point] {
  return [points[left] ?? [0, 0], points[right] ?? [1, 0]];
}
