import { framesPerSecond } from '@parley/contracts';
import type { Expression } from '@parley/contracts';
import type { FaceMotion } from './face-motion.js';
import { LivingFace } from './living-face.js';
import type { MotionSource } from './motion-source.js';

export interface ClipMotionOptions {
  /** What is said; a silent living face without it. */
  speech?: MotionSource;
  durationMs: number;
  expression?: Expression;
  /** 0..2. */
  intensity?: number;
  /** The same seed moves in the same way. */
  seed?: number;
}

/** The face of a clip, one motion for each frame: frame n belongs to n / 25 s of the sound. */
export function* clipMotions(options: ClipMotionOptions): Generator<FaceMotion, void> {
  const frameMs = 1000 / framesPerSecond;
  const face = new LivingFace(options.seed ?? 1);
  if (options.expression) face.setExpression(options.expression, options.intensity ?? 1, -1000);
  face.motionAt(-1000);
  if (options.speech) face.startSpeech(options.speech, 0);
  for (let n = 0; n * frameMs < options.durationMs; n++) {
    yield face.motionAt(n * frameMs, options.speech ? n * frameMs : undefined);
  }
}
