import type { OpenedAudio } from '@parley/audio';
import type { OpenAiStreamEvent } from '@parley/contracts';
import { translateError } from '@parley/service-kit';
import type { Response } from 'express';
import type { RecordingContext, RecordingRequest } from '../recognition/recording/recording-types.js';
import { separatorOf } from '../recognition/recording/transcript-text.js';
import { transcribeSteps } from '../recognition/transcribe-recording.js';
import { usageOf } from './openai-format.js';

/** While nobody speaks in a recording, a comment says that the work goes on: proxies cut silent connections. */
const heartbeatMs = 10_000;

/**
 * The text as server-sent events while it comes about: a `transcript.text.delta` for each segment, then
 * `transcript.text.done`. What fails on the way is an event with `error`, which OpenAI's clients throw.
 */
export async function streamTranscription(
  context: RecordingContext,
  audio: OpenedAudio,
  request: RecordingRequest,
  response: Response,
  signal: AbortSignal,
): Promise<void> {
  response.status(200).set({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  let progress = 0;
  const heartbeat = setInterval(() => response.write(`: ${Math.round(progress * 100)} %\n\n`), heartbeatMs);
  try {
    let text = '';
    const steps = transcribeSteps(context, audio, request, signal);
    let next = await steps.next();
    for (; !next.done; next = await steps.next()) {
      const { segments, language } = next.value;
      progress = next.value.progress;
      for (const segment of segments) {
        const separator = text === '' ? '' : separatorOf(request.engineRequest, language);
        const delta = separator + segment.text.trim();
        text += delta;
        send(response, { type: 'transcript.text.delta', delta });
      }
    }
    send(response, { type: 'transcript.text.done', text, usage: usageOf(next.value) });
  } catch (error) {
    sendError(response, error);
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}

function send(response: Response, event: OpenAiStreamEvent): void {
  response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

function sendError(response: Response, error: unknown): void {
  response.write(`event: error\ndata: ${JSON.stringify(translateError(error).toBody())}\n\n`);
}
