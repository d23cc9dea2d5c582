import type { FrameQuality } from './engines/avatar-engine.js';
import type { BankEvent } from './engines/liveportrait/bank-keeper.js';
import { type ServiceFoundation, createEngineEventLog } from '@parley/service-kit';

/** A frame has 40 ms. */
const frameBuckets = [0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.1, 0.25, 1];

export type DropReason = 'late' | 'failed' | 'unread';

/** One function for each thing that happens: it writes the log line and the metric together. */
export function createEvents(foundation: ServiceFoundation) {
  const { logger, metrics } = foundation;
  const sent = metrics.counter('parley_avatar_frames_total', 'Live frames sent.', ['quality']);
  const dropped = metrics.counter(
    'parley_avatar_frames_dropped_total',
    'Live frames that nobody saw: not drawn in time, not drawn at all, or not read by the client.',
    ['reason'],
  );
  const frames = metrics.histogram(
    'parley_avatar_frame_seconds',
    'Time from asking for a live frame to having it.',
    ['quality'],
    frameBuckets,
  );
  const banks = metrics.counter('parley_avatar_banks_total', 'Banks of pictures for live frames.', [
    'result',
  ]);
  const stills = metrics.histogram('parley_avatar_still_seconds', 'Time to render a still.');
  const clips = metrics.counter('parley_avatar_clip_frames_total', 'Frames of rendered clips.');

  return {
    engineProcess: createEngineEventLog(foundation),
    modelNoted(note: string) {
      logger.warn('a note on the model, or on what is kept of portraits', { note });
    },
    bank(event: BankEvent) {
      const { type, ...fields } = event;
      banks.inc({ result: type === 'bank-drawn' ? 'drawn' : 'failed' });
      if (type === 'bank-drawn') logger.info('a portrait has its bank of pictures', fields);
      else logger.warn('the bank of a portrait could not be drawn; the mesh shows it instead', fields);
    },
    portraitAdded(fields: { width: number; height: number; faces: number; elapsedMs: number }) {
      logger.info('a portrait was looked at', fields);
    },
    portraitDamaged(portrait: string, reason: string) {
      logger.warn('a portrait cannot be read, and is left out; delete it, and upload it again', {
        portrait,
        reason,
      });
    },
    portraitsNotRead(error: unknown) {
      logger.warn('the folder of the portraits could not be read', { error });
    },
    portraitDeleted(portrait: string) {
      logger.info('a portrait was deleted', { portrait });
    },
    portraitNotForgotten(portrait: string, error: unknown) {
      logger.warn('the engine has not forgotten a deleted portrait', { portrait, error });
    },
    stillRendered(fields: { expression: string; elapsedMs: number }) {
      stills.observe(fields.elapsedMs / 1_000);
      logger.info('a still was rendered', fields);
    },
    clipRendered(fields: {
      frames: number;
      width: number;
      height: number;
      bytes: number;
      elapsedMs: number;
    }) {
      clips.inc(fields.frames);
      logger.info('a clip was rendered', fields);
    },
    frameDrawn(quality: FrameQuality, elapsedMs: number) {
      frames.observe({ quality }, elapsedMs / 1_000);
    },
    frameSent(quality: FrameQuality) {
      sent.inc({ quality });
    },
    framesDropped(reason: DropReason, count: number) {
      dropped.inc({ reason }, count);
    },
    liveEnded(fields: { renderedFrames: number; droppedFrames: number }) {
      logger.info('a live face ended', fields);
    },
    /** Gauges that are read when somebody asks. */
    watch(read: { liveFaces: () => number; banksUnderWay: () => number; portraits: () => number }) {
      metrics.gauge('parley_avatar_live_faces', 'Live faces now.', read.liveFaces);
      metrics.gauge(
        'parley_avatar_banks_under_way',
        'Portraits whose better live frames are being made now.',
        read.banksUnderWay,
      );
      metrics.gauge('parley_avatar_portraits', 'Portraits that are kept.', read.portraits);
    },
  };
}

export type AvatarEvents = ReturnType<typeof createEvents>;
