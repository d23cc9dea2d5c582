import { type ErrorCode, ParleyError, speechSampleRate } from '@parley/contracts';
import type { SpeechChunk, SpeechRequest } from '../engines/text-to-speech-engine.js';
import type { TtsEvents } from '../events.js';
import { SpeechPlace } from './speech-place.js';
import type { QueueTicket, SpeechQueue } from './speech-queue.js';
import type { SpeechCandidate } from './speech-target.js';

/** A request, ready to be spoken. */
export interface Utterance {
  request: Omit<SpeechRequest, 'voice'>;
  /** Who may speak it, the wanted one first. */
  candidates: readonly [SpeechCandidate, ...SpeechCandidate[]];
}

/** Speech that has begun. */
export interface Speech {
  /** The engine that speaks. */
  engine: string;
  language: string;
  /** Whether a better engine could not. */
  fallback: boolean;
  /** To be iterated once. */
  chunks: AsyncIterable<SpeechChunk>;
}

/** What another engine may mend. What is wrong with the request itself, it may not. */
const mendable: ReadonlySet<ErrorCode> = new Set([
  'engine_not_ready',
  'engine_failed',
  'engine_timeout',
  'model_files_missing',
  'model_files_invalid',
  'license_not_accepted',
  'upstream_unavailable',
  'upstream_timeout',
  'internal_error',
]);

interface SpeakingParts {
  queue: SpeechQueue;
  events: TtsEvents;
}

/**
 * Waits for a place, has the text spoken, and hands the speech on as soon as its first audio is there: until then
 * another engine takes over where one fails. The place is free again when all is spoken, or `use` has ended, and
 * meanwhile while nobody takes what is spoken.
 * @throws ParleyError `at_capacity`, `cancelled`, and what the engines throw; where all fail, what the wanted one threw
 */
export async function withSpeech<Result>(
  { queue, events }: SpeakingParts,
  utterance: Utterance,
  ticket: QueueTicket,
  signal: AbortSignal,
  use: (speech: Speech) => Promise<Result>,
): Promise<Result> {
  const place = await SpeechPlace.enter(queue, ticket, signal);
  try {
    const startedAt = performance.now();
    const { speech, end } = await begin(utterance, events, signal);
    events.firstAudio(speech.engine, performance.now() - startedAt);
    try {
      return await use({ ...speech, chunks: measured(speech, utterance, { events, startedAt, place }) });
    } finally {
      await end();
    }
  } finally {
    place.leave();
  }
}

async function begin(
  { request, candidates }: Utterance,
  events: TtsEvents,
  signal: AbortSignal,
): Promise<{ speech: Speech; end: () => Promise<void> }> {
  let firstError: unknown;
  for (const [index, { engine, voice }] of candidates.entries()) {
    try {
      const chunks = engine.synthesize({ ...request, ...(voice !== undefined && { voice }) }, signal);
      const { language } = request;
      const { all, end } = await fromFirstAudio(chunks);
      return { speech: { engine: engine.id, language, fallback: index > 0, chunks: all }, end };
    } catch (error) {
      if (!(error instanceof ParleyError) || !mendable.has(error.code) || signal.aborted) throw error;
      firstError ??= error;
      const next = candidates[index + 1];
      if (next) events.fellBack(engine.id, next.engine.id, error.code);
    }
  }
  throw firstError;
}

/** The same chunks; resolves when one with audio is there, or all are. `end` stops the engine, read to the end or not. */
async function fromFirstAudio(
  chunks: AsyncIterable<SpeechChunk>,
): Promise<{ all: AsyncIterable<SpeechChunk>; end: () => Promise<void> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const early: SpeechChunk[] = [];
  for (;;) {
    const next = await iterator.next();
    if (next.done) break;
    early.push(next.value);
    if (next.value.pcm16.byteLength > 0) break;
  }
  async function* all(): AsyncGenerator<SpeechChunk> {
    yield* early;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  const end = async () => {
    await iterator.return?.();
  };
  return { all: all(), end };
}

/** When all is spoken, the place is free, though a slow client may still listen. */
async function* measured(
  speech: Speech,
  { request }: Utterance,
  { events, startedAt, place }: { events: TtsEvents; startedAt: number; place: SpeechPlace },
): AsyncGenerator<SpeechChunk> {
  let bytes = 0;
  for await (const chunk of place.whileListening(speech.chunks)) {
    bytes += chunk.pcm16.byteLength;
    yield chunk;
  }
  place.leave();
  events.spoken(speech.engine, {
    language: request.language,
    characters: request.text.length,
    durationMs: Math.round(speechMs(bytes)),
    elapsedMs: Math.round(performance.now() - startedAt),
  });
}

/** Milliseconds of speech in this many bytes of PCM16. */
export const speechMs = (bytes: number) => (bytes / (speechSampleRate * 2)) * 1_000;
