import { setTimeout as delay } from 'node:timers/promises';
import { ParleyError } from '@parley/contracts';
import {
  type EngineRequest,
  type RecordingSummary,
  type RecordingWindow,
  type SpeechToTextEngine,
  type TakeTurn,
  engineSampleRate,
} from '../../engines/speech-to-text-engine.js';
import { shiftSegment } from './shift-segment.js';

/** An engine process that ends this often over one recording ends because of it. */
const maxDeaths = 2;
/** How long the next engine process may take to come up. */
const patienceMs = 60_000;
const pollMs = 100;

/**
 * The windows of a recording. Where the engine process ends in the middle, the next one goes on behind the last window,
 * with its last text as what came before.
 * @throws ParleyError what the engine throws; `engine_failed` after the second death.
 */
export async function* sequentialWindows(
  engine: SpeechToTextEngine,
  samples: Float32Array,
  request: EngineRequest,
  takeTurn: TakeTurn,
  signal: AbortSignal,
): AsyncGenerator<RecordingWindow, RecordingSummary> {
  let [doneMs, said] = [0, request.prompt];
  for (let deaths = 0; ; deaths += 1) {
    const from = doneMs;
    const rest = samples.subarray((from * engineSampleRate) / 1_000);
    const asked = said === undefined ? request : { ...request, prompt: said };
    const windows = engine.transcribeSequentially?.(rest, asked, takeTurn, signal);
    if (!windows) throw new ParleyError('internal_error', `${engine.id} takes no whole recordings.`);
    try {
      let next = await windows.next();
      for (; !next.done; next = await windows.next()) {
        const segments = next.value.segments.map((segment) => shiftSegment(segment, from));
        doneMs = from + next.value.doneMs;
        said = segments.at(-1)?.text ?? said;
        yield { ...next.value, segments, doneMs };
      }
      return next.value;
    } catch (error) {
      const hasDied = error instanceof ParleyError && error.code === 'engine_failed';
      if (!hasDied || deaths >= maxDeaths || !(await comesBack(engine, signal))) throw error;
    }
  }
}

async function comesBack(engine: SpeechToTextEngine, signal: AbortSignal): Promise<boolean> {
  const givenUpAt = performance.now() + patienceMs;
  while (!engine.readiness().ready && performance.now() < givenUpAt)
    await delay(pollMs, undefined, { signal });
  return engine.readiness().ready;
}
