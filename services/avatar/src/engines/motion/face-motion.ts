/**
 * What a face does at one moment, whoever draws it: a mesh that warps a picture or a network that paints one.
 * Everything is relative to the portrait at rest, so that zero everywhere is the portrait itself (mouth closed).
 */
export interface FaceMotion {
  /** Jaw: 0 closed, 1 as far as it goes. */
  jawOpen: number;
  /** Lips drawn apart without the jaw, so that teeth show: 0..1. */
  lipsPart: number;
  /** Lips held together, 0..1: at 1 they touch over their whole length whatever else moves. */
  lipPress: number;
  /** Lower lip under the upper teeth, 0..1. */
  lipTuck: number;
  /** Corners apart, 0..1. */
  mouthWide: number;
  /** Lips rounded and forward, 0..1. */
  mouthRound: number;
  /** Tip of the tongue: 0 at rest, 1 at the upper teeth. */
  tongueUp: number;
  /** Corners up (a smile, to 1) or down (to -1). */
  lipCornerUp: number;
  /** Whole brows up (to 1) or down (to -1). */
  browUp: number;
  /** Inner ends of the brows up, 0..1. */
  browInnerUp: number;
  /** Upper lids: 1 shut, 0 as in the portrait, down to -1 wide open. */
  eyesClosed: number;
  /** Lower lids up, 0..1. */
  squint: number;
  /** One eye more shut than the other, 0..1; left and right of the picture. */
  winkLeft: number;
  winkRight: number;
  /** Where the eyes look: -1..1, to the right and to the bottom of the picture. */
  gazeX: number;
  gazeY: number;
  /** Head, in degrees: pitch positive looks down, yaw positive to the picture's right, roll clockwise. */
  pitch: number;
  yaw: number;
  roll: number;
  /** Chest: 0 empty, 1 full. */
  breath: number;
}

export const restingFace: Readonly<FaceMotion> = Object.freeze({
  jawOpen: 0,
  lipsPart: 0,
  lipPress: 0,
  lipTuck: 0,
  mouthWide: 0,
  mouthRound: 0,
  tongueUp: 0,
  lipCornerUp: 0,
  browUp: 0,
  browInnerUp: 0,
  eyesClosed: 0,
  squint: 0,
  winkLeft: 0,
  winkRight: 0,
  gazeX: 0,
  gazeY: 0,
  pitch: 0,
  yaw: 0,
  roll: 0,
  breath: 0,
});

export type MotionChannel = keyof FaceMotion;

/** Furthest value of each channel; what is summed beyond it is cut, as a face would. */
export const channelRange: Readonly<Record<MotionChannel, readonly [number, number]>> = {
  jawOpen: [0, 1],
  lipsPart: [0, 1],
  lipPress: [0, 1],
  lipTuck: [0, 1],
  mouthWide: [0, 1],
  mouthRound: [0, 1],
  tongueUp: [0, 1],
  lipCornerUp: [-1, 1],
  browUp: [-1, 1],
  browInnerUp: [0, 1],
  eyesClosed: [-1, 1],
  squint: [0, 1],
  winkLeft: [0, 1],
  winkRight: [0, 1],
  gazeX: [-1, 1],
  gazeY: [-1, 1],
  pitch: [-12, 12],
  yaw: [-12, 12],
  roll: [-12, 12],
  breath: [0, 1],
};

export const motionChannels = Object.freeze(Object.keys(restingFace)) as readonly MotionChannel[];

/** The motion with every channel inside its range; NaN becomes rest. */
export function clampMotion(motion: FaceMotion): FaceMotion {
  const clamped = { ...restingFace };
  for (const channel of motionChannels) {
    const [least, most] = channelRange[channel];
    const value = motion[channel];
    clamped[channel] = Number.isNaN(value) ? 0 : Math.min(most, Math.max(least, value));
  }
  return clamped;
}

/** `motion` plus `delta` times `weight`, channel by channel, unclamped. */
export function addMotion(motion: FaceMotion, delta: Partial<FaceMotion>, weight = 1): FaceMotion {
  const sum = { ...motion };
  for (const channel of motionChannels) sum[channel] += (delta[channel] ?? 0) * weight;
  return sum;
}

/** The way from `from` to `to`, at `position` 0..1. */
export function blendMotion(from: FaceMotion, to: FaceMotion, position: number): FaceMotion {
  const blended = { ...from };
  for (const channel of motionChannels) blended[channel] += (to[channel] - from[channel]) * position;
  return blended;
}
