import { floatsOf, OnnxSession, runGraph } from '@parley/inference/sessions';
import type { SessionOptions } from '@parley/inference/sessions';
import type { FaceBox } from '../avatar-engine.js';
import type { Affine } from '../liveportrait/geometry/affine.js';
import { inverse, mapPoint } from '../liveportrait/geometry/affine.js';
import { warpAffine } from '../liveportrait/geometry/warp-affine.js';
import type { RgbPicture } from '../picture/picture.js';
import { faceMeshRegion } from './face-mesh-region.js';
import { elementsOf, outputOf } from './graph-shapes.js';
import type { Point } from './landmarks.js';
import { squareInput, squareTensor } from './picture-tensor.js';
import type { PictureInput } from './picture-tensor.js';

const faceMeshSide = 256;
const window = { left: 0, top: 0, width: faceMeshSide, height: faceMeshSide };
const faceMeshPoints = 478;
/** 0 to 1. */
const range = { scale: 1 / 255, offset: 0 };

export interface FaceMeshLandmarks {
  /** 478 points of the picture. */
  points: Point[];
  /** How surely there is a face, 0 to 1; 1 for files that do not say. */
  presence: number;
}

/** MediaPipe's 478 landmarks of a face, as ONNX. */
export class FaceMesh {
  private constructor(
    private readonly session: OnnxSession,
    private readonly input: PictureInput,
    /** The mesh, and the presence where the file gives it. */
    private readonly outputs: readonly string[],
  ) {}

  /** @throws ParleyError `model_files_invalid` */
  static async open(file: string, options: SessionOptions): Promise<FaceMesh> {
    const session = await OnnxSession.open(file, options);
    const mesh = outputOf(session, faceMeshPoints * 3).name;
    // The first single number is the presence of a face; a second one is whether the tongue is out.
    const presence = [...session.outputs.values()].find((output) => elementsOf(output) === 1)?.name;
    const outputs = presence === undefined ? [mesh] : [mesh, presence];
    return new FaceMesh(session, squareInput(session, { only: faceMeshSide }), outputs);
  }

  /** @param eyes the eye on the picture's left, then the one on its right; only their line counts */
  async lookAt(
    picture: RgbPicture,
    box: FaceBox,
    eyes: readonly [left: Point, right: Point],
  ): Promise<FaceMeshLandmarks> {
    const toPicture = faceMeshRegion(box, eyes, faceMeshSide);
    const { rgb } = warpAffine(picture, inverse(toPicture), window);
    const feeds = { [this.input.name]: squareTensor(this.session, this.input, rgb, range) };
    const [mesh, presence] = (await runGraph(this.session, feeds, this.outputs)).map(floatsOf);
    const points = decodeFaceMesh(mesh ?? new Float32Array(), toPicture);
    const logit = presence?.[0] ?? Number.POSITIVE_INFINITY;
    return { points, presence: 1 / (1 + Math.exp(-logit)) };
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

/** Landmarks of the picture from what the network gives: x, y and depth of each, in pixels of its input. */
export function decodeFaceMesh(values: Float32Array, toPicture: Affine): Point[] {
  return Array.from({ length: faceMeshPoints }, (_, i): Point =>
    mapPoint(toPicture, [values[3 * i] ?? 0, values[3 * i + 1] ?? 0]),
  );
}
