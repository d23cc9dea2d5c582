import { type ServiceFoundation, createEngineEventLog } from '@parley/service-kit';

/** One function for each thing that happens: it writes the log line and the metric together. */
export function createEvents(foundation: ServiceFoundation) {
  const { logger, metrics } = foundation;
  const rendered = metrics.counter('parley_avatar_frames_total', 'Live frames sent.');
  const dropped = metrics.counter(
    'parley_avatar_frames_dropped_total',
    'Live frames not rendered or not sent in time.',
  );
  const stills = metrics.histogram('parley_avatar_still_seconds', 'Time to render a still.');

  return {
    engineProcess: createEngineEventLog(foundation),
    portraitAdded(fields: { width: number; height: number; faces: number; elapsedMs: number }) {
      logger.info('a portrait was added', fields);
    },
    stillRendered(fields: { expression: string; elapsedMs: number }) {
      stills.observe(fields.elapsedMs / 1_000);
      logger.info('a still was rendered', fields);
    },
    liveFrame() {
      rendered.inc();
    },
    liveEnded(fields: { renderedFrames: number; droppedFrames: number }) {
      dropped.inc(fields.droppedFrames);
      logger.info('a live face ended', fields);
    },
  };
}

export type AvatarEvents = ReturnType<typeof createEvents>;
