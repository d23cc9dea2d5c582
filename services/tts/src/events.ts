import { type ServiceFoundation, createEngineEventLog } from '@parley/service-kit';

/** One function for each thing that happens: it writes the log line and the metric together. */
export function createEvents(foundation: ServiceFoundation) {
  const { logger, metrics } = foundation;
  const firstAudio = metrics.histogram(
    'parley_tts_first_audio_seconds',
    'Time from a request to its first audio.',
    ['engine'],
  );
  const audioSeconds = metrics.counter('parley_tts_audio_seconds_total', 'Speech synthesised.', ['engine']);

  return {
    engineProcess: createEngineEventLog(foundation),
    firstAudio(engine: string, elapsedMs: number) {
      firstAudio.observe({ engine }, elapsedMs / 1_000);
    },
    spoken(
      engine: string,
      fields: { language: string; characters: number; durationMs: number; elapsedMs: number },
    ) {
      audioSeconds.inc({ engine }, fields.durationMs / 1_000);
      logger.info('spoke', { engine, ...fields });
    },
  };
}

export type TtsEvents = ReturnType<typeof createEvents>;
