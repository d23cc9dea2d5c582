import { visemes } from '@parley/contracts';
import { clipMotions } from '../../../services/avatar/src/engines/motion/clip-motions.js';
import type { FaceMotion } from '../../../services/avatar/src/engines/motion/face-motion.js';
import { VisemeTrack } from '../../../services/avatar/src/engines/motion/viseme-track.js';

const visemeMs = 83;

/** A face that speaks, blinks and moves its head: one motion for each frame. */
export function speakingMotions(durationMs: number, seed = 1): FaceMotion[] {
  const speech = new VisemeTrack(
    Array.from({ length: Math.ceil(durationMs / visemeMs) }, (_, i) => ({
      viseme: visemes[(i * 7 + seed) % visemes.length] ?? 'sil',
      timeMs: i * visemeMs,
      durationMs: visemeMs,
    })),
  );
  return [...clipMotions({ speech, durationMs, seed })];
}
