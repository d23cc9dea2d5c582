import { addMotion, channelRange, restingFace } from './face-motion.js';
import type { FaceMotion } from './face-motion.js';

interface SliderDescription {
  description: string;
  unit: 'share' | 'degrees';
  min: number;
  max: number;
  /** The motion at 1 unit, and at -1 where that is not simply its opposite. */
  up: Partial<FaceMotion>;
  down?: Partial<FaceMotion>;
}

const degrees = (channel: 'pitch' | 'yaw' | 'roll', description: string): SliderDescription => {
  const [min, max] = channelRange[channel];
  return { description, unit: 'degrees', min, max, up: { [channel]: 1 } };
};

/** The face by hand: what a client may set besides an expression, 0 being the expression itself. */
export const faceSliders = {
  smile: {
    description: 'Corners of the mouth: up to a smile, down to a frown.',
    unit: 'share',
    min: -1,
    max: 1,
    up: { lipCornerUp: 1, mouthWide: 0.35, squint: 0.35 },
    down: { lipCornerUp: -1 },
  },
  brows: {
    description: 'Brows: up, or down and together.',
    unit: 'share',
    min: -1,
    max: 1,
    up: { browUp: 1 },
  },
  gaze_x: {
    description: 'Where the eyes look: to the left or the right of the picture.',
    unit: 'share',
    min: -1,
    max: 1,
    up: { gazeX: 1 },
  },
  gaze_y: {
    description: 'Where the eyes look: up (-1) or down (1).',
    unit: 'share',
    min: -1,
    max: 1,
    up: { gazeY: 1 },
  },
  blink: {
    description: 'Lids: wide open (-1) to shut (1).',
    unit: 'share',
    min: -1,
    max: 1,
    up: { eyesClosed: 1 },
  },
  mouth: {
    description: 'Mouth: lips pressed (-1) to wide open (1).',
    unit: 'share',
    min: -1,
    max: 1,
    up: { jawOpen: 1, lipsPart: 0.3 },
    down: { lipPress: 1 },
  },
  pitch: degrees('pitch', 'Head up (negative) or down, in degrees.'),
  yaw: degrees('yaw', 'Head to the left (negative) or the right of the picture, in degrees.'),
  roll: degrees('roll', 'Head tilted against (negative) or with the clock, in degrees.'),
} as const satisfies Record<string, SliderDescription>;

export type FaceSlider = keyof typeof faceSliders;
const sliderNames = Object.keys(faceSliders) as readonly FaceSlider[];

/** What the sliders add to a face, unclamped. Values outside a slider's range are cut to it. */
export function sliderMotion(values: Readonly<Partial<Record<FaceSlider, number | undefined>>>): FaceMotion {
  let motion: FaceMotion = { ...restingFace };
  for (const name of sliderNames) {
    const slider: SliderDescription = faceSliders[name];
    const value = Math.min(slider.max, Math.max(slider.min, values[name] ?? 0));
    if (value < 0 && slider.down) motion = addMotion(motion, slider.down, -value);
    else motion = addMotion(motion, slider.up, value);
  }
  return motion;
}
