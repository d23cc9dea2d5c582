import {
  type LiveClientEvent,
  type LiveServerEvent,
  ParleyError,
  liveAudioMessageSchema,
  liveClientEventSchema,
} from '@parley/contracts';
import { z } from 'zod';
import { decodeBase64 } from '../routes/audio-input.js';

/** What a client's text message asks for, in either dialect. */
export type LiveCommand = LiveClientEvent | { event: 'audio'; bytes: Uint8Array };

/** One of the two languages of the live socket; a client keeps to the one that it began with. */
export interface LiveDialect {
  name: 'events' | 'messages';
  /** @throws ZodError, ParleyError for a message of another shape. */
  read: (message: unknown) => LiveCommand;
  /** Undefined for what this dialect has no word for. */
  write: (event: LiveServerEvent) => unknown;
}

/** Dialect (a): `event`s, and audio as binary frames. */
export const eventDialect: LiveDialect = {
  name: 'events',
  read: (message) => liveClientEventSchema.parse(message),
  write: (event) => event,
};

/** Dialect (b): audio as base64 in JSON, answered by texts that are final. */
export const messageDialect: LiveDialect = {
  name: 'messages',
  read(message) {
    return { event: 'audio', bytes: decodeBase64(liveAudioMessageSchema.parse(message).data) };
  },
  write(event) {
    if (event.event === 'error') return { type: 'error', code: event.code, message: event.message };
    if (event.event === 'status' && event.dropped_ms > 0)
      return { type: 'status', dropped_ms: event.dropped_ms };
    if (event.event !== 'final' || event.text === '') return undefined;
    const { text, confidence = 0 } = event;
    return { type: 'transcription', text, confidence, timestamp: Date.now() };
  },
};

/**
 * The dialect of a client's first text message.
 * @throws ParleyError `invalid_request` where it is of neither.
 */
export function dialectOf(message: unknown): LiveDialect {
  if (z.object({ event: z.string() }).safeParse(message).success) return eventDialect;
  if (z.object({ type: z.string() }).safeParse(message).success) return messageDialect;
  throw new ParleyError(
    'invalid_request',
    'Begin with {"event":"start"} and binary PCM16 frames, or with {"type":"audio","data":"<base64>"}.',
  );
}
