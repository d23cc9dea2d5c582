/** Letters of an alphabet that take as long to say as one character of these scripts. */
const weights: readonly [RegExp, number][] = [
  [/\p{Script=Han}/gu, 3.3],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 2],
  [/\p{Script=Hangul}/gu, 2.5],
];

/** Audio tokens for each letter in usual speech: 15 letters and 21.5 tokens a second. */
const tokensPerLetter = 1.4;
/** How much slower somebody may speak, and what short texts and pauses add. */
const slowest = { factor: 1.6, tokens: 40 };
/** Samples at 24 kHz for each token: 1024 at 22.05 kHz. */
const samplesPerToken = (1024 * 24_000) / 22_050;

/** How long a text's speech may be before it is known to have gone astray. */
export interface SpeechLength {
  /** Tokens after which the GPT is stopped. */
  maxTokens: number;
  /** Samples after which a pause is the end. */
  plausibleSamples: number;
}

/**
 * @param text in words, in the language's own script
 * @param mostTokens that the GPT has positions for
 * @param speed of the speech
 */
export function speechLength(text: string, mostTokens: number, speed: number): SpeechLength {
  const letters = weights.reduce(
    (sum, [script, weight]) => sum + (text.match(script)?.length ?? 0) * (weight - 1),
    text.length,
  );
  const plausible = tokensPerLetter * slowest.factor * letters + slowest.tokens;
  return {
    maxTokens: Math.min(mostTokens, Math.ceil(plausible)),
    plausibleSamples: (tokensPerLetter * letters * 1.25 + slowest.tokens / 2) * (samplesPerToken / speed),
  };
}
