import { floatsOf, OnnxSession, runGraph } from '@parley/inference/sessions';
import type { SessionOptions } from '@parley/inference/sessions';
import type { RgbPicture } from '../picture/picture.js';
import {
  blazeFaceAnchors,
  blazeFaceCoordinates,
  blazeFaceSide,
  decodeBlazeFace,
} from './blaze-face-decoding.js';
import type { BlazeFaceDetection } from './blaze-face-decoding.js';
import { outputOf } from './graph-shapes.js';
import type { Point } from './landmarks.js';
import { letterboxInMiddle } from './letterbox.js';
import { squareInput, squareTensor } from './picture-tensor.js';
import type { PictureInput } from './picture-tensor.js';

/** -1 to 1. */
const range = { scale: 1 / 127.5, offset: -1 };

/** MediaPipe's detector of faces that are near (its short-range model), as ONNX. */
export class BlazeFace {
  private constructor(
    private readonly session: OnnxSession,
    private readonly input: PictureInput,
    private readonly outputs: readonly [regressors: string, scores: string],
  ) {}

  /** @throws ParleyError `model_files_invalid` */
  static async open(file: string, options: SessionOptions): Promise<BlazeFace> {
    const session = await OnnxSession.open(file, options);
    const regressors = outputOf(session, blazeFaceAnchors * blazeFaceCoordinates);
    const scores = outputOf(session, blazeFaceAnchors);
    return new BlazeFace(session, squareInput(session, { only: blazeFaceSide }), [
      regressors.name,
      scores.name,
    ]);
  }

  /** Faces in pixels of the picture, largest first. */
  async detect(picture: RgbPicture): Promise<BlazeFaceDetection[]> {
    const { rgb, scale, left, top } = await letterboxInMiddle(picture, blazeFaceSide);
    const feeds = { [this.input.name]: squareTensor(this.session, this.input, rgb, range) };
    const [regressors, scores] = await runGraph(this.session, feeds, this.outputs);
    if (!regressors || !scores) return [];
    const back = ([x, y]: Point): Point => [(x - left) / scale, (y - top) / scale];
    return decodeBlazeFace(floatsOf(regressors), floatsOf(scores)).map(({ box, points, score }) => {
      const [x, y] = back([box.left, box.top]);
      return {
        box: { left: x, top: y, width: box.width / scale, height: box.height / scale },
        points: points.map(back),
        score,
      };
    });
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
