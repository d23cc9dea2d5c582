import { type OpenedAudio, collectSamples } from '@parley/audio';
import { ParleyError } from '@parley/contracts';
import type { EngineRequest } from '../../engines/speech-to-text-engine.js';
import { sequentialWindows } from './sequential-windows.js';
import type { RecognisedRecording, RecordingContext, RecordingStep } from './recording-types.js';

/** The engine is given all of the sound at once, a quarter of a gigabyte an hour: longer recordings are refused. */
const maxDurationMs = 2 * 3_600_000;

/**
 * Window after window, each knowing the text of the last.
 * @throws ParleyError `audio_too_long` over two hours; what decoding and the engine throw.
 */
export async function* recogniseSequentially(
  { engine, scheduler }: RecordingContext,
  audio: OpenedAudio,
  request: EngineRequest,
  signal: AbortSignal,
): AsyncGenerator<RecordingStep, RecognisedRecording> {
  if ((audio.promisedMs ?? 0) > maxDurationMs) throw tooLong();
  const samples = await collectSamples(limited(audio.blocks));
  const durationMs = samples.length / 16;
  const takeTurn = (turnSignal: AbortSignal) => scheduler.takeTurn(turnSignal);
  const windows = sequentialWindows(engine, samples, request, takeTurn, signal);
  let next = await windows.next();
  for (; !next.done; next = await windows.next()) {
    const { segments, language, doneMs } = next.value;
    yield { segments, language, progress: Math.min(1, doneMs / durationMs) };
  }
  yield { segments: [], language: next.value.language, progress: 1 };
  return { ...next.value, durationMs: Math.round(durationMs) };
}

async function* limited(blocks: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array> {
  let samples = 0;
  for await (const block of blocks) {
    samples += block.length;
    if (samples / 16 > maxDurationMs) throw tooLong();
    yield block;
  }
}

function tooLong(): ParleyError {
  return new ParleyError(
    'audio_too_long',
    'In the mode "sequential" a recording may last two hours. Send it in the mode "batched", or in parts.',
    { param: 'mode' },
  );
}
