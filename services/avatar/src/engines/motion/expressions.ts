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
    motion: { lipCornerUp: -0.5, browInnerUp: 0.42, browUp: -0.08, eyesClosed: 0.16, gazeY: 0.2, pitch: 2.6 },
  },
  surprised: {
    description: 'Brows up, eyes wide, jaw dropped.',
    motion: { browUp: 0.42, eyesClosed: -0.45, jawOpen: 0.28, mouthRound: 0.2, pitch: -1 },
  },
  angry: {
    description: 'Brows down and together, eyes narrowed, lips pressed.',
    motion: { browUp: -0.85, squint: 0.5, lipPress: 0.45, lipCornerUp: -0.3, eyesClosed: 0.1, pitch: 3 },
  },
  afraid: {
    description: 'Brows up and drawn together, eyes wide, mouth drawn apart.',
    motion: {
      browUp: 0.2,
      browInnerUp: 0.6,
      eyesClosed: -0.5,
      lipCornerUp: -0.2,
      mouthWide: 0.35,
      lipsPart: 0.3,
      jawOpen: 0.08,
      pitch: -1.5,
    },
  },
  disgusted: {
    description: 'Upper lip raised, brows down, eyes narrowed, head turned away.',
    motion: {
      browUp: -0.5,
      squint: 0.55,
      eyesClosed: 0.12,
      lipCornerUp: -0.35,
      lipsPart: 0.25,
      pitch: -1.5,
      yaw: -2.5,
      roll: 1,
    },
  },
  thoughtful: {
    description: 'Eyes up and aside, brows a little up, lips closed, head tilted.',
    motion: {
      gazeX: 0.55,
      gazeY: -0.45,
      browUp: 0.18,
      browInnerUp: 0.15,
      squint: 0.15,
      lipPress: 0.25,
      yaw: 2,
      roll: 2.5,
    },
  },
  laughing: {
    description: 'Mouth open in a broad smile, cheeks up, eyes nearly shut, head back.',
    motion: {
      lipCornerUp: 0.75,
      mouthWide: 0.35,
      jawOpen: 0.3,
      lipsPart: 0.3,
      squint: 0.7,
      eyesClosed: 0.3,
      browUp: 0.15,
      pitch: -3,
    },
  },
  wink: {
    description: 'One eye shut, a smile, head a little tilted.',
    motion: { winkLeft: 1, lipCornerUp: 0.3, mouthWide: 0.1, squint: 0.15, yaw: 2.5, roll: -2 },
  },
};

/** How much an expression's own mouth gives way to speech, so that the words can still be read from the lips. */
const givesWayToSpeech = 0.75;
const givingWay = new Set<string>(['jawOpen', 'mouthRound', 'lipsPart', 'lipPress']);

/** What `expression` adds to a face at `intensity` 0..2 that is speaking by 0..1. */
export function expressionMotion(
  expression: Expression,
  intensity: number,
  speaking = 0,
): Partial<FaceMotion> {
  const scaled: Partial<FaceMotion> = {};
  for (const [channel, value] of Object.entries(expressionPresets[expression].motion)) {
    const share = givingWay.has(channel) ? 1 - givesWayToSpeech * speaking : 1;
    Object.assign(scaled, { [channel]: value * intensity * share });
  }
  return scaled;
}
