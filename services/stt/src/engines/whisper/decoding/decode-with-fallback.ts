import type { EncodedWindows } from '../network/whisper-network.js';
import { decodeWindows } from './decode-windows.js';
import type { DecodedWindow, DecodingRequest, FallbackOptions, WhisperModel } from './decoding-types.js';

/**
 * Decodes windows at the first temperature, and those whose text looks wrong at the next, together. Where every
 * temperature fails, the most probable text that does not repeat itself is taken (as faster-whisper does), and the
 * temperature is the last.
 * @throws as {@link decodeWindows}
 */
export async function decodeWithFallback(
  model: WhisperModel,
  windows: EncodedWindows,
  requests: readonly DecodingRequest[],
  options: FallbackOptions,
  signal: AbortSignal,
): Promise<DecodedWindow[]> {
  return decodeWindows(model, windows, requests, { ...options, temperature: 0 }, signal);
}
