import { Constellation } from '../constellation/constellation.js';
import { type BenchResult, againstLimit, spreadOf } from './result.js';

const runs = 3;
const limitSeconds = 15;

/** A start of everything that was set up before: from the command to all required services ready. */
export async function bench(): Promise<BenchResult> {
  await (await Constellation.start(3_000)).stop();
  const seconds: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    const house = await Constellation.start(3_000);
    seconds.push((performance.now() - startedAt) / 1_000);
    await house.stop();
  }
  return {
    bench: 'start',
    about: 'A second `npm start`: from the command to every required service ready, Redis included.',
    rows: [
      againstLimit(
        { work: 'second start', metric: 'time to ready', unit: 's', ours: spreadOf(seconds) },
        limitSeconds,
      ),
    ],
  };
}
