import type { FaceMotion } from '../../motion/face-motion.js';
import type { Slider } from './coefficient-tables.js';

/** Mouth, in sliders for each channel at 1: visemes then lie at 10 (s) to 45 (a) of "aaa" as real talk does (C4, C6). */
const jawAaa = 75;
const lipsPartAaa = 8;
const lipsPartGrin = 6;
const pressAaa = -12;
const tuckGrin = 2;
const wideGrin = 8;
const roundPucker = 11;
/** A jaw open this far takes the frown from the lips: who speaks sadly still opens the mouth. */
const frownFreeJaw = 0.25;

/** A lid's way from open to shut: 0.02 of a keypoint, as measured on blinks (reference page, C4). */
const shutBlink = 20;
const wideBlink = 11;
const squintBlink = 6;
const shutWink = 25;
const gazeDegrees = 15;

/**
 * Eyes stay on the viewer while the head turns: this share of a turn is taken back by the eyes (ditto-talkinghead,
 * `core/atomic_components/motion_stitch.py`, `_fix_gaze`).
 */
const yawTakenBack = 0.26;
const pitchTakenBack = 0.28;

/** The place of LivePortrait's sliders for a motion; all are 0 for the face at rest. */
export function sliderValues(motion: FaceMotion): Record<Slider, number> {
  return { ...mouthSliders(motion), ...eyeSliders(motion), ...browSliders(motion) };
}

type MouthSlider = 'mouthOpen' | 'grin' | 'pucker' | 'smile' | 'frown' | 'frownLips';

function mouthSliders(motion: FaceMotion): Record<MouthSlider, number> {
  const apart = 1 - motion.lipPress;
  const jaw = motion.jawOpen * apart;
  const part = motion.lipsPart * apart;
  // Lips that are round cannot be wide as well.
  const wide = motion.mouthWide * (1 - 0.8 * motion.mouthRound);
  // The recipe of the reference page, C5: half of our range is its happy (1) and its sad (0.85).
  const frown = 1.7 * Math.max(0, -motion.lipCornerUp);
  return {
    mouthOpen: jawAaa * jaw + lipsPartAaa * part + pressAaa * motion.lipPress,
    grin: wideGrin * wide + lipsPartGrin * part + tuckGrin * motion.lipTuck * apart,
    pucker: roundPucker * motion.mouthRound,
    smile: 2 * Math.max(0, motion.lipCornerUp) * (1 - 0.5 * motion.mouthRound),
    frown,
    frownLips: frown * (1 - Math.min(1, jaw / frownFreeJaw)),
  };
}

type EyeSlider = 'blink' | 'winkLeft' | 'winkRight' | 'gazeLeft' | 'gazeRight' | 'gazeUp' | 'gazeLids';

function eyeSliders(motion: FaceMotion): Record<EyeSlider, number> {
  const shut = Math.max(0, motion.eyesClosed);
  const wide = Math.max(0, -motion.eyesClosed);
  const across = gazeDegrees * motion.gazeX - yawTakenBack * motion.yaw;
  const up = -gazeDegrees * motion.gazeY;
  return {
    blink: shutBlink * shut - wideBlink * wide + squintBlink * motion.squint * (1 - shut),
    winkLeft: shutWink * motion.winkLeft * (1 - shut),
    winkRight: shutWink * motion.winkRight * (1 - shut),
    gazeRight: Math.max(0, across),
    gazeLeft: Math.max(0, -across),
    gazeUp: up + pitchTakenBack * motion.pitch,
    gazeLids: up,
  };
}

function browSliders(motion: FaceMotion): Record<'browsUp' | 'browsKnit', number> {
  return {
    browsUp: 24 * Math.max(0, motion.browUp),
    browsKnit: 12 * Math.max(0, -motion.browUp) + 16 * motion.browInnerUp,
  };
}
