import { encodeFrame } from '../../services/avatar/src/engines/picture/encode-image.js';
import type { FaceRenderer } from '../../services/avatar/src/engines/mesh-warp/face-renderer.js';
import { prepareDefaultPortrait } from '../../services/avatar/src/engines/mesh-warp/prepared-portrait.js';
import { LivingFace } from '../../services/avatar/src/engines/motion/living-face.js';
import { VisemeTrack } from '../../services/avatar/src/engines/motion/viseme-track.js';
import type { FaceMotion } from '../../services/avatar/src/engines/motion/face-motion.js';
import { visemes } from '@parley/contracts';
import { type BenchResult, againstLimit, spreadOf } from './result.js';

const frames = 250;
const runs = 7;
const limitMs = 6;
const quality = 80;

/** Ten seconds of a face that speaks, blinks and moves its head. */
function speakingMotions(): FaceMotion[] {
  const face = new LivingFace(1);
  const events = Array.from({ length: 120 }, (_, i) => ({
    viseme: visemes[(i * 7) % visemes.length] ?? 'sil',
    timeMs: i * 83,
    durationMs: 83,
  }));
  face.startSpeech(new VisemeTrack(events), 0);
  return Array.from({ length: frames }, (_, n) => face.motionAt(n * 40, n * 40));
}

/** Processor time of one frame, which other work on the machine does not lengthen. */
function warpMs(renderer: FaceRenderer, motions: readonly FaceMotion[], out: Uint8Array): number {
  const before = process.cpuUsage();
  for (const motion of motions) renderer.draw(motion, out);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / motions.length;
}

async function encodeMs(renderer: FaceRenderer, out: Uint8Array): Promise<number> {
  const picture = { rgba: out, width: renderer.width, height: renderer.height };
  const before = process.cpuUsage();
  for (let n = 0; n < frames / 5; n++) await encodeFrame(picture, quality);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (frames / 5);
}

/** What a live frame costs: drawing it on one core, and encoding it. */
export async function bench(): Promise<BenchResult> {
  const { live } = await prepareDefaultPortrait();
  const motions = speakingMotions();
  const out = live.createBuffer();
  warpMs(live, motions, out);
  const warp = Array.from({ length: runs }, () => warpMs(live, motions, out));
  const encode: number[] = [];
  for (let run = 0; run < runs; run++) encode.push(await encodeMs(live, out));
  const frame = { unit: 'ms', ours: spreadOf(warp) };
  return {
    bench: 'avatar-mesh-warp',
    about: `A face of ${live.mesh.skin.length / 3} triangles, ${frames} frames of speech, mean of each of ${runs} runs.`,
    rows: [
      againstLimit(
        { work: 'draw one live frame, 512 x 512, one core', metric: 'processor time', ...frame },
        limitMs,
      ),
      { work: 'encode it as JPEG', metric: 'processor time', unit: 'ms', ours: spreadOf(encode) },
    ],
  };
}
