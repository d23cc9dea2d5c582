import { type ServiceFoundation, createEngineEventLog } from '@parley/service-kit';

/** One function for each thing that happens: it writes the log line and the metric together. */
export function createEvents(foundation: ServiceFoundation) {
  const { logger, metrics } = foundation;
  const firstAudio = metrics.histogram(
    'parley_tts_first_audio_seconds',
    'Time from the beginning of work on a request to its first audio.',
    ['engine'],
  );
  const audioSeconds = metrics.counter('parley_tts_audio_seconds_total', 'Speech synthesised.', ['engine']);
  const fallbacks = metrics.counter(
    'parley_tts_fallbacks_total',
    'Utterances that another engine took over before their first audio.',
    ['engine', 'by'],
  );

  const estimatedLips = metrics.counter(
    'parley_tts_lips_estimated_total',
    'Times that lips moved by the clock alone, because speech could not be aligned in time.',
  );

  return {
    engineProcess: createEngineEventLog(foundation),
    modelNoted(note: string) {
      logger.warn('a note on the model', { note });
    },
    lipsEstimated(reason: string) {
      estimatedLips.inc();
      logger.info('lips move by the clock alone', { reason });
    },
    firstAudio(engine: string, elapsedMs: number) {
      firstAudio.observe({ engine }, elapsedMs / 1_000);
    },
    fellBack(engine: string, by: string, code: string) {
      fallbacks.inc({ engine, by });
      logger.warn('another engine takes over', { engine, by, code });
    },
    spoken(
      engine: string,
      fields: { language: string; characters: number; durationMs: number; elapsedMs: number },
    ) {
      audioSeconds.inc({ engine }, fields.durationMs / 1_000);
      logger.info('spoke', { engine, ...fields });
    },
    voiceCreated(fields: { voice: string; engine: string; recordings: number }) {
      logger.info('a voice was made from recordings, with consent', fields);
    },
    voiceDamaged(voice: string, reason: string) {
      logger.warn('a voice cannot be read, and is left out; delete it, and make it again', { voice, reason });
    },
    draftsNotRemoved(error: unknown) {
      logger.warn('what was left of unfinished voices could not be removed', { error });
    },
    voiceDeleted(voice: string) {
      logger.info('a voice was deleted', { voice });
    },
  };
}

export type TtsEvents = ReturnType<typeof createEvents>;
