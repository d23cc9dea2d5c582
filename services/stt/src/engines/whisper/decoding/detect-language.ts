import type { EncodedWindows } from '../network/whisper-network.js';
import type { DetectedLanguage, WhisperModel } from './decoding-types.js';
import { logSumOfExponentials } from './logits.js';

/**
 * The language of each window, by the probabilities of the language tokens after the start of the transcript
 * (openai/whisper, decoding.py, detect_language). A model of one language answers with that.
 * @throws the signal's reason
 */
export async function detectLanguage(
  { network, files }: WhisperModel,
  windows: EncodedWindows,
  signal: AbortSignal,
): Promise<DetectedLanguage[]> {
  const { languages, startOfTranscript } = files.specialTokens;
  const rows = Array.from({ length: windows.rows }, (_, row) => row);
  if (languages.size < 2) {
    const [language = 'en'] = files.languages;
    return rows.map(() => ({ language, probabilities: new Map([[language, 1]]) }));
  }
  const { promptLogits } = await network.decode(
    windows,
    rows.map(() => [startOfTranscript]),
    signal,
  );
  const size = network.dimensions.vocabularySize;
  const tokens = [...languages.values()];
  return rows.map((row) => {
    const logits = Float32Array.from(
      tokens,
      (token) => promptLogits[row * size + token] ?? Number.NEGATIVE_INFINITY,
    );
    const sum = logSumOfExponentials(logits, 0, logits.length);
    const probabilities = new Map(
      [...languages.keys()].map((code, i) => [code, Math.exp((logits[i] ?? 0) - sum)]),
    );
    return { language: likeliest(probabilities), probabilities };
  });
}

function likeliest(probabilities: ReadonlyMap<string, number>): string {
  return [...probabilities].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}
