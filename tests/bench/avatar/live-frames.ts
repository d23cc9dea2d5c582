import { frameSize } from '@parley/contracts';
import { decodeBank, encodeBank } from '../../../services/avatar/src/engines/bank/bank-file.js';
import { BankRenderer } from '../../../services/avatar/src/engines/bank/bank-renderer.js';
import { bankOfMesh } from '../../../services/avatar/src/engines/bank/testing/mesh-pictures.js';
import { prepareDefaultPortrait } from '../../../services/avatar/src/engines/mesh-warp/prepared-portrait.js';
import type { FaceMotion } from '../../../services/avatar/src/engines/motion/face-motion.js';
import { encodeFrame } from '../../../services/avatar/src/engines/picture/encode-image.js';
import { toI420 } from '../../../services/avatar/src/engines/picture/i420.js';
import { type BenchResult, type BenchRow, againstLimit, spreadOf } from '../result.js';
import { speakingMotions } from './speaking-face.js';

const durationMs = 10_000;
const encodings = 50;
const runs = 7;
/** A frame of each kind; 40 ms is what 25 frames a second leave one core. */
const limitMs = { mesh: 6, bank: 8 };
const quality = 80;

interface Renderer {
  draw: (motion: FaceMotion, out: Uint8Array) => void;
}

/** Processor time of `times` pieces of work, each: other work on the machine does not lengthen it. */
async function processorMs(times: number, work: (index: number) => unknown): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < times; index++) await work(index);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

async function row(what: string, times: number, work: (index: number) => unknown): Promise<BenchRow> {
  await processorMs(times, work);
  const values: number[] = [];
  for (let run = 0; run < runs; run++) values.push(await processorMs(times, work));
  return { work: what, metric: 'processor time', unit: 'ms', ours: spreadOf(values) };
}

/** What a live frame costs: drawing it on one core, and encoding it. */
export async function bench(): Promise<BenchResult> {
  const { live } = await prepareDefaultPortrait();
  const builtAt = process.cpuUsage();
  const built = bankOfMesh(live);
  const { user } = process.cpuUsage(builtAt);
  const file = encodeBank(built);
  const bank = await BankRenderer.open(await decodeBank(file));
  const motions = speakingMotions(durationMs);
  const rgba = new Uint8Array(4 * frameSize * frameSize);
  const drawing = (renderer: Renderer) => (index: number) => {
    const motion = motions[index];
    if (motion) renderer.draw(motion, rgba);
  };
  const picture = { rgba, width: frameSize, height: frameSize };
  const size = `${frameSize} x ${frameSize}`;
  const single = (work: string, unit: string, value: number): BenchRow => ({
    work,
    metric: unit === 'MB' ? 'size' : 'processor time',
    unit,
    ours: spreadOf([value]),
  });
  return {
    bench: 'avatar-live-frames',
    about: `Parley's own portrait, ${motions.length} frames of speech, mean of each of ${runs} runs. The bank's pictures were drawn by the mesh.`,
    rows: [
      againstLimit(
        await row(`draw one live frame from the bank, ${size}, one core`, motions.length, drawing(bank)),
        limitMs.bank,
      ),
      againstLimit(
        await row(`draw one live frame by the mesh, ${size}, one core`, motions.length, drawing(live)),
        limitMs.mesh,
      ),
      await row('encode a live frame as JPEG', encodings, () => encodeFrame(picture, quality)),
      await row('encode a live frame as I420', encodings, () => toI420(picture)),
      single('make a bank of its 38 pictures', 's', user / 1e6),
      single('a bank on disk', 'MB', file.byteLength / 1e6),
      single('a bank in memory', 'MB', bank.bytes / 1e6),
    ],
  };
}
