import { EngineProcess } from '@parley/inference';
import type { EngineProcessEvent } from '@parley/inference';
import { bankPlan } from '../bank/bank-plan.js';
import type { FaceFrame } from '../face-finding/face-frame.js';
import type { FaceMotion } from '../motion/face-motion.js';
import type { RgbPicture } from '../picture/picture.js';
import type { BankBuildingProtocol } from './bank-building-protocol.js';

/**
 * Draws a portrait's bank: its pictures come from the network, and are put together in a process of its own (a fifth of
 * a second a picture), which lives as long as this takes and disturbs no live frame.
 * @param frame where the face at rest lies in the live frame
 * @throws ParleyError what drawing throws; `engine_failed` where the process died
 */
export async function drawBank(
  frame: FaceFrame,
  draw: (motion: FaceMotion) => Promise<RgbPicture>,
  onProgress: (progress: number) => void,
  onEvent: (event: EngineProcessEvent) => void,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const builder = new EngineProcess<object, BankBuildingProtocol>({
    name: 'bank',
    entry: new URL('./bank-building-process.ts', import.meta.url),
    load: {},
    onEvent,
  });
  try {
    await builder.start(signal);
    await builder.call('begin', { frame }, signal);
    for (const [index, { motion }] of bankPlan.entries()) {
      await builder.call('add', await draw(motion), signal);
      onProgress((index + 1) / (bankPlan.length + 1));
    }
    return await builder.call('finish', undefined, signal);
  } finally {
    await builder.stop();
  }
}
