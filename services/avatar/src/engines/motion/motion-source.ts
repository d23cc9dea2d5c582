import type { MouthPose } from './viseme-shapes.js';

/**
 * What one stretch of speech does to the face, on the clock of its audio (0 is its first sample). The default is
 * `VisemeTrack`, visemes with times; a network that hears the audio itself is another.
 */
export interface MotionSource {
  /** The mouth at this moment of the audio; asked for in order, and a little ahead of what is heard. */
  mouthAt(mediaMs: number): MouthPose;
  /** True where a sound (not silence) lies within `marginMs` of `mediaMs`. */
  voicedNear(mediaMs: number, marginMs: number): boolean;
  /** Forgets what can no longer be seen at `mediaMs` or later. */
  forgetBefore(mediaMs: number): void;
}
