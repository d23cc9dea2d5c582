import { type ServiceFoundation, createEngineEventLog } from '@parley/service-kit';
import type { RecognitionOutcome } from './recognition/recognition-scheduler.js';

export interface RecordingFields {
  engine: string;
  language: string;
  durationMs: number;
  segments: number;
  processingMs: number;
}

/** One function for each thing that happens: it writes the log line and the metric together. */
export function createEvents(foundation: ServiceFoundation) {
  const { logger, metrics } = foundation;
  const engineProcess = createEngineEventLog(foundation);
  const audioSeconds = metrics.counter('parley_stt_audio_seconds_total', 'Audio listened to.', ['kind']);
  const processing = metrics.histogram('parley_stt_recording_seconds', 'Time to transcribe a recording.', [
    'engine',
  ]);
  const finalLatency = metrics.histogram(
    'parley_stt_final_latency_seconds',
    'Time from the end of speech to its final text.',
  );
  const interims = metrics.counter('parley_stt_interims_total', 'Interim texts sent.');
  const droppedSeconds = metrics.counter(
    'stt_audio_dropped_seconds_total',
    'Live audio dropped, and said so.',
    ['reason'],
  );
  const processed = metrics.counter('stt_jobs_processed_total', 'Recognitions that ended.', [
    'job_type',
    'status',
  ]);
  const decoding = metrics.histogram('stt_decode_duration_seconds', 'Time of a recognition in the engine.', [
    'job_type',
  ]);

  return {
    engineProcess,
    modelNoted(note: string) {
      logger.warn('a note on the model', { note });
    },
    engineNotMade(engine: string, error: unknown) {
      logger.error('an engine could not be made', {
        engine,
        error: error instanceof Error ? error.stack : String(error),
      });
    },
    recognizerCrashed(restartInMs: number) {
      engineProcess({ type: 'engine-exit', engine: 'pocketsphinx', code: null, signal: null, restartInMs });
    },
    recordingTranscribed(fields: RecordingFields) {
      audioSeconds.inc({ kind: 'recording' }, fields.durationMs / 1_000);
      processing.observe({ engine: fields.engine }, fields.processingMs / 1_000);
      logger.info('transcribed a recording', { ...fields });
    },
    utteranceTranscribed(durationMs: number, latencyMs: number) {
      audioSeconds.inc({ kind: 'live' }, durationMs / 1_000);
      finalLatency.observe(latencyMs / 1_000);
      logger.debug('transcribed an utterance', { durationMs, latencyMs: Math.round(latencyMs) });
    },
    interimSent() {
      interims.inc();
    },
    recognitionEnded({ kind, status, elapsedMs }: RecognitionOutcome) {
      processed.inc({ job_type: kind, status });
      if (status === 'done') decoding.observe({ job_type: kind }, elapsedMs / 1_000);
    },
    audioDropped(durationMs: number, reason: string) {
      droppedSeconds.inc({ reason }, durationMs / 1_000);
      logger.warn('dropped live audio', { durationMs: Math.round(durationMs), reason });
    },
    liveSessionEnded(fields: { dialect: string; receivedMs: number; utterances: number; droppedMs: number }) {
      logger.info('a live session ended', { ...fields });
    },
  };
}

export type SttEvents = ReturnType<typeof createEvents>;
