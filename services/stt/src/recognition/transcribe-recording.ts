import { SpeechSegmenter } from '@parley/audio';
import type { Transcription, TranscriptSegment } from '@parley/contracts';
import type { SttContext } from '../context.js';
import {
  type EngineRequest,
  type EngineTranscript,
  type SpeechToTextEngine,
  engineSampleRate,
} from '../engines/speech-to-text-engine.js';

/** A stretch of speech in a recording. */
interface SpeechRange {
  startMs: number;
  endMs: number;
}

const samplesPerMs = engineSampleRate / 1_000;
/** Nobody waits for a recording as one does in a conversation: live speech of the next seconds goes first. */
const deadlineAllowanceMs = 3_000;
/** In a recording, pauses under a second belong to the sentence, which helps the recogniser with both halves. */
const pauseInSpeechMs = 1_000;

/** Where there is speech, by its voice-activity scores; none longer than the engine takes. */
export function findSpeech(scores: Float32Array, engine: SpeechToTextEngine): SpeechRange[] {
  const segmenter = new SpeechSegmenter({
    minSilenceMs: pauseInSpeechMs,
    postRollMs: 300,
    maxUtteranceMs: engine.maxAudioMs,
  });
  const events = [...scores].flatMap((score) => segmenter.push(score));
  const ranges: SpeechRange[] = [];
  let startMs = 0;
  for (const event of [...events, ...segmenter.flush()]) {
    if (event.type === 'speech-start') startMs = event.atMs;
    else ranges.push({ startMs, endMs: event.atMs });
  }
  return ranges;
}

/**
 * The whole of a recording (mono, 16 kHz) as text. Voice activity cuts it first: the recogniser never hears silence.
 * @throws ParleyError what voice activity, scheduler and engine throw.
 */
export async function transcribeRecording(
  context: Pick<SttContext, 'engine' | 'scheduler' | 'voiceActivity' | 'events'>,
  samples: Float32Array,
  request: EngineRequest,
  signal: AbortSignal,
  onProgress: (fraction: number) => void = () => undefined,
): Promise<Transcription> {
  const { engine, scheduler, voiceActivity, events } = context;
  const startedAt = performance.now();
  const ranges = findSpeech(await voiceActivity.score(samples, signal), engine);
  const transcripts: EngineTranscript[] = [];
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let index = next++; index < ranges.length; index = next++) {
      const { startMs, endMs } = ranges[index] ?? { startMs: 0, endMs: 0 };
      const audio = () => samples.slice(startMs * samplesPerMs, endMs * samplesPerMs);
      const deadlineMs = performance.now() + deadlineAllowanceMs;
      transcripts[index] = await scheduler.submit({ kind: 'final', deadlineMs, audio, request }, signal);
      onProgress((done += 1) / ranges.length);
    }
  };
  await Promise.all(Array.from({ length: engine.concurrency }, work));
  const transcription = {
    ...join(transcripts, ranges),
    language: transcripts.find(({ text }) => text !== '')?.language ?? request.language,
    task: request.task,
    durationMs: Math.round(samples.length / samplesPerMs),
    engine: engine.id,
    processingMs: Math.round(performance.now() - startedAt),
  };
  const { language, durationMs, processingMs } = transcription;
  events.recordingTranscribed({
    engine: engine.id,
    language,
    durationMs,
    segments: ranges.length,
    processingMs,
  });
  return transcription;
}

/** The stretches' texts in order, with times on the recording's clock. */
function join(
  transcripts: readonly EngineTranscript[],
  ranges: readonly SpeechRange[],
): Pick<Transcription, 'text' | 'segments' | 'confidence'> {
  const segments = transcripts.flatMap((transcript, index) =>
    transcript.segments.map((segment) => shift(segment, ranges[index]?.startMs ?? 0)),
  );
  const rated = transcripts.filter(({ confidence }) => confidence !== undefined);
  const characters = rated.reduce((sum, { text }) => sum + text.length, 0);
  const weighted = rated.reduce((sum, { text, confidence = 0 }) => sum + text.length * confidence, 0);
  return {
    text: segments.map(({ text }) => text).join(' '),
    segments,
    ...(characters > 0 && { confidence: weighted / characters }),
  };
}

/** A segment `byMs` later. */
export function shift(segment: TranscriptSegment, byMs: number): TranscriptSegment {
  const words = segment.words?.map((word) => ({
    ...word,
    startMs: Math.round(word.startMs + byMs),
    endMs: Math.round(word.endMs + byMs),
  }));
  return {
    text: segment.text,
    startMs: Math.round(segment.startMs + byMs),
    endMs: Math.round(segment.endMs + byMs),
    ...(words && { words }),
  };
}
