import { floatsOf, OnnxSession, runGraph } from '@parley/inference/sessions';
import type { SessionOptions } from '@parley/inference/sessions';
import type { Affine } from '../liveportrait/geometry/affine.js';
import { mapPoint } from '../liveportrait/geometry/affine.js';
import { cropFace, landmarkCrop } from '../liveportrait/geometry/face-crop.js';
import { warpAffine } from '../liveportrait/geometry/warp-affine.js';
import type { RgbPicture } from '../picture/picture.js';
import { outputOf } from './graph-shapes.js';
import type { Landmarks, Point } from './landmarks.js';
import { squareInput, squareTensor } from './picture-tensor.js';
import type { PictureInput } from './picture-tensor.js';

const { side } = landmarkCrop;
const window = { left: 0, top: 0, width: side, height: side };
const landmarkCount = 203;
/** 0 to 1. */
const range = { scale: 1 / 255, offset: 0 };

/** LivePortrait's own network of 203 landmarks, which its crops are made from (`src/utils/human_landmark_runner.py`). */
export class Landmarks203Finder {
  private constructor(
    private readonly session: OnnxSession,
    private readonly input: PictureInput,
    private readonly output: string,
  ) {}

  /** @throws ParleyError `model_files_invalid` */
  static async open(file: string, options: SessionOptions): Promise<Landmarks203Finder> {
    const session = await OnnxSession.open(file, options);
    const output = outputOf(session, landmarkCount * 2).name;
    return new Landmarks203Finder(session, squareInput(session, { only: side }), output);
  }

  /**
   * The landmarks of a face that is roughly known. Looks twice, the second time at the crop that its own points give:
   * what the first guess was made by then no longer matters.
   * @param guess landmarks of any scheme
   */
  async find(picture: RgbPicture, guess: Landmarks, signal?: AbortSignal): Promise<Point[]> {
    const first = await this.follow(picture, guess);
    signal?.throwIfAborted();
    return this.follow(picture, first);
  }

  /** The landmarks of a face from those of the picture before it in a video, or from a first guess: looks once. */
  async follow(picture: RgbPicture, before: Landmarks): Promise<Point[]> {
    const { toCrop, toPicture } = cropFace(before, landmarkCrop);
    const { rgb } = warpAffine(picture, toCrop, window);
    const feeds = { [this.input.name]: squareTensor(this.session, this.input, rgb, range) };
    const [tensor] = await runGraph(this.session, feeds, [this.output]);
    return decodeLandmarks203(tensor ? floatsOf(tensor) : new Float32Array(), toPicture);
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

/** Landmarks of the picture from what the network gives: x and y of each, 0 to 1. */
export function decodeLandmarks203(values: Float32Array, toPicture: Affine): Point[] {
  return Array.from({ length: landmarkCount }, (_, i): Point =>
    mapPoint(toPicture, [(values[2 * i] ?? 0) * side, (values[2 * i + 1] ?? 0) * side]),
  );
}
