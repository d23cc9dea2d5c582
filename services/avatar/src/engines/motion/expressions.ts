import type { Expression } from '@parley/contracts';
import type { FaceMotion } from './face-motion.js';

interface ExpressionPreset {
  description: string;
  /** The face at intensity 1; intensity scales it, and the channels' ranges cut what goes too far. */
  motion: Partial<FaceMotion>;
}

export const expressionPresets: Readonly<Record<Expression, ExpressionPreset>> = {
  neutral: { description: 'The portrait at rest, mouth closed.', motion: {} },
  happy: {
    description: 'A smile that reaches the eyes.',
    motion: {
      lipCornerUp: 0.5,
      mouthWide: 0.22,
      lipsPart: 0.1,
      squint: 0.32,
      browUp: 0.14,
      eyesClosed: 0.05,
    },
  },
  sad: {
    description: 'Corners of the mouth down, inner brows up, head a little lowered.',
    motion: { lipCornerUp: -0.5, browInnerUp: 0.5, browUp: -0.08, eyesClosed: 0.16, gazeY: 0.2, pitch: 2.6 },
  },
  surprised: {
    description: 'Brows up, eyes wide, jaw dropped.',
    motion: { browUp: 0.5, eyesClosed: -0.45, jawOpen: 0.24, mouthRound: 0.2, pitch: -1 },
  },
};

/** How much an expression's open mouth gives way to speech, so that the words can still be read from the lips. */
const givesWayToSpeech = 0.75;

/** What `expression` adds to a face at `intensity` 0..2 that is speaking by 0..1. */
export function expressionMotion(
  expression: Expression,
  intensity: number,
  speaking = 0,
): Partial<FaceMotion> {
  const scaled: Partial<FaceMotion> = {};
  for (const [channel, value] of Object.entries(expressionPresets[expression].motion)) {
    const mouth = channel === 'jawOpen' || channel === 'mouthRound' || channel === 'lipsPart';
    Object.assign(scaled, { [channel]: value * intensity * (mouth ? 1 - givesWayToSpeech * speaking : 1) });
  }
  return scaled;
}
