import type { EncodedWindows } from '../network/whisper-network.js';
import type { DecodedWindow, DecodingRequest, SearchOptions, WhisperModel } from './decoding-types.js';

/**
 * Decodes windows together, one for each request; rows whose prompts differ in length run in groups. Requests without
 * a language are listened to first.
 * @throws ParleyError `unsupported_language`, `unsupported_task`; the signal's reason
 */
export async function decodeWindows(
  model: WhisperModel,
  windows: EncodedWindows,
  requests: readonly DecodingRequest[],
  search: SearchOptions,
  signal: AbortSignal,
): Promise<DecodedWindow[]> {
  signal.throwIfAborted();
  await Promise.resolve([model, windows, requests, search]);
  throw new Error('Not there yet.');
}
