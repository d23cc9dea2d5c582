import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/** What a supervised engine process tells of its life; `EngineProcessEvent` of @parley/inference has this shape. */
export type EngineEvent =
  | { type: 'engine-ready'; engine: string; loadMs: number; pid: number | undefined }
  | { type: 'engine-exit'; engine: string; code: number | null; signal: string | null; restartInMs: number }
  | { type: 'engine-load-failed'; engine: string; error: Error }
  | { type: 'engine-killed'; engine: string; reason: string }
  | { type: 'engine-device-fallback'; engine: string; reason: string };

const messages: Record<EngineEvent['type'], string> = {
  'engine-ready': 'the engine is ready',
  'engine-exit': 'the engine process ended; it is started again',
  'engine-load-failed': 'the engine could not be loaded',
  'engine-killed': 'the engine process was killed',
  'engine-device-fallback': 'CUDA cannot be used; the engine runs on the CPU',
};

/** Logs and counts what happens to a service's engine processes. */
export function createEngineEventLog(foundation: {
  logger: Logger;
  metrics: Metrics;
}): (event: EngineEvent) => void {
  const { logger, metrics } = foundation;
  const restarts = metrics.counter(
    'parley_engine_restarts_total',
    'Engine processes that ended and were restarted.',
    ['engine'],
  );
  const deviceFallbacks = metrics.counter(
    'parley_engine_device_fallbacks_total',
    'Engines that run on the CPU because CUDA could not be used.',
    ['engine'],
  );
  return (event) => {
    const { type, ...fields } = event;
    logger.log(type === 'engine-ready' ? 'info' : 'warn', messages[type], fields);
    if (type === 'engine-device-fallback') deviceFallbacks.inc({ engine: event.engine });
    if (type === 'engine-exit') restarts.inc({ engine: event.engine });
  };
}
