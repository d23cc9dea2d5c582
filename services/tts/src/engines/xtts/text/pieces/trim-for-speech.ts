import type { SpeechLanguage } from '@parley/contracts';
import { endsInAbbreviation } from '../cleaning/abbreviations.js';

/** Where XTTS speaks a final dot: "punto", "ponto", "point" (coqui-ai/TTS issues 2952, 3445, 4171). */
const speaksFinalDot: ReadonlySet<SpeechLanguage> = new Set(['it', 'es', 'pt', 'fr', 'de']);

/** Double quotes are dropped, since a piece that ends in one makes XTTS invent words; single ones become straight. */
export const withPlainQuotes = (text: string) => text.replace(/["“”„‟«»＂]/gu, '').replace(/[‘’‛]/gu, "'");

/** A piece without what XTTS would mistake for speech at its end. */
export function trimForSpeech(piece: string, language: SpeechLanguage): string {
  const trimmed = piece.trim();
  if (!speaksFinalDot.has(language) || endsInAbbreviation(trimmed, language)) return trimmed;
  // In German a dot after a number makes an ordinal of it.
  const dots = language === 'de' ? /(?<![.0-9])\.+$/u : /\.+$/u;
  return trimmed.replace(dots, '').trimEnd();
}
