import type { EncodedWindows } from '../network/whisper-network.js';
import type { DetectedLanguage, WhisperModel } from './decoding-types.js';

/**
 * The language of each window, by the probabilities of the language tokens after the start of the transcript
 * (openai/whisper, decoding.py, detect_language). A model of one language answers with English.
 * @throws the signal's reason
 */
export async function detectLanguage(
  model: WhisperModel,
  windows: EncodedWindows,
  signal: AbortSignal,
): Promise<DetectedLanguage[]> {
  signal.throwIfAborted();
  await Promise.resolve([model, windows]);
  throw new Error('Not there yet.');
}
