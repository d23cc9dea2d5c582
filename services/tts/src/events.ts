import type { EngineProcessEvent } from '@parley/inference';
import type { ServiceFoundation } from '@parley/service-kit';

/** One function for each thing that happens: it writes the log line and the metric together. */
export function createEvents({ logger, metrics }: ServiceFoundation) {
  const firstAudio = metrics.histogram(
    'parley_tts_first_audio_seconds',
    'Time from a request to its first audio.',
    ['engine'],
  );
  const audioSeconds = metrics.counter('parley_tts_audio_seconds_total', 'Speech synthesised.', ['engine']);
  const restarts = metrics.counter(
    'parley_engine_restarts_total',
    'Engine processes that died and were restarted.',
  );

  return {
    engineProcess(event: EngineProcessEvent) {
      const { type, ...fields } = event;
      if (type === 'engine-ready') logger.info('the engine is ready', fields);
      else logger.warn(type.replaceAll('-', ' '), fields);
      if (type === 'engine-exit') restarts.inc();
    },
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
