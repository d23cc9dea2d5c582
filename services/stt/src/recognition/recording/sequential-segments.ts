import { setTimeout as delay } from 'node:timers/promises';
import { ParleyError, type TranscriptSegment } from '@parley/contracts';
import {
  type EngineRequest,
  type EngineTranscript,
  type SpeechToTextEngine,
  engineSampleRate,
} from '../../engines/speech-to-text-engine.js';
import { shiftSegment } from './shift-segment.js';

type Summary = Pick<EngineTranscript, 'language' | 'confidence'>;

/** An engine process that ends this often over one recording ends because of it. */
const maxDeaths = 2;
/** How long the next engine process may take to come up. */
const patienceMs = 60_000;
const pollMs = 100;

/**
 * The segments of a recording, window after window. Where the engine process ends in the middle, the next one goes on
 * behind the last segment, with its text as what came before.
 * @throws ParleyError what the engine throws; `engine_failed` after the second death.
 */
export async function* sequentialSegments(
  engine: SpeechToTextEngine,
  samples: Float32Array,
  request: EngineRequest,
  signal: AbortSignal,
): AsyncGenerator<TranscriptSegment, Summary> {
  let [doneMs, said] = [0, request.prompt];
  for (let deaths = 0; ; deaths += 1) {
    const rest = samples.subarray((doneMs * engineSampleRate) / 1_000);
    const from = doneMs;
    const segments = engine.transcribeSequentially?.(
      rest,
      said === undefined ? request : { ...request, prompt: said },
      signal,
    );
    if (!segments) throw new ParleyError('internal_error', `${engine.id} takes no whole recordings.`);
    try {
      let next = await segments.next();
      for (; !next.done; next = await segments.next()) {
        const segment = shiftSegment(next.value, from);
        yield segment;
        doneMs = segment.endMs;
        said = segment.text;
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
