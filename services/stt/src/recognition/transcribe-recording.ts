import { type OpenedAudio, type RandomAccessBytes, openAudio } from '@parley/audio';
import type { Transcription, TranscriptSegment } from '@parley/contracts';
import { engineSampleRate } from '../engines/speech-to-text-engine.js';
import { recogniseInBatches } from './recording/recognise-in-batches.js';
import { recogniseSequentially } from './recording/recognise-sequentially.js';
import type {
  RecordingContext,
  RecordingRequest,
  RecordingStep,
  RecordingSummary,
} from './recording/recording-types.js';
import { separatorOf } from './recording/transcript-text.js';

/**
 * Opens a recording for {@link transcribeSteps}. Whoever opened it closes it.
 * @throws ParleyError as `openAudio`.
 */
export function openRecording(
  { config }: RecordingContext,
  bytes: RandomAccessBytes,
  signal: AbortSignal,
): Promise<OpenedAudio> {
  const options = { sampleRate: engineSampleRate, maxDurationMs: config.requests.maxAudioMs };
  return openAudio(bytes, options, signal);
}

/**
 * A recording as text while it is read. Memory does not grow with its length, but for the segments that the caller
 * keeps.
 * @throws ParleyError what decoding, voice activity, scheduler and engine throw.
 */
export async function* transcribeSteps(
  context: RecordingContext,
  audio: OpenedAudio,
  { engineRequest, mode }: RecordingRequest,
  signal: AbortSignal,
): AsyncGenerator<RecordingStep, RecordingSummary> {
  const { engine, events } = context;
  const startedAt = performance.now();
  const isSequential = mode === 'sequential' && engine.transcribeSequentially !== undefined;
  const recognise = isSequential ? recogniseSequentially : recogniseInBatches;
  let segments = 0;
  const steps = recognise(context, audio, engineRequest, signal);
  let next = await steps.next();
  for (; !next.done; next = await steps.next()) {
    segments += next.value.segments.length;
    yield next.value;
  }
  const processingMs = Math.round(performance.now() - startedAt);
  const { language, durationMs, confidence } = next.value;
  events.recordingTranscribed({ engine: engine.id, language, durationMs, segments, processingMs });
  return {
    language,
    task: engineRequest.task,
    durationMs,
    engine: engine.id,
    processingMs,
    ...(confidence !== undefined && { confidence }),
  };
}

/**
 * The whole of a recording as text.
 * @throws ParleyError as `openRecording` and `transcribeSteps`.
 */
export async function transcribeRecording(
  context: RecordingContext,
  bytes: RandomAccessBytes,
  request: RecordingRequest,
  signal: AbortSignal,
  onProgress: (fraction: number) => void = () => undefined,
): Promise<Transcription> {
  const audio = await openRecording(context, bytes, signal);
  try {
    const segments: TranscriptSegment[] = [];
    const steps = transcribeSteps(context, audio, request, signal);
    let next = await steps.next();
    for (; !next.done; next = await steps.next()) {
      segments.push(...next.value.segments);
      onProgress(next.value.progress);
    }
    const separator = separatorOf(request.engineRequest, next.value.language);
    const text = segments.map((segment) => segment.text).join(separator);
    return { text, segments, ...next.value };
  } finally {
    audio.close();
  }
}
