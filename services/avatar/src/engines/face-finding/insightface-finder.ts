import { floatsOf, OnnxSession, runGraph } from '@parley/inference/sessions';
import type { SessionOptions, Tensor } from '@parley/inference/sessions';
import type { FaceBox } from '../avatar-engine.js';
import type { Affine } from '../liveportrait/geometry/affine.js';
import { inverse, mapPoint } from '../liveportrait/geometry/affine.js';
import { warpAffine } from '../liveportrait/geometry/warp-affine.js';
import type { RgbPicture } from '../picture/picture.js';
import { areaOf } from './face-finder.js';
import type { FaceFinder, FaceSighting, FoundFace } from './face-finder.js';
import { outputOf, wrongGraph } from './graph-shapes.js';
import type { Point } from './landmarks.js';
import { letterboxInCorner } from './letterbox.js';
import { squareInput, squareTensor } from './picture-tensor.js';
import type { PictureInput } from './picture-tensor.js';
import { decodeScrfd } from './scrfd-decoding.js';
import type { ScrfdGrid } from './scrfd-decoding.js';

/** LivePortrait's size of the detector's input, for files that leave it open. */
const detectorSide = 512;
const detectorRange = { scale: 1 / 128, offset: -127.5 / 128 };
/** Scores, boxes and five points, on each of three grids. */
const detectorOutputs = 9;

const landmarksSide = 192;
const landmarksRange = { scale: 1, offset: 0 };
const landmarksWindow = { left: 0, top: 0, width: landmarksSide, height: landmarksSide };
const landmarkCount = 106;
/** The landmark network's square is larger than the box by this. */
const margin = 1.5;

export interface InsightFaceFiles {
  /** `det_10g.onnx`, or `retinaface_det_static.onnx`. */
  detector: string;
  /** `2d106det.onnx`, or `face_2dpose_106_static.onnx`. */
  landmarks106: string;
}

/** InsightFace's SCRFD detector and its 106 landmarks; the weights are for non-commercial research only. */
export class InsightFaceFinder implements FaceFinder {
  private constructor(
    private readonly detector: { session: OnnxSession; input: PictureInput },
    private readonly landmarks: { session: OnnxSession; input: PictureInput; output: string },
  ) {}

  /** @throws ParleyError `model_files_invalid` */
  static async open(files: InsightFaceFiles, options: SessionOptions): Promise<InsightFaceFinder> {
    const detector = await OnnxSession.open(files.detector, options);
    if (detector.outputs.size !== detectorOutputs) throw wrongGraph(detector, `${detectorOutputs} outputs`);
    const session = await OnnxSession.open(files.landmarks106, options);
    const output = outputOf(session, landmarkCount * 2).name;
    return new InsightFaceFinder(
      { session: detector, input: squareInput(detector, { otherwise: detectorSide }) },
      { session, input: squareInput(session, { only: landmarksSide }), output },
    );
  }

  async find(picture: RgbPicture, signal?: AbortSignal): Promise<FaceSighting | undefined> {
    const boxes = await this.#detect(picture);
    const [largest] = boxes;
    if (!largest) return undefined;
    return { face: await this.lookAt(picture, largest, signal), faces: boxes.length };
  }

  async lookAt(picture: RgbPicture, box: FaceBox, signal?: AbortSignal): Promise<FoundFace> {
    signal?.throwIfAborted();
    const { session, input, output } = this.landmarks;
    const toInput = landmarksCrop(box);
    const { rgb } = warpAffine(picture, toInput, landmarksWindow);
    const feeds = { [input.name]: squareTensor(session, input, rgb, landmarksRange) };
    const [tensor] = await runGraph(session, feeds, [output]);
    return { box, landmarks: tensor ? decodeLandmarks106(floatsOf(tensor), toInput) : [], scheme: 106 };
  }

  async release(): Promise<void> {
    await this.detector.session.release();
    await this.landmarks.session.release();
  }

  /** Boxes in pixels of the picture, largest first. */
  async #detect(picture: RgbPicture): Promise<FaceBox[]> {
    const { session, input } = this.detector;
    const { rgb, scale } = letterboxInCorner(picture, input.side);
    const feeds = { [input.name]: squareTensor(session, input, rgb, detectorRange) };
    const grids = gridsOf(await runGraph(session, feeds, [...session.outputs.keys()]));
    return decodeScrfd(grids, { side: input.side, scale })
      .map(({ box }) => box)
      .toSorted((a, b) => areaOf(b) - areaOf(a));
  }
}

/** Outputs by their shapes, rows x 1 and rows x 4: their names are numbers that each exporter counts anew. */
function gridsOf(tensors: readonly Tensor[]): ScrfdGrid[] {
  const ofWidth = (width: number): Float32Array[] =>
    tensors
      .filter(({ dims }) => dims.at(-1) === width)
      .map(floatsOf)
      .toSorted((a, b) => b.length - a.length);
  const distances = ofWidth(4);
  return ofWidth(1).map((scores, i) => ({ scores, distances: distances[i] ?? new Float32Array() }));
}

/** From the picture to the landmark network's input. */
export function landmarksCrop({ left, top, width, height }: FaceBox): Affine {
  const scale = landmarksSide / (Math.max(width, height) * margin);
  const middle = landmarksSide / 2;
  return [scale, 0, middle - (left + width / 2) * scale, 0, scale, middle - (top + height / 2) * scale];
}

/** Landmarks of the picture from what the network gives: x and y of each, -1 to 1. */
export function decodeLandmarks106(values: Float32Array, toInput: Affine): Point[] {
  const toPicture = inverse(toInput);
  const pixel = (value = 0): number => (value + 1) * (landmarksSide / 2);
  return Array.from({ length: landmarkCount }, (_, i): Point =>
    mapPoint(toPicture, [pixel(values[2 * i]), pixel(values[2 * i + 1])]),
  );
}
