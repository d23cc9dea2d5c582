import type { RotationMatrix } from './head-pose.js';
import { multiplyRotations, rotationMatrix, transposeRotation } from './head-pose.js';
import { motionMultiplier } from './motion-multiplier.js';
import type { MotionRegion } from './expression-regions.js';
import { copyRegion, expressionRegions } from './expression-regions.js';
import type { FaceKeypoints, Keypoints } from './keypoints.js';
import { neutralExpression } from './neutral-expression.js';
import { placeKeypoints, transformKeypoints } from './transform-keypoints.js';

export interface MotionTransferOptions {
  /**
   * `relative` adds what the driving face does since its first frame to what the source face does; `absolute` gives
   * the source face the driving face's pose and expression.
   */
  mode: 'relative' | 'absolute';
  region: MotionRegion;
  /**
   * `expression-friendly` measures relative motion against the source face's size: see `motionMultiplier`.
   * `pose-friendly` takes it as it is.
   */
  option: 'pose-friendly' | 'expression-friendly';
}

export const defaultMotionTransfer: MotionTransferOptions = {
  mode: 'relative',
  region: 'all',
  option: 'pose-friendly',
};

/**
 * Moves a face as the face of a driving video moves, frame by frame (LivePortrait, `src/live_portrait_pipeline.py`,
 * for a source picture). What comes out is not yet stitched.
 */
export class MotionTransfer {
  /** The source face's transformed keypoints. */
  readonly sourceKeypoints: Keypoints;
  readonly #source: FaceKeypoints;
  readonly #sourceRotation: RotationMatrix;
  readonly #options: MotionTransferOptions;
  #first: { face: FaceKeypoints; rotation: RotationMatrix } | undefined;
  #friendly: { first: Keypoints; multiplier: number } | undefined;

  constructor(source: FaceKeypoints, options: MotionTransferOptions = defaultMotionTransfer) {
    this.#source = source;
    this.#sourceRotation = rotationMatrix(source.pose);
    this.#options = options;
    this.sourceKeypoints = transformKeypoints(source);
  }

  /**
   * The driving keypoints of the next frame. The first call's face is the one that relative motion starts from.
   * @throws ParleyError `engine_failed` where a number is not finite.
   */
  next(driving: FaceKeypoints): Keypoints {
    const rotation = rotationMatrix(driving.pose);
    this.#first ??= { face: driving, rotation };
    if (this.#options.mode === 'absolute') return this.#absolute(driving, rotation);
    const moved = this.#relative(driving, rotation, this.#first);
    return this.#options.option === 'expression-friendly' ? this.#multiplied(moved) : moved;
  }

  #relative(
    driving: FaceKeypoints,
    rotation: RotationMatrix,
    first: { face: FaceKeypoints; rotation: RotationMatrix },
  ): Keypoints {
    const { region } = this.#options;
    const turns = region === 'all' || region === 'pose';
    const turned = multiplyRotations(rotation, transposeRotation(first.rotation));
    const source = this.#source;
    return placeKeypoints({
      canonical: source.canonical,
      expression: relativeExpression(source.expression, driving.expression, first.face.expression, region),
      rotation: turns ? multiplyRotations(turned, this.#sourceRotation) : this.#sourceRotation,
      scale: region === 'all' ? source.scale * (driving.scale / first.face.scale) : source.scale,
      translation: turns
        ? source.translation.map(
            (at, axis) => at + (driving.translation[axis] ?? 0) - (first.face.translation[axis] ?? 0),
          )
        : source.translation,
    });
  }

  #absolute(driving: FaceKeypoints, rotation: RotationMatrix): Keypoints {
    const { region } = this.#options;
    const turns = region === 'all' || region === 'pose';
    const source = this.#source;
    const expression = source.expression.slice();
    copyRegion(expression, driving.expression, expressionRegions.absolute[region]);
    return placeKeypoints({
      canonical: source.canonical,
      expression,
      rotation: turns ? rotation : this.#sourceRotation,
      scale: source.scale,
      translation: turns ? driving.translation : source.translation,
    });
  }

  #multiplied(moved: Keypoints): Keypoints {
    this.#friendly ??= { first: moved, multiplier: motionMultiplier(this.sourceKeypoints, moved) };
    const { first, multiplier } = this.#friendly;
    return moved.map(
      (value, at) => (value - (first[at] ?? 0)) * multiplier + (this.sourceKeypoints[at] ?? 0),
    );
  }
}

/**
 * The driving keypoints of a single driving picture: its expression, compared with a face at rest, on the source face.
 * Pose, scale and place stay the source's, in every region.
 */
export function transferPicture(
  source: FaceKeypoints,
  driving: FaceKeypoints,
  region: MotionRegion = 'all',
  neutral: Keypoints = neutralExpression,
): Keypoints {
  // The reference compares eyes with zero rather than with the table.
  const start = region === 'eyes' ? new Float32Array(neutral.length) : neutral;
  const expression = relativeExpression(source.expression, driving.expression, start, region);
  return transformKeypoints({ ...source, expression });
}

function relativeExpression(
  source: Keypoints,
  driving: Keypoints,
  start: Keypoints,
  region: MotionRegion,
): Keypoints {
  const moved = source.map((value, at) => value + ((driving[at] ?? 0) - (start[at] ?? 0)));
  const expression = source.slice();
  copyRegion(expression, moved, expressionRegions.relative[region]);
  return expression;
}

/** More or less of a motion than was seen: 1 leaves it as it is (LivePortrait, `driving_multiplier`, after stitching). */
export function multiplyMotion(source: Keypoints, driving: Keypoints, multiplier: number): Keypoints {
  return driving.map((value, at) => {
    const rest = source[at] ?? 0;
    return rest + (value - rest) * multiplier;
  });
}
