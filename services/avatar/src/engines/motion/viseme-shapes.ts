import type { Viseme } from '@parley/contracts';
import type { FaceMotion } from './face-motion.js';

/** The channels that speech moves. */
export const mouthChannels = [
  'jawOpen',
  'lipsPart',
  'lipPress',
  'lipTuck',
  'mouthWide',
  'mouthRound',
  'tongueUp',
] as const satisfies readonly (keyof FaceMotion)[];
export type MouthChannel = (typeof mouthChannels)[number];
export type MouthPose = Record<MouthChannel, number>;

export interface VisemeShape {
  pose: Partial<MouthPose>;
  /**
   * How firmly the sound holds its lips and its jaw against its neighbours', 0..1: a k is made far back and lets
   * the vowels around it shape the mouth; an f does not.
   */
  lips: number;
  jaw: number;
}

export const visemeShapes: Readonly<Record<Viseme, VisemeShape>> = {
  sil: { pose: {}, lips: 0.5, jaw: 0.5 },
  PP: { pose: { lipPress: 1 }, lips: 0.5, jaw: 1 },
  FF: { pose: { jawOpen: 0.08, lipTuck: 1, lipsPart: 0.12 }, lips: 1, jaw: 1 },
  TH: { pose: { jawOpen: 0.2, lipsPart: 0.3, tongueUp: 1 }, lips: 0.5, jaw: 0.8 },
  DD: { pose: { jawOpen: 0.16, lipsPart: 0.28, tongueUp: 0.8 }, lips: 0.3, jaw: 0.6 },
  kk: { pose: { jawOpen: 0.2, lipsPart: 0.22 }, lips: 0.2, jaw: 0.4 },
  CH: { pose: { jawOpen: 0.11, lipsPart: 0.5, mouthRound: 0.5 }, lips: 0.9, jaw: 0.9 },
  SS: { pose: { jawOpen: 0.06, lipsPart: 0.5, mouthWide: 0.35 }, lips: 0.7, jaw: 0.9 },
  nn: { pose: { jawOpen: 0.15, lipsPart: 0.25, tongueUp: 0.8 }, lips: 0.25, jaw: 0.5 },
  RR: { pose: { jawOpen: 0.16, lipsPart: 0.25, mouthRound: 0.42 }, lips: 0.6, jaw: 0.6 },
  aa: { pose: { jawOpen: 0.6, lipsPart: 0.2, mouthWide: 0.12 }, lips: 0.8, jaw: 1 },
  E: { pose: { jawOpen: 0.38, lipsPart: 0.32, mouthWide: 0.5 }, lips: 0.9, jaw: 0.9 },
  ih: { pose: { jawOpen: 0.2, lipsPart: 0.36, mouthWide: 0.62 }, lips: 0.9, jaw: 0.8 },
  oh: { pose: { jawOpen: 0.44, lipsPart: 0.1, mouthRound: 0.6 }, lips: 1, jaw: 0.9 },
  ou: { pose: { jawOpen: 0.2, lipsPart: 0.16, mouthRound: 1 }, lips: 1, jaw: 0.9 },
};

export const restingMouth: Readonly<MouthPose> = Object.freeze({
  jawOpen: 0,
  lipsPart: 0,
  lipPress: 0,
  lipTuck: 0,
  mouthWide: 0,
  mouthRound: 0,
  tongueUp: 0,
});
