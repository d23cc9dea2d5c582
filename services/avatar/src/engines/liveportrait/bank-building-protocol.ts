import type { FaceFrame } from '../face-finding/face-frame.js';
import type { RgbPicture } from '../picture/picture.js';

/** What the process that makes a bank of pictures understands: one bank at a time, its pictures in the plan's order. */
export type BankBuildingProtocol = {
  /** `frame`: where the face at rest lies in the live frame. */
  begin: { input: { frame: FaceFrame }; output: void };
  add: { input: RgbPicture; output: void };
  finish: { input: undefined; output: Uint8Array };
};
