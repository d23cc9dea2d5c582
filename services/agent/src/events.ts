import { type TurnLatency, toParleyError } from '@parley/contracts';
import type { ServiceFoundation } from '@parley/service-kit';

/** One function for each thing that happens: it writes the log line and the metric together. */
export function createEvents({ logger, metrics }: ServiceFoundation) {
  const stages = metrics.histogram(
    'parley_turn_stage_seconds',
    "Time from the end of the person's speech to each stage of the reply.",
    ['stage'],
  );
  const turns = metrics.counter('parley_turns_total', 'Replies spoken, to the end or interrupted.', [
    'interrupted',
  ]);
  const failures = metrics.counter('parley_reply_failures_total', 'Replies that failed, by code.', ['code']);
  const droppedSeconds = metrics.counter(
    'parley_audio_dropped_seconds_total',
    'Microphone audio that was not heard.',
  );
  const troubles = metrics.counter('parley_listening_troubles_total', 'Times that recognition broke off.', [
    'code',
  ]);

  return {
    conversationOpened(withFace: boolean) {
      logger.info('a conversation opened', { withFace });
    },
    conversationClosed(fields: { turns: number; droppedFrames: number }) {
      logger.info('a conversation closed', fields);
    },
    turnCompleted(latency: TurnLatency, interrupted: boolean) {
      turns.inc({ interrupted: String(interrupted) });
      for (const [stage, elapsedMs] of Object.entries(latency)) {
        if (elapsedMs !== null) stages.observe({ stage: stage.replace(/Ms$/, '') }, elapsedMs / 1_000);
      }
      logger.info('a turn is complete', { interrupted, ...latency });
    },
    replyFailed(error: unknown) {
      const { code } = toParleyError(error);
      failures.inc({ code });
      logger.warn('a reply failed', { code, error });
    },
    languageModelFound(fields: {
      model: string;
      product: string;
      baseUrl: string;
      howToChooseAnother: string;
    }) {
      logger.info('a language model was found by itself', fields);
    },
    languageModelLost(fields: { model: string; product: string; baseUrl: string }) {
      logger.warn('the language model is no longer there; new conversations take another', fields);
    },
    listeningTrouble(code: string) {
      troubles.inc({ code });
      logger.warn('recognition is in trouble', { code });
    },
    listeningRecovered() {
      logger.info('recognition is back');
    },
    audioDropped(durationMs: number) {
      droppedSeconds.inc(durationMs / 1_000);
      logger.warn('audio was dropped', { durationMs });
    },
  };
}

export type AgentEvents = ReturnType<typeof createEvents>;
