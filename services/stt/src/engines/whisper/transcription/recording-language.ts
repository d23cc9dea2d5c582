import type { WhisperMelSpectrogram } from '@parley/audio';
import type { WhisperModel } from '../decoding/decoding-types.js';
import { detectLanguage } from '../decoding/detect-language.js';

export interface LanguageDetection {
  /** Windows listened to at most, from the start; 1 where absent, as openai/whisper. */
  windows?: number;
  /** A language more probable than this is believed at once; 0.5 where absent. */
  threshold?: number;
}

/**
 * The language of a recording: of the first window that leaves little doubt, else the one that most windows are in
 * (faster-whisper, transcribe.py, detect_language).
 * @throws the signal's reason
 */
export async function detectRecordingLanguage(
  model: WhisperModel,
  spectrogram: WhisperMelSpectrogram,
  { windows = 1, threshold = 0.5 }: LanguageDetection = {},
  signal: AbortSignal,
): Promise<string> {
  const { windowFrames } = model.network.dimensions;
  const votes = new Map<string, number>();
  for (let window = 0; window < windows; window++) {
    const first = window * windowFrames;
    if (window > 0 && first >= spectrogram.frames) break;
    const mel = spectrogram.window(first, windowFrames, { windowFrames, padding: 'silence' });
    const encoded = await model.network.encode(mel, 1, signal);
    const [detected] = await detectLanguage(model, encoded, signal);
    if (!detected) break;
    const { language, probabilities } = detected;
    if ((probabilities.get(language) ?? 0) > threshold) return language;
    votes.set(language, (votes.get(language) ?? 0) + 1);
  }
  const [winner] = [...votes].sort(([, a], [, b]) => b - a);
  return winner?.[0] ?? model.files.languages[0] ?? 'en';
}
